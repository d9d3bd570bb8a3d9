"""Data: what an evaluator would hold in hand: figures of clusters and rounds, with all that measuring adds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.evaluation.design import (
    AUDIT,
    COUNTED,
    COVERAGE,
    INTERACTION,
    KEPT,
    OF_RULES,
    REPORTED,
    RULES,
    SPILLOVER,
    SURVEY,
    THEATRE,
    Design,
)
from experiments.analyses.evaluation.worlds import AS_BEFORE, RUN, TWIN, TWIN_AS_BEFORE, Block

PERSONS_APART = 0.2
"""Standard deviation between persons on a scale from 0 to 1; assumed."""
HEADS = 0.5
"""What a toss of a coin adds to an answer that is not the truth."""


class Figures(NamedTuple):
    """Figures of a block, [data set, cluster, round]; NaN where one never came."""

    own: NDArray[np.float64]
    beside: NDArray[np.float64] | None
    """What an audit says where `own` are the reports that it is held against."""


def rounds_of(design: Design) -> NDArray[np.intp]:
    """Return the months of the rounds."""
    return np.array(design.rounds, dtype=np.intp)


def truth(design: Design, block: Block, world: int) -> NDArray[np.float64]:
    """Return the true outcome, [data set, cluster, round]: in the month of a round, or in those that it adds up."""
    if design.source == SURVEY:
        return block.of(design.outcome, world, rounds_of(design))
    return added_up(design, block, world, "coverage")


def added_up(design: Design, block: Block, world: int, quantity: str) -> NDArray[np.float64]:
    """Return means over the months of each round, as registers are added up, [data set, cluster, round]."""
    ends = rounds_of(design)
    months = ends[:, None] - np.arange(design.every)[::-1]
    each = block.of(quantity, world, months.ravel())
    return each.reshape(*each.shape[:2], len(ends), design.every).mean(axis=3)


def figures(design: Design, block: Block, generator: np.random.Generator, *, is_null: bool = False) -> Figures:
    """Return what is measured: in the world as it is, or in one where what is asked about does not happen.

    Of theatre that is a world of honest reports; of rules one in which they stay as they were; of anything else one in
    which nobody is coached.
    """
    without = {THEATRE: RUN, **dict.fromkeys(OF_RULES, AS_BEFORE)}.get(design.question, TWIN)
    world = without if is_null else RUN
    moved = _moved(design, block, generator)
    if design.source == REPORTED:
        return Figures(_missing(design, added_up(design, block, world, "reported") + moved, generator), None)
    if design.source == SURVEY:
        return Figures(
            _missing(design, _asked(design, truth(design, block, world) + moved, generator), generator), None
        )
    counted = _asked(design, added_up(design, block, world, "honest") + moved, generator)
    counted = _missing(design, counted, generator)
    if design.question != THEATRE:
        return Figures(counted, None)
    told = added_up(design, block, world, "honest" if is_null else "reported") + moved
    return Figures(_missing(design, told, generator), counted)


def _moved(design: Design, block: Block, generator: np.random.Generator) -> NDArray[np.float64]:
    """Return what moves clusters from round to round beside the model, [data set, cluster, round]."""
    shape = (len(block.values), len(block.allocation.units), len(design.rounds))
    return design.over_time * generator.standard_normal(shape) if design.over_time else np.zeros(shape)


def _asked(design: Design, true: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.float64]:
    """Return what a survey, a diary or an audit finds."""
    if design.outcome not in COUNTED:
        error = PERSONS_APART / np.sqrt(design.reliability * design.women)
        return true + error * generator.standard_normal(true.shape)
    said = design.reliability * true + (1.0 - design.reliability) * HEADS
    return generator.binomial(design.women, np.clip(said, 0.0, 1.0)) / design.women


def _missing(design: Design, values: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.float64]:
    gone = generator.random(values.shape) < design.missing
    return np.where(gone, np.nan, values)


# What is true of the question -----------------------------------------------------------------------------------


def asked_cells(design: Design, block: Block) -> NDArray[np.bool_]:
    """Return which clusters and rounds a question is about, [cluster, round]."""
    months, own = rounds_of(design), block.allocation
    asked = design.is_asked(months)
    if design.question == SPILLOVER:
        exposed = ~own.ever & (own.saturation > 0.0) if design.saturations else ~own.ever
        return exposed[:, None] & asked
    if design.question == RULES:
        return own.ruled[:, None] & asked
    coached = months >= own.starts[:, None]
    if design.question == INTERACTION:
        coached = coached & own.ruled[:, None]
    return coached & asked


def control_cells(design: Design, block: Block) -> NDArray[np.bool_]:
    """Return clusters and rounds that are compared with those asked about, [cluster, round]."""
    months, own = rounds_of(design), block.allocation
    return (months < own.starts[:, None]) & design.is_asked(months)


def true_answer(design: Design, block: Block) -> NDArray[np.float64]:
    """Return the true answer in each data set, [data set].

    Against its twin; of theatre against honest reports; of rules against the same world under the rules as before; of
    interaction what coaching gains under the one less what it gains under the others.
    """
    cells = asked_cells(design, block)
    if design.question == THEATRE:
        over = added_up(design, block, RUN, "reported") - added_up(design, block, RUN, "honest")
        return over[:, cells].mean(axis=1)
    gain = truth(design, block, RUN) - truth(design, block, AS_BEFORE if design.question == RULES else TWIN)
    if design.question == INTERACTION:
        gain = gain - (truth(design, block, AS_BEFORE) - truth(design, block, TWIN_AS_BEFORE))
    return gain[:, cells].mean(axis=1)


class Parts(NamedTuple):
    """What moves a comparison of coached and control away from the truth, [data set] each.

    Attributes
    ----------
    contamination : ndarray
        What controls gain over their twins, taken away.
    lag : ndarray
        What honest figures of registers miss of the gain.
    theatre : ndarray
        What overstating adds.
    """

    contamination: NDArray[np.float64]
    lag: NDArray[np.float64]
    theatre: NDArray[np.float64]


def _parts_of_interaction(design: Design, block: Block, control: NDArray[np.bool_]) -> Parts:
    """Return what bias of an interaction is made of: what controls gain more under the other rules, taken away."""
    gain = truth(design, block, RUN) - truth(design, block, TWIN)
    ruled = block.allocation.ruled[:, None]
    nothing = np.zeros(len(gain))
    more = gain[:, control & ruled].mean(axis=1) - gain[:, control & ~ruled].mean(axis=1)
    return Parts(-more, nothing, nothing)


def parts_of_bias(design: Design, block: Block) -> Parts | None:
    """Return what bias is made of; None where coached and control are not compared."""
    coached, control = asked_cells(design, block), control_cells(design, block)
    if design.question == INTERACTION and (design.source, design.outcome) == (SURVEY, COVERAGE):
        return _parts_of_interaction(design, block, control)
    if design.question not in ("direct", KEPT) or not control.any() or design.outcome != COVERAGE:
        return None

    def gained(of: NDArray[np.float64], cells: NDArray[np.bool_]) -> NDArray[np.float64]:
        return of[:, cells].mean(axis=1)

    gain = truth(design, block, RUN) - truth(design, block, TWIN)
    nothing = np.zeros(len(gain))
    if design.source == SURVEY:
        return Parts(-gained(gain, control), nothing, nothing)
    honest = added_up(design, block, RUN, "honest") - added_up(design, block, TWIN, "honest")
    told = added_up(design, block, RUN, "reported") - added_up(design, block, TWIN, "reported")
    lag, theatre = honest - gain, (told - honest) * (design.source != AUDIT)
    return Parts(
        -gained(gain, control),
        gained(lag, coached) - gained(lag, control),
        gained(theatre, coached) - gained(theatre, control),
    )
