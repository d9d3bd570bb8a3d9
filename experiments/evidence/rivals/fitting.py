"""Fitting: waves of its own for each account of confinement, and the sets that they leave, as a file.

The waves, facts, replicates, cutoffs and walk are those of the calibration (``calibration/history_matching.py``), C3
with them; only the switches and the few ranges of ``rivals.toml`` differ, and there are fewer points and walkers.
Nothing is shared between accounts, and nothing is taken from the plausible sets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from experiments.evidence.calibration.history_matching import Found, Tell, search
from experiments.evidence.rivals.reading import Account, accounts
from experiments.evidence.validation.facts import book
from experiments.runs.durable_files import write_whole
from scenarios.cells import number_in, rows_in
from scenarios.plausible import PlausibleSet
from simulation.errors import ScenarioError, SimulationError
from simulation.parameters import parameter_named

FILE = Path(__file__).with_name("sets.csv")
POINTS, WALKERS = 2**16, 128
REMEDY = "`make rivals` finds them again."


def fitted(
    account: Account,
    *,
    points: int = POINTS,
    walkers: int = WALKERS,
    threads: int | None = None,
    tell: Tell | None = None,
) -> Found:
    """Return what waves of its own leave of an account."""
    return search(account.space, book(), points=points, walkers=walkers, threads=threads, tell=tell)


def sets_of(account: Account, found: Found) -> tuple[PlausibleSet, ...]:
    """Return what was found as sets, the switches of the account among their values."""
    return tuple(
        PlausibleSet(f"{account.name} {number:03d}", {**values, **account.set})
        for number, values in enumerate(found.values, start=1)
    )


def write_sets(sets: Mapping[str, Sequence[PlausibleSet]], file: Path = FILE) -> None:
    """Write the sets of all accounts into one table; what an account does not move stands there for it too."""
    columns = list(dict.fromkeys(name for some in sets.values() for one in some for name in one.values))
    lines = [",".join(["rival", "set", *columns])]
    for account, some in sets.items():
        for one in some:
            number = one.name.removeprefix(f"{account} ")
            lines.append(",".join([account, number, *(_cell(one.values.get(name)) for name in columns)]))
    write_whole(file, "\n".join(lines) + "\n")


def _cell(value: float | None) -> str:
    return "" if value is None else repr(value)


def own_sets(file: Path = FILE) -> dict[str, tuple[PlausibleSet, ...]]:
    """Return the sets that were found for each account of ``rivals.toml``, none where none was.

    Raises
    ------
    ScenarioError
        If the file cannot be read, or speaks of an account or a parameter that is not there, or has a value that is
        none.
    """
    try:
        rows = [cells for _, cells in rows_in(file.read_text(encoding="utf-8-sig"), file.name)]
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise ScenarioError(f"{file.name}: it cannot be read: {said}. {REMEDY}") from None
    if not rows or rows[0][:2] != ["rival", "set"]:
        raise ScenarioError(f"{file.name}: it holds no sets. The first columns are 'rival' and 'set'. {REMEDY}")
    found: dict[str, list[PlausibleSet]] = {account.name: [] for account in accounts()}
    for line, row in enumerate(rows[1:], start=2):
        where = f"{file.name}, line {line}: "
        if len(row) != len(rows[0]):
            raise ScenarioError(f"{where}{len(row)} values. Allowed: {len(rows[0])}, as in line 1. {REMEDY}")
        if row[0] not in found:
            raise ScenarioError(f"{where}rival is {row[0]!r}. Allowed: {', '.join(found)}. {REMEDY}")
        found[row[0]].append(PlausibleSet(f"{row[0]} {row[1]}", _values(where, rows[0][2:], row[2:])))
    return {name: tuple(some) for name, some in found.items()}


def _values(where: str, names: Sequence[str], cells: Sequence[str]) -> dict[str, float]:
    values: dict[str, float] = {}
    for name, text in zip(names, cells, strict=True):
        if not text:
            continue
        try:
            values[name] = number_in(text, parameter_named(name))
        except SimulationError as error:
            raise ScenarioError(f"{where}{error} {REMEDY}") from None
    return values
