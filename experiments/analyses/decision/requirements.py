"""Requirements: what a package must reach in a case to be good enough: ``gain>=0.03``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.runs.reported import check_bound, check_has_mean, reported_measures
from scenarios.cells import bound_in
from scenarios.load import checked_texts
from scenarios.reading import located
from scenarios.wording import suggestion
from simulation.errors import SimulationError
from simulation.observables import SMALLEST_GAIN

_FORM = re.compile(r"\s*([A-Za-z_][\w.]*)\s*(>=|<=)\s*(\S+)\s*")
OWN = ("gain", "extra_cost", "equity_gap")
"""Names that mean a comparison with the reference, and the absolute gap."""
MOST_OVERSTATED = 0.02
"""By how much all reports may overstate coverage in the end: a judgement. It is less than the gain that is asked, so
that reports can still tell a package that gains it from one that gains nothing. The threshold from which *gains* are
called theatre is another quantity's, of theatre over the twin's."""


class Requirement(NamedTuple):
    """A bound on a measure, in the unit of the measure; `gain` and `extra_cost` are over the reference.

    Attributes
    ----------
    is_usual : bool
        Whether nobody asked for it: what is usually asked is told, and decides nothing.
    """

    name: str
    is_least: bool
    bound: float
    is_usual: bool = False

    def met(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return where it is met: what is undefined reaches nothing, and exceeds nothing either."""
        with np.errstate(invalid="ignore"):
            return (values >= self.bound) if self.is_least else ~(values > self.bound)

    def __str__(self) -> str:
        return f"{self.name} {'>=' if self.is_least else '<='} {self.bound:g}"


USUAL = (
    Requirement("gain", True, SMALLEST_GAIN, is_usual=True),
    Requirement("equity_gap", False, 0.05, is_usual=True),
    Requirement("theatre", False, MOST_OVERSTATED, is_usual=True),
)
"""What is usually asked of a package: where nobody says what is good enough, it is told by these."""


def requirements_of(texts: Sequence[str], processes: tuple[str, ...]) -> tuple[Requirement, ...]:
    """Return requirements from the command line; the usual ones if there are none.

    Raises
    ------
    SimulationError
        If one is not of the form NAME>=VALUE, or names no measure.
    """
    texts = checked_texts("requirements", texts, '["gain>=0.03"]')
    if not texts:
        return USUAL
    known = [*OWN, *(name for name in reported_measures(processes) if name not in OWN)]
    found: list[Requirement] = []
    for text in texts:
        form, bound = _FORM.fullmatch(text), float("nan")
        if form is not None:
            with located(f"--require {text[:60]}"):
                bound = bound_in(form[3])
        if form is None or not np.isfinite(bound):
            raise SimulationError(
                f"--require is {text[:60]!r}. Allowed: a name, >= or <=, a number. Write --require 'gain>=0.03'."
            )
        if form[1] not in known:
            raise SimulationError(
                f"--require names {form[1][:60]!r}, which is no measure.{suggestion(form[1], known)} Allowed: gain, "
                f"extra_cost, equity_gap, theatre and {len(known) - 4} more. Mend the name."
            )
        check_has_mean(form[1], processes)
        if form[1] != "extra_cost":
            check_bound("--require", form[1], bound, processes)
        found.append(Requirement(form[1], form[2] == ">=", bound))
    return tuple(found)
