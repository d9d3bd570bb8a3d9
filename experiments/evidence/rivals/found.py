"""Found: what fitting and predicting gave, as the file that the page is written from and tests are held against."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from experiments.evidence.calibration.history_matching import WAVES, Found
from experiments.evidence.calibration.publishing import object_of_wave
from experiments.evidence.rivals import fitting
from experiments.evidence.rivals.predicting import MEASURES, REPLICATES, Foretold, chance_of_more, foretold
from experiments.evidence.rivals.reading import OWN, accounts, predictions
from experiments.evidence.validation.facts import Part, book
from experiments.evidence.validation.worlds import settings_of
from experiments.runs.durable_files import make_folder, write_whole
from experiments.runs.rivals.declared import REMEDY, SETS
from experiments.statistics.intervals import Estimate
from scenarios.plausible import FILE as PLAUSIBLE
from scenarios.plausible import PlausibleSet, plausible_sets
from scenarios.rules import IN_WORDS, digest_of_rules
from simulation.errors import SimulationError

FILE = Path(__file__).with_name("found.json")
Tell = Callable[[str], None]
_ASKED = book().asked


def found_with() -> dict[str, str]:
    """Return digests of all that the findings depend on: rules, what was asked and searched, worlds, plausible sets."""
    asked = [(fact.name, [_asked_of(part) for part in fact.parts]) for fact in _ASKED]
    searched = [
        (account.name, [(one.name, one.low, one.middle, one.high) for one in account.space.ranges], account.space.fixed)
        for account in accounts()
    ]
    worlds = dict.fromkeys(world for fact in _ASKED for part in fact.parts for world in part.worlds)
    lived = [settings_of(book().worlds[name]) for name in worlds] + [settings_of(one.world) for one in predictions()]
    settings = [(sorted(one.values.items()), sorted(one.structure.items()), one.changes) for one in lived]
    return {
        IN_WORDS: digest_of_rules(),
        "asked": _digest(asked, WAVES),
        "searched": _digest(searched),
        "worlds": _digest(settings),
        "plausible.csv": sha256(PLAUSIBLE.read_bytes()).hexdigest(),
    }


def _asked_of(part: Part) -> tuple[object, ...]:
    """Return what a part asks, however it is written."""
    sides = [[(term.factor, term.quantity, term.world) for term in side] for side in (part.terms, part.over)]
    return *sides, part.at_least, part.at_most, part.step


def _digest(*things: object) -> str:
    return sha256(repr(things).encode()).hexdigest()


def find(
    *,
    seed: int,
    points: int = fitting.POINTS,
    walkers: int = fitting.WALKERS,
    replicates: int = REPLICATES,
    folder: Path | None = None,
    tell: Tell | None = None,
) -> dict[str, Any]:
    """Fit every account, let each predict, write sets and findings to their places or a folder, and return these."""
    if folder is not None:
        make_folder(folder)
    sets: dict[str, Sequence[PlausibleSet]] = {}
    waves: dict[str, Found] = {}
    for account in accounts():
        _say(tell, f"{account.name}: waves of its own")
        waves[account.name] = fitting.fitted(account, points=points, walkers=walkers, tell=tell)
        sets[account.name] = fitting.sets_of(account, waves[account.name])
    fitting.write_sets(sets, SETS if folder is None else folder / SETS.name)
    own = plausible_sets()
    worth = {name: one.independent for name, one in waves.items()} | {OWN: _worth_of_shipped(len(own))}
    said: dict[str, dict[str, Foretold]] = {}
    for name, some in {OWN: own, **sets}.items():
        _say(tell, f"{name}: what {len(some)} sets predict")
        said[name] = foretold(predictions(), some, worth[name], seed=seed, replicates=replicates)
    found = {
        "made_by": "make rivals",
        "found_with": found_with(),
        "points": points,
        "walkers": walkers,
        "seed": seed,
        "replicates": replicates,
        "accounts": [
            {
                "name": name,
                "sets": len(some),
                "independent": round(worth[name], 1),
                **(_of_waves(waves[name]) if name in waves else {}),
                "predictions": {world: _of_foretold(one, said[OWN][world]) for world, one in said[name].items()},
            }
            for name, some in {OWN: own, **sets}.items()
        ],
    }
    write_whole(FILE if folder is None else folder / FILE.name, json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return found


def read(file: Path = FILE) -> dict[str, Any]:
    """Return the findings of the last run.

    Raises
    ------
    SimulationError
        If there are none, or they were found with other rules, facts, ranges or sets.
    """
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SimulationError(f"{file.name}: it cannot be read: {error}. `make rivals` makes it.") from None
    changed = [name for name, digest in found_with().items() if found.get("found_with", {}).get(name) != digest]
    if changed:
        raise SimulationError(f"{file.name}: it was found with others than the present {', '.join(changed)}. {REMEDY}")
    return found


def _say(tell: Tell | None, what: str) -> None:
    if tell is not None:
        tell(what)


def _worth_of_shipped(shipped: int) -> float:
    """Return how many independent sets the shipped ones are worth: their part of what all accepted ones are."""
    account = json.loads(PLAUSIBLE.with_suffix(".json").read_text(encoding="utf-8"))
    return shipped * float(account["independent"]) / float(account["accepted"])


def _of_waves(found: Found) -> dict[str, Any]:
    walk = found.walk
    return {
        "starts": 0 if walk is None else len(np.unique(walk.origins)),
        "steps_taken": found.steps_taken,
        "walk_runs": 0 if walk is None else walk.runs,
        "waves": [object_of_wave(account) for account in found.accounts],
        "results": found.digest,
    }


def _of_foretold(one: Foretold, own: Foretold) -> dict[str, Any]:
    return {
        **{name: _of_estimate(one.measures[name]) for name in MEASURES},
        "open": _of_estimate(one.open),
        "more_than_own": {name: round(chance_of_more(own.runs[name], one.runs[name]), 3) for name in MEASURES},
    }


def _of_estimate(estimate: Estimate) -> list[float | None]:
    ends = (estimate.mean, estimate.low, estimate.high)
    return [None if end is None else round(end, 5) for end in ends]


def estimate_from(ends: Sequence[float | None]) -> Estimate:
    """Return an estimate as the file has it; how many it is of stands elsewhere."""
    mean, low, high = ends
    return Estimate(mean, low, high, 0)


def of_account(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return what was found for an account."""
    return next(one for one in found["accounts"] if one["name"] == name)
