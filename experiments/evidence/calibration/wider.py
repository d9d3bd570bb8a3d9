"""More sets of values that hold what the study saw, for whoever holds figures of a country against them.

The shipped sets are few enough for every comparison to run under all of them. Figures of a country may leave few of
these, so a fit looks at more: the waves of the calibration from other Sobol' points, without the walk, so that no two
sets share a start. The first of them are never looked at by a fit: they are the known truths that its study tries to
find (docs/fit.md).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from scipy.stats import qmc

from experiments.evidence.calibration.history_matching import (
    FIRST_WAVES,
    LATER_WAVES,
    Account,
    Found,
    Tell,
    first_look,
    search,
)
from experiments.evidence.calibration.publishing import MOST_SHIPPED, object_of_wave, table_of
from experiments.evidence.calibration.space import Space, space
from experiments.evidence.validation.facts import Book, book
from experiments.runs.durable_files import write_whole
from scenarios.library import FOLDER
from scenarios.plausible import model_of_sets

SEED = 20261128
"""Of the Sobol' points; the calibration's own are of another."""
PARTS, POINTS_OF_PART = 8, 2**16
"""Points are looked at part by part, so that none of what was found is lost where this is stopped."""
NAME = "wider"


def found_in_parts(
    own: Space, facts: Book, *, parts: int = PARTS, points: int = POINTS_OF_PART, tell: Tell | None = None
) -> tuple[list[dict[str, float]], list[Account]]:
    """Return the values that all waves leave of each part of the points, and what the waves did, summed over parts."""
    sequence = qmc.Sobol(len(own.ranges), scramble=True, rng=SEED)
    values: list[dict[str, float]] = []
    accounts: list[Account] = []
    for _ in range(parts):
        places = sequence.random(points)
        first = first_look(own, facts, places=places, waves=FIRST_WAVES, tell=tell)
        found: Found = search(own, facts, first=first, waves=LATER_WAVES, walkers=0, tell=tell)
        values += found.values
        accounts = [
            Account(one.wave, one.asked + sum_.asked, one.left + sum_.left, one.runs + sum_.runs)
            for one, sum_ in zip(
                found.accounts, accounts or [Account(a.wave, 0, 0, 0) for a in found.accounts], strict=True
            )
        ]
    return values, accounts


def write(values: list[dict[str, float]], accounts: list[Account], own: Space, folder: Path = FOLDER) -> None:
    """Write the sets, and beside them how they were made and which model they belong to."""
    drawn = own.drawn(MOST_SHIPPED + len(values))[MOST_SHIPPED:]
    names = [f"w{number:03d}" for number in range(1, len(values) + 1)]
    whole = [{**one, **more} for one, more in zip(values, drawn, strict=True)]
    write_whole(folder / f"{NAME}.csv", table_of(names, whole, own))
    account: dict[str, Any] = {
        "made_by": "python -m experiments.evidence.calibration.wider",
        "model": model_of_sets(own.columns),
        "sets": len(values),
        "points": {"design": "Sobol', scrambled", "number": PARTS * POINTS_OF_PART, "seed": SEED},
        "waves": [object_of_wave(one) for one in accounts],
    }
    write_whole(folder / f"{NAME}.json", json.dumps(account, indent=1, ensure_ascii=False) + "\n")


def main() -> None:
    """Find the sets, and write them."""

    def tell(said: str) -> None:
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()

    values, accounts = found_in_parts(space(), book(), tell=tell)
    write(values, accounts, space())
    tell(f"{len(values)} sets")


if __name__ == "__main__":
    main()
