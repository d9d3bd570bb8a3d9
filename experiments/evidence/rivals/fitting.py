"""Fitting: waves of its own for each account of confinement, and the sets that they leave, as a file.

The waves, facts, replicates, cutoffs and walk are those of the calibration (``calibration/history_matching.py``), C3
with them; only the switches and the few ranges of ``rivals.toml`` differ, and there are fewer points and walkers.
Nothing is shared between accounts, and nothing is taken from the plausible sets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from experiments.evidence.calibration.history_matching import Found, Tell, search
from experiments.evidence.rivals.reading import Account
from experiments.evidence.validation.facts import book
from experiments.runs.durable_files import write_whole
from experiments.runs.rivals.declared import SETS
from scenarios.plausible import PlausibleSet

POINTS, WALKERS = 2**16, 128


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


def write_sets(sets: Mapping[str, Sequence[PlausibleSet]], file: Path = SETS) -> None:
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
