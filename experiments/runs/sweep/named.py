"""Named: what a name as ``--set`` takes it, with a month and places, stands for where it is to vary."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.runs.sweep.design import Column
from experiments.runs.sweep.row_settings import networks_in
from scenarios.layers import why_nowhere
from scenarios.overrides import as_typed, parted
from scenarios.wording import no_parameter
from simulation.errors import ParameterError
from simulation.parameters import declared
from simulation.settings import Settings

LONGEST_MONTH = 4


def column_named(name: str, several: Sequence[Settings]) -> Column:
    """Return a column, with all of its parameter's range, for ``alignment``, ``alignment@24`` or ``alignment@24[R1]``.

    Parameters
    ----------
    several : sequence of Settings
        Of all the scenarios in which it varies.

    Raises
    ------
    ParameterError, ScenarioError
        If there is no such parameter, month or place, or it can have no value of its own there.
    """
    bare, month, where = parted(name)
    known = declared(several[0].processes)
    if bare not in known:
        raise ParameterError(f"{bare} {no_parameter(bare, known)}")
    parameter = known[bare]
    months = min(settings.months for settings in several)
    if month is not None and not (month.isdecimal() and len(month) <= LONGEST_MONTH and int(month) < months):
        raise ParameterError(
            f"{name}: the month is {month[:20]!r}. Allowed: 0 to {months - 1}, the months simulated. Mend it."
        )
    if month is not None and int(month) and not parameter.dated:
        raise ParameterError(
            f"{name}: {bare} is of the kind {parameter.kind} that holds from month 0. Allowed: {bare}. Drop the @."
        )
    if where and not parameter.by:
        raise ParameterError(f"{name}: {bare} is the same everywhere. {why_nowhere(bare)}")
    number = None if month is None else int(month)
    typed = as_typed(bare, None if number is None else str(number), where)
    column = Column(typed, parameter, number, (), parameter.low, parameter.high, where)
    if where:
        for settings in several:
            networks_in(column, settings.places)
    return column
