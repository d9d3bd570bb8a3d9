"""Calibration page: ``docs/calibration.md``, made from the shipped sets by ``python -m experiments.documents``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.library import FOLDER
from scenarios.plausible import plausible_sets

FILE = Path(__file__).resolve().parents[2] / "docs" / "calibration.md"
NARROW = 0.6
"""A parameter counts as constrained where the middle 90% of sets take less than this part of the way."""


TEXT = """\
# Calibration

How the values of the mechanisms were found. This page is generated from `scenarios/plausible.json` and `plausible.csv`:
`python -m experiments.documents` writes it. Why it is done like this:
[decision 0032](decisions/0032-history-matching.md).

No mechanism is measured. The calibration keeps every set of values that the facts C1 to C8 do not reject, and looks at
no other fact. But two rules and four ranges were changed before it, after other facts had failed at sets on trial
([decision 0031](decisions/0031-calibrated-rules.md)). `make calibrate` does all of it again, in the rules and ranges as
they are now, and gives the shipped files, byte for byte.

{points} scrambled Sobol' points (seed {seed}) over {parameters} parameters went through these waves. After the fourth,
{walkers} walkers took {taken} of {steps} steps tried (seed {walk_seed}) inside what was left. {runs} runs, the walk's
not counted.

| wave | size | months | facts | replicates | seed | a set stays if each part has | asked | left |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{waves}

{accepted} sets were accepted; the first {sets} are shipped. The default is `{default}`, {rule}. It gives the values of
`scenarios/baseline.toml`.

## Switched on

These refinements belong to the calibrated rules ([decision 0031](decisions/0031-calibrated-rules.md)): {switched_on}.

## What the facts say of each parameter

Range, and where 5%, half and 95% of the sets lie. Half of the first points lay below the middle of the range. In bold:
the middle 90% of the sets take less than {narrow} of the way through the range. Most parameters are hardly constrained
one by one: the facts constrain how they go together.

| parameter | range | middle | sets | default |
| --- | --- | --- | --- | --- |
{rows}

## Why these ranges

{reasons}
"""


def written() -> str:
    """Return the page."""
    account: dict[str, Any] = json.loads((FOLDER / "plausible.json").read_text(encoding="utf-8"))
    walk = account["walk"]
    waves = [
        f"| {wave['name']} | {wave['size']} | {wave['months']} | {', '.join(wave['facts'])} | {wave['replicates']} "
        f"| {wave['seed']} | {wave['asks']} | {wave['asked']:,} | {wave['left']:,} |"
        for wave in account["waves"]
    ]
    return TEXT.format(
        points=f"{account['points']['number']:,}",
        seed=account["points"]["seed"],
        parameters=len(account["ranges"]),
        walkers=walk["walkers"],
        taken=f"{walk['steps_taken']:,}",
        steps=f"{walk['walkers'] * walk['steps_each']:,}",
        walk_seed=walk["seed"],
        runs=f"{sum(wave['runs'] for wave in account['waves']):,}",
        waves="\n".join(waves),
        accepted=account["accepted"],
        sets=account["sets"],
        default=account["default"],
        rule=account["default_rule"],
        switched_on=", ".join(f"`{name}`" for name in account["switched_on"]),
        narrow=f"{NARROW:.0%}",
        rows="\n".join(_rows(account)),
        reasons="\n".join(_reasons(account)),
    )


def _rows(account: dict[str, Any]) -> list[str]:
    sets = plausible_sets()
    default = next(one for one in sets if one.name == account["default"])
    rows: list[str] = []
    for name, (low, middle, high, _) in account["ranges"].items():
        values = np.array([one.values[name] for one in sets])
        few, half, most = (float(q) for q in np.quantile(values, [0.05, 0.5, 0.95]))
        way = _way(most, low, middle, high) - _way(few, low, middle, high)
        text = f"{few:.3g}, {half:.3g}, {most:.3g}"
        shown = f"**{text}**" if way < NARROW else text
        rows.append(f"| `{name}` | {low:g} to {high:g} | {middle:g} | {shown} | {default.values[name]:g} |")
    return rows


def _way(value: float, low: float, middle: float, high: float) -> float:
    if value < middle:
        return 0.5 * (value - low) / (middle - low)
    return 0.5 + 0.5 * (value - middle) / (high - middle)


def _reasons(account: dict[str, Any]) -> list[str]:
    by_reason: dict[str, list[str]] = {}
    for name, (_, _, _, reason) in account["ranges"].items():
        by_reason.setdefault(reason, []).append(name)
    return [
        f"- {reason[0].upper()}{reason[1:]}: {', '.join(f'`{n}`' for n in names)}."
        for reason, names in by_reason.items()
    ]
