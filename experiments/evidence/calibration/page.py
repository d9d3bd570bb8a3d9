"""Calibration page: ``docs/calibration.md``, made from the shipped sets by ``make tables``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.presentation.markdown import table
from experiments.statistics.intervals import share_of
from scenarios.library import FOLDER
from scenarios.plausible import plausible_sets

FILE = Path(__file__).resolve().parents[3] / "docs" / "calibration.md"
FORGOTTEN = 0.2
"""Correlation of end with start below which a walk has forgotten it."""
NARROW = 0.6
"""A parameter counts as constrained where the middle 90% of sets take less than this part of the way."""


COLUMNS = ("parameter", "range", "middle", "sets", "default")
COLUMNS_OF_WAVES = (
    *("wave", "size", "months", "facts", "replicates", "seed", "a set stays if each part has", "asked", "left"),
)
COLUMNS_OF_TRIAL = ("fact", "holds in so many of the sets that were not asked for it")
TEXT = """\
# Calibration

How the values of the mechanisms were found. This page is generated from `scenarios/plausible.json` and `plausible.csv`:
`make tables` writes it. Why it is done like this:
[decision 0032](decisions/0032-history-matching.md).

No mechanism is measured. The calibration keeps every set of values that is not rejected by what the study *saw*, and
what we take it to mean in numbers (C1, C2, C3, C6, C7, C9), and by three facts about learners (N4 and N8: nobody
believes more than a learner should; V2: symmetry). It looks at no other fact; what the study *concluded* (C4, C5, C8)
is left to be found ([validation](validation.md)). Rules and ranges were changed before it, after facts had failed at
sets on trial ([decision 0031](decisions/0031-calibrated-rules.md), [decision
0047](decisions/0047-calibrated-on-what-was-seen.md)). `make calibrate` does all of it again, in the rules and ranges
as they are now, and gives the shipped files, byte for byte.

{points} scrambled Sobol' points (seed {seed}) over {parameters} parameters went through these waves. A set is kept by
all facts jointly. Early waves rule a set out where a part is implausible: its miss of the bound, over the root of
Monte Carlo error and stated discrepancy squared and summed, is above the number in the table (the discrepancies are
`step` in `experiments/evidence/validation/facts.toml`). The last asks for the whole 95% interval of every part inside
its bound.

{waves}

{runs} runs. Before the last wave, {walkers} walkers set out from the {starts} sets that were left, and took {taken} of
{steps} steps tried (seed {walk_seed}) inside the region that the wave before leaves. Where they ended is correlated
with where they started by {remembered} (mean over parameters; {most_remembered} for the parameter that remembers most):
{forgotten}

{accepted} sets were accepted, worth some {independent} independent ones; the first {sets} are shipped. The default is
`{default}`, {rule}. It gives the values of `scenarios/baseline.toml`.

## Without asking C3

That punitive rules confine the gains (C3) is asked of every set, so it is not found. The same waves without C3, from
the same first points, kept {trial_accepted} sets (worth some {trial_independent}). In these, on seeds of their own and
{trial_replicates} replicates, by each set's mean, with a 95% interval:

{trial}

Where mentoring has ended, little is left at month 90 that could leave the bubble, so that C3 holds then says little.
And this takes out C3 alone: candour and its range were chosen, and the middles of most ranges come from a calibration
that asked C3, C4 and C5, with confinement in view.

## Switched on

These refinements belong to the calibrated rules ([decision 0031](decisions/0031-calibrated-rules.md)): {switched_on}.

## What the facts say of each parameter

Range, and where 5%, half and 95% of the sets lie. Half of the first points lay below the middle of the range. In bold:
the middle 90% of the sets take less than {narrow} of the way through the range. {constrained} parameters are: the facts
constrain next to none of them one by one, and pairs hardly more (the strongest rank correlations between two parameters
over the sets: {pairs}). Many different sets say the same of the facts, so no value here is an estimate.

{rows}

## Why these ranges

