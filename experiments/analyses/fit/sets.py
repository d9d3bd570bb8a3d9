"""Sets: which sets of values are held against figures, and the file of those that figures leave."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from experiments.runs.durable_files import check_output, object_kind, table_kind, write_output
from scenarios.library import FOLDER
from scenarios.plausible import PlausibleSet, model_of_sets, plausible_sets, sets_from, text_of_sets
from simulation.errors import SimulationError

WIDER = FOLDER / "wider.csv"
TRUTHS = 48
"""The first of the wider sets: no fit looks at them, and the study of the method takes its truths from them."""
SETS = table_kind("plausible sets", "set,")
ACCOUNT = object_kind("an account of the sets that figures leave", "made_by", "figures")


@cache
def sets_looked_at() -> tuple[PlausibleSet, ...]:
    """Return the sets that figures are held against: the shipped ones, and the wider ones but for the truths."""
    return (*plausible_sets(), *sets_from(WIDER)[TRUTHS:])


def truths() -> tuple[PlausibleSet, ...]:
    """Return sets that hold the facts, too, and that no fit looks at."""
    return sets_from(WIDER)[:TRUTHS]


def check_place(file: str | os.PathLike[str]) -> Path:
    """Return where sets are to be written, if they can be, with the account beside them.

    Raises
    ------
    OutputError
        If they cannot be written there, or other files are in the way.
    SimulationError
        If the name does not end in .csv.
    """
    place = Path(file)
    if place.suffix.lower() != ".csv":
        raise SimulationError(f"{str(place)!r:.200} does not end in .csv. Allowed: a CSV file. Name one.")
    check_output(place, SETS)
    check_output(place.with_suffix(".json"), ACCOUNT)
    return place


def write_sets(sets: Sequence[PlausibleSet], account: Mapping[str, Any], file: str | os.PathLike[str]) -> list[Path]:
    """Write sets in the form of the shipped ones, and beside them which model and figures made them.

    Raises
    ------
    OutputError, SimulationError
        As `check_place`, or if there are no sets.
    """
    if not sets:
        raise SimulationError("No set fits, so there are none to write. Allowed: a fit that leaves some. Look at it.")
    place = check_place(file)
    beside = place.with_suffix(".json")
    told = {"made_by": "bubbles fit", "model": model_of_sets(list(sets[0].values)), "sets": len(sets), **account}
    write_output(beside, json.dumps(told, indent=1, ensure_ascii=False) + "\n", ACCOUNT)
    write_output(place, text_of_sets(sets), SETS)
    return [place, beside]
