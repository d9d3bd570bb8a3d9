"""Study: countries made under known sets of values, or by rivals; what a fit says of each.

Design and bounds stand in docs/decisions/0068-figures-rule-sets-out.md; they were written before anything was run.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.fit.method import Matched, Ruler, matched, narrowed, range_of, ruler_of
from experiments.analyses.fit.reading import Reported
from experiments.analyses.fit.runs import World, draws_of, lived, outcomes_of, sampled, samples_of
from experiments.analyses.fit.sets import sets_looked_at, truths
from experiments.analyses.fit.summaries import Summary, summed_up
from experiments.evidence.rivals.reading import accounts, rules
from experiments.runs.rivals.declared import sets_of_accounts
from scenarios.load import Scenario, load
from scenarios.plausible import PlausibleSet, plausible_sets, under
from simulation.settings import Settings

SCENARIO = "mentoring-kept"
COUNTRIES, MONTHS, PEOPLE, ONE_WOMAN = 40, 48, 60, 1
SEED_OF_FITS, SEED_OF_COUNTRIES, SEED_OF_TRUTHS = 1, 2026, 2027
REPLICATES_OF_TRUTHS = 64
ASKED = ("coverage.ccs", "direct_gain.ccs")
"""What the 90% ranges are asked to hold, and to be narrower in."""
LEAST_HELD, LEAST_NARROWER = 0.85, 0.5


@dataclass(frozen=True)
class Pool:
    """What all sets that a fit looks at give for figures of one kind.

    Attributes
    ----------
    figures : Reported
        Their places, months and denominators; their shares are no country's.
    plan : tuple of Summary
    ruler : Ruler
    values, outcomes : ndarray, [set, column]
    columns : tuple of str
    """

    figures: Reported
    plan: tuple[Summary, ...]
    ruler: Ruler
    values: NDArray[np.float64]
    outcomes: NDArray[np.float64]
    columns: tuple[str, ...]


def figures_of(scenario: Scenario, people: float, months: int = MONTHS) -> Reported:
    """Return figures of screening in every network and month, with so many people behind each and nothing reported."""
    names = scenario.settings.places.network_names
    shape = (1, months, len(names))
    return Reported(
        file="made",
        digest="",
        level="network",
        places=names,
        numbers=tuple(range(len(names))),
        processes=("ccs",),
        periods=tuple(range(months)),
        length=1,
        shares=np.full(shape, 0.5),
        denominators=np.full(shape, float(people)),
        coached=np.full(len(names), np.nan),
    )


def pool_of(scenario: Scenario, world: World, figures: Reported, sets: Sequence[PlausibleSet]) -> Pool:
    """Return what a fit finds of the sets it looks at, before it sees any figure."""
    samples = samples_of(world, figures, SEED_OF_FITS, world.coached[0, 0])
    columns = tuple(sets[0].values)
    return Pool(
        figures,
        samples.plan,
        ruler_of(samples.of_sets, seed=SEED_OF_FITS),
        np.array([[one.values[name] for name in columns] for one in sets]),
        world.outcomes.mean(axis=1),
        columns,
    )


def countries_of(pool: Pool, settings: Sequence[Settings]) -> list[Matched]:
    """Return what a fit finds of a country under each of some settings, no two of which share their luck."""
    world = lived(settings, pool.figures, seed=SEED_OF_COUNTRIES, replicates=1)
    return matched_of(pool, world)


def matched_of(pool: Pool, world: World) -> list[Matched]:
    """Return what a fit finds of the first run of each set."""
    reported, coached = sampled(world.reported[:, 0], pool.figures, draws_of(SEED_OF_COUNTRIES)), world.coached[:, 0]
    observed = summed_up(reported, pool.figures.people, coached, pool.plan)
    return [matched(pool.ruler, one) for one in observed]


def found(countries: int = COUNTRIES, *, size: str | None = None, sets: int | None = None) -> dict[str, Any]:
    """Return what fits say of all countries.

    Parameters
    ----------
    countries : int
        Of each kind.
    size : str, optional
        Of the countries; as the scenario has it if not given.
    sets : int, optional
        How many of the sets are looked at; all if not given.
    """
    scenario, started = load(SCENARIO, size=size), time.perf_counter()
    looked_at, known = sets_looked_at()[:sets], truths()[:countries]
    many = figures_of(scenario, PEOPLE)
    world = lived([under(scenario, one) for one in looked_at], many, seed=SEED_OF_FITS)
    pool = pool_of(scenario, world, many, looked_at)
    seconds = time.perf_counter() - started
    settings = [under(scenario, one) for one in known]
    lives = lived(settings, many, seed=SEED_OF_COUNTRIES, replicates=1)
    ends = lived(settings, many, seed=SEED_OF_TRUTHS, replicates=REPLICATES_OF_TRUTHS).outcomes.mean(axis=1)
    few = pool_of(scenario, world, replace(many, denominators=np.full_like(many.denominators, ONE_WOMAN)), looked_at)
    all_count = pool_of(scenario, world, replace(few.figures, least=ONE_WOMAN), looked_at)
    shipped = pool.outcomes[: min(len(plausible_sets()), len(looked_at))]
    fits = matched_of(pool, lives)
    return {
        "made_by": "make fit-study",
        "sets": len(looked_at),
        "teams": scenario.settings.places.teams,
        "networks": scenario.settings.places.networks,
        "seconds_of_fit": round(seconds, 1),
        "cutoffs": [pool.ruler.telling, pool.ruler.whole],
        "kept_by_both": pool.ruler.both,
        "directions": int(pool.ruler.directions.shape[1]),
        "countries": [_of_country(pool, one, shipped, dict(known[at].values), ends[at]) for at, one in enumerate(fits)],
        "one_woman": [_in_short(one) for one in matched_of(few, lives)],
        "one_woman_without_the_rule": [_in_short(one) for one in matched_of(all_count, lives)],
        "rivals": _rivals(scenario, pool, countries, settings),
    }


def _in_short(one: Matched) -> dict[str, Any]:
    return {"verdict": one.verdict, "kept": int(one.kept.sum())}


def _of_country(
    pool: Pool,
    one: Matched,
    shipped: NDArray[np.float64],
    truth: Mapping[str, float],
    end: NDArray[np.float64],
) -> dict[str, Any]:
    """Return what a fit says of a country, and whether it holds the truth."""
    said = _in_short(one)
    if not one.kept.any():
        return said
    known = outcomes_of(pool.figures.processes)
    ranges: dict[str, Any] = {}
    for name in ASKED:
        at = known.index(name)
        low, high = range_of(pool.outcomes[one.kept, at])
        before = range_of(shipped[:, at])
        ranges[name] = {
            "truth": float(end[at]),
            "range": [low, high],
            "holds": bool(low <= end[at] <= high),
            "width_for_shipped": (high - low) / (before[1] - before[0]),
        }
    informed = [
        {"name": name, "holds": bool(each.after[0] <= truth[name] <= each.after[1]), "ratio": each.ratio}
        for name, each in zip(pool.columns, narrowed(pool.values, one.kept), strict=True)
        if each.is_informed
    ]
    return {**said, "ranges": ranges, "informed": informed}


def _rivals(scenario: Scenario, pool: Pool, countries: int, settings: Sequence[Settings]) -> list[dict[str, Any]]:
    """Return what fits say of countries made by rivals: accounts with sets of their own, then rules over the truths."""
    own = sets_of_accounts()
    made: list[tuple[str, str, str, list[Settings]]] = []
    for account in accounts():
        some = [under(scenario, one) for one in own[account.name][:countries]]
        made.append(("account", account.name, account.title, some))
    for rule in rules():
        made.append(("rule", rule.name, rule.title, [one.with_values(rule.set) for one in settings]))
    return [
        {"kind": kind, "name": name, "title": title, "countries": [_in_short(one) for one in countries_of(pool, some)]}
        for kind, name, title, some in made
        if some
    ]
