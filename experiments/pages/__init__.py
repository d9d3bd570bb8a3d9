"""Pages: what the harness found, as one self-contained HTML page and as CSV, PNG and SVG.

Findings first, figures and tables next, then method and limits, then everything needed to run it again.
"""

from experiments.pages.page import KIND, NAME, Fact, Page, plain_table, render, write_outputs

__all__ = ["KIND", "NAME", "Fact", "Page", "plain_table", "render", "write_outputs"]
