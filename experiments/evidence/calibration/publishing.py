"""Shipping: the accepted sets as files, and the default set as values of the reference scenario.

The default is the most typical set: the one whose outcomes in the facts asked lie nearest to the medians over all
sets, in quartile ranges. It is in the midst of what is plausible, and it is itself plausible, which a mean of sets
need not be. No other fact is looked at.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.calibration.history_matching import (
    JITTER,
    REPLICATES_OF_TRIAL,
    SOBOL_SEED,
    SOME,
    STEPS,
    STRIDES,
    WALK_SEED,
    Account,
    Found,
    Trial,
)
from experiments.evidence.calibration.space import Space
from experiments.runs.durable_files import write_whole
from scenarios.library import FOLDER, REFERENCE
from scenarios.plausible import PlausibleSet, model_of_sets, text_of_sets
from simulation.errors import SimulationError

MOST_SHIPPED = 240
"""Enough for shares within some 6 points, few enough for a page in a browser."""
RULE = "the set whose outcomes in the facts asked lie nearest to the medians over all sets, in quartile ranges"
SOURCE = "calibration 3: default of the plausible sets (scenarios/plausible.json)"
SWITCHED = "assumption: refinement that the calibrated rules have: docs/decisions/0031-calibrated-rules.md"
LITERATURE = {
    "motivation.crowding_out": "contingent rewards crowd motivation out, d = -0.28 (Deci 1999)",
    "practice.routine": "routine supervision alone: a median of 10.7 points, IQR 9.9 to 27.9 (Rowe 2022); how much of "
    "that holds here is assumed",
    "trust.loss_late_payment": "late payments erode trust (Cassidy 2025, doi:10.1016/j.ssmhs.2024.100040)",
    "motivation.loss_late_payment": "late payments lower motivation (Cassidy 2025, doi:10.1016/j.ssmhs.2024.100040)",
}

_BLOCK = r'(\[{name}\]\nvalue = )[^\n]*(\nstatus = ")[^"]*("\nsource = ")[^\n]*(")'


def most_typical(outcomes: NDArray[np.float64]) -> int:
    """Return the place of the set nearest to the medians of all outcomes, [set, part]; the first of several."""
    distances = [0.0] * len(outcomes)
    for column in outcomes.T:
        ranked = sorted(float(x) for x in column)
        low, middle, high = (ranked[len(ranked) * quarter // 4] for quarter in (1, 2, 3))
        if high > low:
            distances = [d + abs(float(x) - middle) / (high - low) for d, x in zip(distances, column, strict=True)]
    return distances.index(min(distances))


def write_all(found: Found, space: Space, folder: Path = FOLDER, trial: Trial | None = None) -> str:
    """Write sets, sidecar and the reference's values; return the name of the default set.

    Raises
    ------
    SimulationError
        If no set was found.
    """
    if not found.values:
        raise SimulationError("No set of values holds all facts asked. Widen ranges.toml, or change a rule.")
    sets = found.values[:MOST_SHIPPED]
    names = [f"p{number:03d}" for number in range(1, len(sets) + 1)]
    default = most_typical(found.outcomes[: len(sets)])
    drawn = space.drawn(len(sets))
    whole = [{**one, **more} for one, more in zip(sets, drawn, strict=True)]
    write_whole(folder / "plausible.csv", table_of(names, whole, space))
    sheet = folder / f"{REFERENCE}.toml"
    write_whole(sheet, with_values(sheet.read_text(encoding="utf-8"), sets[default], space))
    account = _account(found, space, len(sets), names[default], trial, sheet)
    text = json.dumps(account, indent=1, ensure_ascii=False)
    write_whole(folder / "plausible.json", text + "\n")
    return names[default]


def table_of(names: list[str], sets: list[dict[str, float]], space: Space) -> str:
    """Return sets, drawn mechanisms among them, as the CSV file has them."""
    in_order = ({name: one[name] for name in space.columns} for one in sets)
    return text_of_sets([PlausibleSet(name, values) for name, values in zip(names, in_order, strict=True)])


def _account(
    found: Found, space: Space, shipped: int, default: str, trial: Trial | None, sheet: Path
) -> dict[str, Any]:
    return {
        "made_by": "make calibrate",
        "model": model_of_sets(space.columns, sheet),
        "sets": shipped,
        "accepted": len(found.values),
        "independent": round(found.independent, 1),
        "default": default,
        "default_rule": RULE,
        "points": {"design": "Sobol', scrambled", "number": found.points, "seed": SOBOL_SEED},
        "walk": {
            "walkers": found.walkers,
            "steps_each": STEPS,
            "steps_taken": found.steps_taken,
            "seed": WALK_SEED,
            "strides": list(STRIDES),
            "share_of_parameters_in_careful_steps": SOME,
            "jitter": JITTER,
            "runs": found.walk.runs if found.walk else 0,
            "starts": len(np.unique(found.walk.origins)) if found.walk else 0,
            "remembered": _remembered(found),
        },
        "waves": [object_of_wave(account) for account in found.accounts],
        "without_what_was_put_in": _of_trial(trial),
        "results": f"sha256 of all measures of the last wave: {found.digest}",
        "switched_on": space.fixed,
        "ranges": {one.name: [one.low, one.middle, one.high, one.reason] for one in space.ranges},
        "drawn_unasked": {one.name: [one.low, one.middle, one.high, one.reason] for one in space.unasked},
    }


def _remembered(found: Found) -> dict[str, float]:
    """Return how much of its start the walk remembers: the correlation of end with start, over parameters."""
    if found.walk is None:
        return {}
    remembered = found.walk.remembered()
    return {"mean": round(float(remembered.mean()), 3), "highest": round(float(remembered.max()), 3)}


def object_of_wave(account: Account) -> dict[str, Any]:
    """Return what a wave asked and left, as JSON has it."""
    wave = account.wave
    return {
        "name": wave.name,
        "size": wave.size or "default",
        "months": wave.months,
        "facts": list(wave.facts),
        "replicates": wave.replicates,
        "seed": wave.seed,
        "asks": "the whole 95% interval inside the bound"
        if wave.cutoff < 0
        else f"implausibility at most {wave.cutoff:g}, with {wave.discrepancy:g} of the stated discrepancy",
        "asked": account.asked,
        "left": account.left,
        "runs": account.runs,
    }


def _of_trial(trial: Trial | None) -> dict[str, Any] | None:
    """Return what the waves kept without what was put in, and in what share of that it holds."""
    if trial is None:
        return None
    return {
        "accepted": len(trial.found.values),
        "independent": round(trial.found.independent, 1),
        "replicates": REPLICATES_OF_TRIAL,
        "waves": [object_of_wave(account) for account in trial.found.accounts],
        "holds_in": {name: round(share, 4) for name, share in trial.shares.items()},
    }


def with_values(text: str, values: dict[str, float], space: Space) -> str:
    """Return the reference's sheet with the default set's values, and what is switched on, each with its source."""
    for name, value in values.items():
        more = f"; {LITERATURE[name]}" if name in LITERATURE else ""
        text = _replaced(text, name, value, "calibrated", SOURCE + more)
    for name, value in space.fixed.items():
        text = _replaced(text, name, value, "assumed", SWITCHED)
    return text


def _replaced(text: str, name: str, value: float, status: str, source: str) -> str:
    new, count = re.subn(
        _BLOCK.format(name=re.escape(name)),
        lambda match: f"{match[1]}{value!r}{match[2]}{status}{match[3]}{source}{match[4]}",
        text,
    )
    if count != 1:
        raise SimulationError(f"{REFERENCE}.toml: {name} has no value, status and source one below another. Add them.")
    return new