{reasons}
"""


def written() -> str:
    """Return the page."""
    account: dict[str, Any] = json.loads((FOLDER / "plausible.json").read_text(encoding="utf-8"))
    walk, trial = account["walk"], account["without_what_was_put_in"]
    waves = [
        (
            *(wave["name"], wave["size"], str(wave["months"] or "as the facts ask"), ", ".join(wave["facts"])),
            *(str(wave["replicates"]), str(wave["seed"]), wave["asks"], f"{wave['asked']:,}", f"{wave['left']:,}"),
        )
        for wave in account["waves"]
    ]
    return TEXT.format(
        points=f"{account['points']['number']:,}",
        seed=account["points"]["seed"],
        parameters=len(account["ranges"]),
        walkers=walk["walkers"],
        taken=f"{walk['steps_taken']:,}",
        starts=walk["starts"],
        remembered=f"{walk['remembered']['mean']:.2f}",
        most_remembered=f"{walk['remembered']['highest']:.2f}",
        forgotten=(
            "the walk has forgotten its starts."
            if walk["remembered"]["highest"] < FORGOTTEN
            else "the walk has not forgotten its starts, so sets that share one count as less than two."
        ),
        independent=f"{account['independent']:.0f}",
        trial_accepted=trial["accepted"],
        trial_independent=f"{trial['independent']:.0f}",
        trial_replicates=trial["replicates"],
        trial=_table(COLUMNS_OF_TRIAL, [(name, _share(share, trial)) for name, share in trial["holds_in"].items()]),
        constrained=_constrained(account),
        pairs=", ".join(_strongest_pairs(account)),
        steps=f"{walk['walkers'] * walk['steps_each']:,}",
        walk_seed=walk["seed"],
        runs=f"{sum(wave['runs'] for wave in account['waves']) + walk['runs']:,}",
        waves=_table(COLUMNS_OF_WAVES, waves),
        accepted=account["accepted"],
        sets=account["sets"],
        default=account["default"],
        rule=account["default_rule"],
        switched_on=", ".join(f"`{name}`" for name in account["switched_on"]),
        narrow=f"{NARROW:.0%}",
        rows=_table(COLUMNS, _rows(account)),
        reasons="\n".join(_reasons(account)),
    )


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return table(columns, rows).rstrip("\n")


def _share(share: float, trial: dict[str, Any]) -> str:
    """Return a share of the trial's sets with its interval: they count as the independent ones they are worth."""
    held = np.zeros(trial["accepted"])
    held[: round(share * trial["accepted"])] = 1.0
    found = share_of(held, units=trial["independent"])
    assert found.low is not None and found.high is not None
    return f"{100 * share:.0f}% [{100 * found.low:.0f}, {100 * found.high:.0f}]"


def _constrained(account: dict[str, Any]) -> str:
    """Return how many parameters the facts constrain one by one."""
    narrow = sum("**" in sets for _, _, _, sets, _ in _rows(account))
    return f"{narrow} of {len(account['ranges'])}"


def _strongest_pairs(account: dict[str, Any], most: int = 3) -> list[str]:
    """Return the strongest rank correlations between two parameters over the sets, in words."""
    names = list(account["ranges"])
    ranks = np.array([[one.values[name] for name in names] for one in plausible_sets()]).argsort(0).argsort(0)
    r: NDArray[np.float64] = np.array(np.corrcoef(ranks.T))
    pairs = sorted(combinations(range(len(names)), 2), key=lambda pair: -abs(float(r[pair])))[:most]
    return [f"`{names[a]}` and `{names[b]}` {float(r[a, b]):.2f}" for a, b in pairs]


def _rows(account: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    sets = plausible_sets()
    default = next(one for one in sets if one.name == account["default"])
    rows: list[tuple[str, str, str, str, str]] = []
    for name, (low, middle, high, _) in account["ranges"].items():
        values = np.array([one.values[name] for one in sets])
        few, half, most = (float(q) for q in np.quantile(values, [0.05, 0.5, 0.95]))
        way = _way(most, low, middle, high) - _way(few, low, middle, high)
        text = f"{few:.3g}, {half:.3g}, {most:.3g}"
        shown = f"**{text}**" if way < NARROW else text
        rows.append((f"`{name}`", f"{low:g} to {high:g}", f"{middle:g}", shown, f"{default.values[name]:g}"))
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
