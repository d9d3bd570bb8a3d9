"""Figures: what is drawn, in the order in which it is read: what follows, where it goes, how it comes about."""

from __future__ import annotations

from dataclasses import replace

from experiments.analyses.comparison.canvas import Canvas
from experiments.analyses.comparison.over_time import OverTime
from experiments.analyses.comparison.regimes import Regimes
from experiments.analyses.comparison.space import Space
from experiments.analyses.comparison.subject import Subject
from experiments.presentation.blocks import Figure


def figures_of(subject: Subject) -> list[Figure]:
    """Return the figures of a comparison in their order."""
    canvas = Canvas(subject)
    over_time, space = OverTime(canvas), Space(canvas)
    distance = replace(space.distance(), on_paper=not subject.is_crowded)
    answers = [Regimes(canvas).figure(), over_time.coverage(), over_time.gains(), distance]
    ways = [space.map(), over_time.efficacy(), over_time.climate()]
    return [*answers, *(replace(figure, on_paper=not subject.is_wide) for figure in ways)]
