"""Columns: what a table of figures is: its columns, what their numbers mean, and how it is told from others."""

from __future__ import annotations

from functools import cache

from experiments.analyses.fit.periods import PERIODS, period_headed
from scenarios.tables.grids import Cell
from scenarios.tables.kinds import LEVELS, OF_FAMILY, Kind
from scenarios.tables.names import declared, folded, headers_of
from simulation.declarations import Parameter

MOST_PEOPLE = 1e9
BARE = "figure"
"""A column that is headed by a month alone: a share, if its numbers can be nothing else."""
WHATS = ("share", "numerator", BARE)
"""What a figure may be given as."""
PEOPLE = "denominator"
COLUMNS = (*LEVELS, *PERIODS, "process", "share", "numerator", PEOPLE, "coached")
MEANT = {
    "share": Parameter("share", 0.0, 1.0, "Share that was reached.", name="share"),
    "numerator": Parameter("people", 0.0, MOST_PEOPLE, "How many were reached.", whole=True, name="numerator"),
    PEOPLE: Parameter("people", 1.0, MOST_PEOPLE, "How many people stand behind a figure.", whole=True, name=PEOPLE),
}
"""What the numbers of a column are."""


@cache
def _words() -> dict[str, str]:
    """Return the column that each header means, as headers are compared."""
    places = {column: headers_of(column) for column in (*LEVELS, "coached")}
    found = {word: column for column, words in (places | declared()["figures"]).items() for word in words}
    return found | {folded(column): column for column in COLUMNS}


def _of_period(header: Cell) -> tuple[str | None, str]:
    """Return the column of a month or quarter that a header is, ``share@2024-01``; and what is wrong with it."""
    rest, period, problem = period_headed(header)
    if not period:
        return None, problem
    what = _words().get(folded(rest)) if folded(rest) else BARE
    return (f"{what}{OF_FAMILY}{period}" if what in (*WHATS, PEOPLE) else None), problem


@cache
def kind_of_figures() -> Kind:
    """Return what a table of figures is."""
    return Kind(
        of="figures",
        row="figure",
        columns=COLUMNS,
        needed=(LEVELS, (*PERIODS, OF_FAMILY), ("process",), ("share", "numerator", OF_FAMILY), (PEOPLE,)),
        words=_words(),
        own=frozenset((*WHATS, PEOPLE)),
        marks=(*WHATS, PEOPLE),
        sums=(LEVELS, *((period,) for period in PERIODS)),
        family=_of_period,
    )
