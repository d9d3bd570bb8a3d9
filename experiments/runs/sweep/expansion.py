"""Growth: the rows and replicates that an existing store is to have more of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from experiments.runs.sweep.design import Column, Row
from experiments.runs.sweep.errors import StudyError
from experiments.runs.sweep.plan import Plan, plan_of
from experiments.runs.sweep.row_file import LARGEST_ROWS, rows_of_text
from experiments.runs.sweep.row_settings import check_values, settings_with
from experiments.runs.sweep.starting import check_grown_from
from experiments.runs.sweep.store import Store
from experiments.runs.sweep.study import load_study
from scenarios.reading import located, text_of
from scenarios.wording import shortened, suggestion


def grown(
    store: Store,
    *,
    study: str | None,
    rows: Path | None,
    replicates: int | None,
    tell: Callable[[int], None] = lambda _: None,
) -> Store:
    """Return the store with more asked for: what a study has more, the rows of a file, so many replicates in all.

    Parameters
    ----------
    tell : callable
        Told how many rows of the file are there already or stand in it twice: they are counted once.

    Raises
    ------
    SimulationError
        If the study is another one, a row does not fit, or there are more replicates already.
    """
    more: tuple[Row, ...] = ()
    if study is not None:
        plan = plan_of(load_study(study))
        check_grown_from(store, plan)
        more, replicates = plan.rows, max(replicates or 0, plan.replicates, store.plan.replicates)
    if rows is not None:
        asked = rows_of_file(store.plan, rows)
        copies = len(asked) - len(set(asked) - set(store.plan.rows))
        if copies:
            tell(copies)
        more += asked
    store = store.with_rows(more)
    return store if replicates is None else store.expanded(replicates)


def rows_of_file(plan: Plan, path: Path) -> tuple[Row, ...]:
    """Return the rows of a CSV file whose columns are those that the runs of a store vary."""
    known = {column.name: column for column in plan.columns}
    file, listed = str(path), ", ".join(known)

    def named(name: str) -> Column:
        if name not in known:
            raise StudyError(
                f"{file}:1: {shortened(name, 80)!r} is no column of the store.{suggestion(name, known)} "
                f"Allowed: {listed or 'none, as its study varies nothing'}. Mend the name."
            )
        return known[name]

    text = text_of(path, file, largest=LARGEST_ROWS, is_called="rows")
    columns, rows = rows_of_text(text, file, named, plan.settings[0].processes)
    if len(columns) < len(known):
        missing = next(name for name in known if known[name] not in columns)
        raise StudyError(f"{file}:1: the column {missing} is missing. Allowed: {listed}, all of them. Add it.")
    _check_rows(plan, rows, file)
    return rows


def _check_rows(plan: Plan, rows: tuple[Row, ...], file: str) -> None:
    """Refuse rows whose values do not fit each other, or the places of a scenario."""
    for number, row in enumerate(rows, 1):
        for name, own in zip(plan.names, plan.settings, strict=True):
            with located(f"{file}: row {number}, scenario {name}"):
                check_values(settings_with(own, plan.columns, row))
