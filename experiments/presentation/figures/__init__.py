"""Figures: what analyses draw on paper and slides: matplotlib, one style, three sizes, SVG and PNG.

A `Picture` knows its title, what somebody hears who cannot see it, and how to draw itself at any size.
"""

from experiments.presentation.figures.picture import Picture, png_of, svg_of
from experiments.presentation.figures.style import COLUMN, MAP, PAGE, SERIES, SLIDE, Size, Stroke

__all__ = ["COLUMN", "MAP", "PAGE", "SERIES", "SLIDE", "Picture", "Size", "Stroke", "png_of", "svg_of"]
