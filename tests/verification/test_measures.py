"""Measures, computed again from every state of a run, in plain numpy and by the words of their definitions.

Both engines share the functions that measure, so parity cannot see a wrong definition; this can.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scenarios.load import load
from simulation.engine.readable import CoachingModel
from simulation.engine.run import run, trace
from simulation.parameters import PROCESSES
from simulation.results import FLAGS, Trace, measures
from simulation.settings import Settings
from simulation.state import ManagerState, ProcessState, TeamState

SEED, REPLICATE = 3, 2
CASES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "baseline": ("baseline", "classroom", ()),
    "aligned": ("aligned", "classroom", ()),
    "tied, default size": ("aligned-tied", "default", ()),
    "kept": ("mentoring-kept", "classroom", ()),
    "coverage moves": (
        "aligned",
        "default",
        ("coaching_coverage@30=0.6", "coaching_coverage@36=0.1", "mentoring@33=0.3"),
    ),
    "early window": ("aligned", "classroom", ("mentoring_start=5", "mentoring_end=9")),
    "window at month 0": ("aligned", "classroom", ("mentoring_start=0", "mentoring_end=2")),
    "window past the horizon": ("aligned-tied", "classroom", ("mentoring_end=200",)),
    "late window": ("aligned-tied", "classroom", ("mentoring_start=134", "mentoring_end=144")),
    "window too late for a span": ("aligned-tied", "classroom", ("mentoring_start=138", "mentoring_end=144")),
    "grown": ("scaled-same-coaches", "classroom", ()),
    "all coached": ("aligned", "classroom", ("coaching_coverage=1",)),
    "theatre": ("aligned", "classroom", ("sanction=0", "sanction@30=1", "alignment@24=0.1")),
    "nobody punished": ("aligned-tied", "classroom", ("sanction=0",)),
    "faded": ("baseline", "classroom", ("mentoring_end=30",)),
    "kept, tied": ("aligned-tied", "classroom", ("mentoring_end=600",)),
}


class Again:
    """One run, to be measured again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.own, self.twin = trace(settings, SEED, REPLICATE)
        ensemble = run(settings, SEED, [REPLICATE])
        self.found = {m.name: float(ensemble.values[0, i]) for i, m in enumerate(ensemble.measures)}
        self.months = settings.months
        self.start = int(settings.values["mentoring_start"])
        self.end = min(int(settings.values["mentoring_end"]), self.months)
        self.coverage, self.others = (self.of(t, "coverage") for t in (self.own, self.twin))
        self.gain = (self.coverage - self.others)[:, :, 0]
        self.network = np.array(settings.places.team_network)
        self.networks = self._coached_networks()
        self.coached = self.networks[self.network]
        self.population = np.array(settings.places.population)

    @staticmethod
    def of(found: Trace, field: str) -> NDArray[np.float64]:
        """Return a field of the processes, [month, team, process], without the start."""
        return found.of(ProcessState, field)[1:]

    def _coached_networks(self) -> NDArray[np.bool_]:
        """Return who was in the programme in any month of its window."""
        order = self.own.of(ManagerState, "order")[-1]
        coached = np.zeros(self.settings.places.networks, bool)
        for month in range(self.start, self.end):
            share = self.settings.values_at(month)["coaching_coverage"]
            coached |= order < np.rint(share * len(coached))
        return coached

    def longest_streak(self, team: int) -> int:
        """Return the longest run of months with a gain of five points."""
        longest = streak = 0
        for gain in self.gain[:, team]:
            streak = streak + 1 if gain >= 0.05 else 0
            longest = max(longest, streak)
        return longest

    def overstated(self, world: Trace | None = None) -> NDArray[np.float64]:
        """Return reported over honest coverage, mean over teams, [month]."""
        found = world or self.own
        return (self.of(found, "reported") - self.of(found, "honest"))[:, :, 0].mean(axis=1)

    def group(self, inside: bool) -> NDArray[np.bool_]:
        """Return who belongs to a group at the end."""
        return self.coached if inside else ~self.coached

    def means(self, inside: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the mean coverage of a group in run and twin, [month]: of those who belong to it in that month."""
        order = self.own.of(ManagerState, "order")[-1][self.network]
        programme, found = 0.0, []
        for month in range(self.months):
            planned = np.rint(self.settings.values_at(month)["coaching_coverage"] * len(self.networks))
            if month <= self.start:
                programme = planned
            elif month < self.end:
                programme = max(programme, planned)
            who = (order < programme) == inside
            found.append([world[month, who, 0].mean() if who.any() else 0.0 for world in (self.coverage, self.others)])
        own, twin = np.array(found).T
        return own, twin

    def spans(self, inside: bool) -> dict[int, tuple[float, float]]:
        """Return means over 12 months on end since mentoring began, of run and twin, by their last month."""
        run_, twin = self.means(inside)
        return {
            month: (float(run_[month - 11 : month + 1].mean()), float(twin[month - 11 : month + 1].mean()))
            for month in range(self.start + 11, self.months)
        }


def direct_gain(a: Again) -> float:
    """Coached teams, last 6 months of mentoring."""
    return float(a.gain[max(a.start, a.end - 6) : a.end][:, a.coached].mean())


def retained(a: Again) -> float:
    """Gain 10 months after coaching ends over the direct gain."""
    month = int(a.settings.values["mentoring_end"]) - 1 + 10
    if month >= a.months or direct_gain(a) < 0.03:
        return math.nan
    return float(a.gain[month][a.coached].mean()) / direct_gain(a)


def reach(a: Again) -> float:
    """Uncoached teams with a mean gain of 0.05 or more over the last 12 months."""
    return float((a.gain[-12:][:, ~a.coached].mean(axis=0) >= 0.05).mean()) if (~a.coached).any() else math.nan


def reached_ever(a: Again) -> float:
    """Uncoached teams with a gain of 0.05 in 12 months on end, at any time."""
    outside = np.flatnonzero(~a.coached)
    return sum(a.longest_streak(int(team)) >= 12 for team in outside) / len(outside) if len(outside) else math.nan


def pulse(a: Again) -> float:
    """A fifth or more were reached ever, and less than half of them are at the end."""
    ever = reached_ever(a)
    return math.nan if math.isnan(ever) else float(ever >= 0.2 and reach(a) < 0.5 * ever)


def theatre(a: Again) -> float:
    """Reported over honest reports, last 12 months."""
    return float(a.overstated()[-12:].mean())


def theatre_gain(a: Again) -> float:
    """Theatre over the twin's."""
    return theatre(a) - float(a.overstated(a.twin)[-12:].mean())


def theatre_change(a: Again) -> float:
    """Theatre over that of the last 12 months before mentoring."""
    if a.start == 0:
        return math.nan
    return theatre(a) - float(a.overstated()[max(a.start - 12, 0) : a.start].mean())


def late(a: Again, who: NDArray[np.bool_]) -> float:
    """Mean gain of a group over the last 12 months."""
    return float(a.gain[-12:][:, who].mean()) if who.any() else math.nan


def highest(a: Again, inside: bool) -> float:
    """Highest gain over 12 months on end since mentoring began."""
    gains = [own - twin for own, twin in a.spans(inside).values()] if a.group(inside).any() else []
    return max(gains, default=math.nan)


def lasting(a: Again, inside: bool) -> float:
    """Late gain over the highest."""
    most = highest(a, inside)
    return late(a, a.group(inside)) / most if most >= 0.03 else math.nan


def head_start(a: Again, inside: bool) -> tuple[float, float]:
    """Months from run to twin at the level half-way to the run's highest span; whether the twin never stood there."""
    nothing = math.nan, math.nan
    if a.start == 0 or not highest(a, inside) >= 0.03:
        return nothing
    spans = a.spans(inside)
    before = float(a.means(inside)[0][max(a.start - 12, 0) : a.start].mean())
    level = (before + max(own for own, _ in spans.values())) / 2
    first = [next((month for month in spans if spans[month][world] >= level), None) for world in (0, 1)]
    if first[0] is None:
        return nothing
    if first[1] is None:
        return float(a.months - 1 - first[0]), 1.0
    return float(first[1] - first[0]), 0.0


def regime(a: Again) -> float:
    """Fizzle 0, faded 1, bubble 2, partial 3, spread 4: by who has a gain over the last 12 months."""
    if coach_hours(a) <= 0.0:
        return math.nan
    inside, spilt, reached = late(a, a.coached) >= 0.03, late(a, ~a.coached), reach(a)
    outside = reached >= 0.2 or spilt >= 0.03
    if not inside and not outside:
        return float(direct_gain(a) >= 0.03 or highest(a, True) >= 0.03)
    if math.isnan(reached):
        return math.nan
    if reached >= 0.5:
        return 4.0
    return 3.0 if reached >= 0.2 or not inside else 2.0


def candour(a: Again, who: NDArray[np.bool_]) -> float:
    """H(S (1 - F)) after the last month's climate, mean over a group."""
    safety, pressure = (a.own.of(TeamState, name)[-1][who] for name in ("safety", "pressure"))
    free, half = safety * (1.0 - pressure), a.settings.values["candour.threshold"]
    return float((free**4 / (free**4 + half**4)).mean()) if who.any() else math.nan


def morans_i(a: Again) -> float:
    """Moran's I of the late gains over the ties."""
    late = a.gain[-12:].mean(axis=0)
    apart = late - late.mean()
    pairs = [(team, int(peer)) for team, peers in enumerate(a.own.ties) for peer in peers if peer >= 0]
    return len(apart) / len(pairs) * sum(apart[i] * apart[j] for i, j in pairs) / float((apart**2).sum())


def system_gain(a: Again) -> float:
    """Late gain of everybody, by population, mean over processes."""
    return float(np.average((a.coverage - a.others)[-12:].mean(axis=0).mean(axis=1), weights=a.population))


def equity_gap(a: Again) -> float:
    """Late coverage of coached over uncoached people."""
    if a.coached.all():
        return math.nan
    late = a.coverage[-12:, :, 0].mean(axis=0)
    inside, outside = (np.average(late[who], weights=a.population[who]) for who in (a.coached, ~a.coached))
    return float(inside - outside)


def coach_hours(a: Again) -> float:
    """Hours at the dose delivered, no more networks in full than the coaches can serve."""
    hours = 0.0
    for month in range(a.start, a.end):
        values = a.settings.values_at(month)
        networks = np.rint(values["coaching_coverage"] * len(a.networks))
        served = max(np.rint(values["coach_capacity"] * len(a.networks)), 1.0)
        hours += values["mentoring"] * min(networks, served) * values["price.coach_hours"]
    return hours


def supervision_hours(a: Again, world: Trace | None = None) -> float:
    """Hours of managers with their teams."""
    supervision = (world or a.own).of(ManagerState, "supervision")[1:].sum()
    return float(supervision * a.settings.values["price.supervision_hours"])


def verification_hours(a: Again) -> float:
    """Hours of verifiers: each team's a quarter, at the intensity of the month."""
    intensity = sum(a.settings.values_at(month)["verification"] for month in range(a.months))
    return float(intensity * len(a.population) / 3 * a.settings.values["price.verification_hours"])


def bonus_paid(a: Again, world: Trace | None = None) -> float:
    """A share of three months' capitation, for each person of each team."""
    bonus = ((world or a.own).of(TeamState, "bonus")[1:] * a.population).sum()
    return float(bonus * 3 * a.settings.values["price.capitation"])


def cost(a: Again, world: Trace | None = None) -> float:
    """Hours at their wages, and the bonus."""
    p = a.settings.values
    wages = (0.0 if world is a.twin else coach_hours(a)) * p["price.coach_wage"]
    wages += supervision_hours(a, world) * p["price.supervision_wage"]
    return wages + verification_hours(a) * p["price.verification_wage"] + bonus_paid(a, world)


def extra_cost(a: Again) -> float:
    """Cost over the twin's."""
    return cost(a) - cost(a, a.twin)


def of_teams(field: str, group: str) -> Callable[[Again], float]:
    """Return the definition of a mean over teams at the end: of all, or of a group."""

    def define(a: Again) -> float:
        who = {"": np.ones_like(a.coached), "coached": a.coached, "uncoached": ~a.coached}[group]
        return float(a.own.of(TeamState, field)[-1][who].mean()) if who.any() else math.nan

    return define


def identity_gap(a: Again) -> float:
    """Coached over uncoached managers, last month of mentoring."""
    if a.networks.all():
        return math.nan
    identity = a.own.of(ManagerState, "identity")[a.end]
    return float(identity[a.networks].mean() - identity[~a.networks].mean())


def efficacy_gain(a: Again) -> float:
    """Coached teams over their twin, last month of mentoring, ANC."""
    gained = a.own.of(ProcessState, "efficacy") - a.twin.of(ProcessState, "efficacy")
    return float(gained[a.end][a.coached, 1].mean())


def outside(a: Again, pick: Callable[[NDArray[np.float64]], float]) -> float:
    """Return what is picked from the monthly mean gain of uncoached teams."""
    return float("nan") if a.coached.all() else pick(a.gain[:, ~a.coached].mean(axis=1))


def fading(a: Again) -> float:
    """Late direct gain below half of the direct gain."""
    direct = direct_gain(a)
    return math.nan if direct < 0.03 else float(a.gain[-12:][:, a.coached].mean() < 0.5 * direct)


DEFINITIONS: dict[str, Callable[[Again], float]] = {
    "direct_gain.ccs": direct_gain,
    "late_direct_gain.ccs": lambda a: float(a.gain[-12:][:, a.coached].mean()),
    "spillover_gain.ccs": lambda a: outside(a, lambda g: float(g[-12:].mean())),
    "spillover_highest.ccs": lambda a: outside(a, lambda g: max(0.0, float(g[a.start :].max()))),
    "spillover_lowest.ccs": lambda a: outside(a, lambda g: min(0.0, float(g[a.start :].min()))),
    "regime": regime,
    "reach": reach,
    "reached_ever": reached_ever,
    "regime.pulse": pulse,
    "highest_gain.coached": lambda a: highest(a, True),
    "highest_gain.uncoached": lambda a: highest(a, False),
    "lasting.coached": lambda a: lasting(a, True),
    "lasting.uncoached": lambda a: lasting(a, False),
    "head_start.coached": lambda a: head_start(a, True)[0],
    "head_start.uncoached": lambda a: head_start(a, False)[0],
    "head_start_open.coached": lambda a: head_start(a, True)[1],
    "head_start_open.uncoached": lambda a: head_start(a, False)[1],
    "retained": retained,
    "theatre": theatre,
    "theatre_gain": theatre_gain,
    "theatre_change": theatre_change,
    "regime.theatre": lambda a: float(theatre_gain(a) >= 0.02),
    "spread_ratio": lambda a: late(a, ~a.coached) / late(a, a.coached) if late(a, a.coached) >= 0.03 else math.nan,
    "candour": lambda a: candour(a, np.ones_like(a.coached)),
    "candour.coached": lambda a: candour(a, a.coached),
    "candour.uncoached": lambda a: candour(a, ~a.coached),
    "morans_i": morans_i,
    "system_gain": system_gain,
    "equity_gap": equity_gap,
    "coach_hours": coach_hours,
    "supervision_hours": supervision_hours,
    "verification_hours": verification_hours,
    "bonus_paid": bonus_paid,
    "capitation_paid": lambda a: float(a.population.sum() * a.months * a.settings.values["price.capitation"]),
    "cost": cost,
    "extra_cost": extra_cost,
    "gain_per_cost": lambda a: 100 * system_gain(a) / (extra_cost(a) / 100_000) if extra_cost(a) > 0 else math.nan,
    "gain_per_coach_hour": lambda a: 100 * system_gain(a) / (coach_hours(a) / 1000),
    "identity_gap": identity_gap,
    "efficacy_gain.anc": efficacy_gain,
    "regime.fading": fading,
    "coverage.anc": lambda a: float(a.coverage[-12:, :, 1].mean()),
    "coverage_change.ccs": lambda a: float(
        a.coverage[-12:, :, 0].mean() - a.own.of(ProcessState, "coverage")[0][:, 0].mean()
    ),
    **{
        f"{field}.{group}".rstrip("."): of_teams(field, group)
        for field in (
            *("safety", "trust", "coordination", "motivation", "pressure"),
            "documentation",
            "unmeasured_care",
        )
        for group in ("", "coached", "uncoached")
    },
}
DEFINED_ELSEWHERE = {
    "gain_at_distance": "test_gain_by_distance_follows_who_looks_at_whom",
    "half_distance": "test_gain_by_distance_follows_who_looks_at_whom",
    **dict.fromkeys(
        ("lowest_fifth", "fifths_gap", "lowest_fifth_gain", "fifths_gap_gain", "gain_gradient"),
        "test_levers_of_the_study.py",
    ),
}
"""Measures that are defined once more in another test."""


def assert_measured(a: Again) -> None:
    """Fail with every measure that is not what its definition says."""
    wanted = {name: define(a) for name, define in DEFINITIONS.items()}
    wrong = {
        name: (value, a.found[name])
        for name, value in wanted.items()
        if not abs(value - a.found[name]) < 1e-9 * max(1.0, abs(a.found[name]))
        and not (math.isnan(value) and math.isnan(a.found[name]))
    }
    assert not wrong, wrong


def test_every_measure_is_defined_once_more() -> None:
    """One of each kind is enough: ``trust`` for its groups, ``coverage.anc`` for both processes."""
    defined = {name if name in FLAGS else name.partition(".")[0] for name in (*DEFINITIONS, *DEFINED_ELSEWHERE)}
    kinds = {m.name if m.name in FLAGS else m.name.partition(".")[0] for m in measures(PROCESSES)}
    assert kinds == defined, "define a new measure here, from every state and in another way"


@pytest.mark.parametrize("case", CASES)
def test_every_measure_is_what_its_definition_says(case: str) -> None:
    name, size, sets = CASES[case]
    assert_measured(Again(load(name, size=size, sets=sets).settings))


def test_people_weigh_by_their_number() -> None:
    settings = load("aligned-tied", size="classroom").settings
    population = tuple(1000.0 + 700.0 * team for team in range(settings.places.teams))
    assert_measured(Again(replace(settings, places=replace(settings.places, population=population))))


@pytest.mark.parametrize(
    ("name", "sets"),
    [("mentoring-kept", ("coaching_coverage=0.07", "cross_ties=0")), ("aligned-tied", ()), ("clustered", ())],
)
def test_gain_by_distance_follows_who_looks_at_whom(name: str, sets: tuple[str, ...]) -> None:
    again = Again(load(name, sets=sets).settings)
    model = CoachingModel(again.settings, SEED, REPLICATE)
    for _ in range(max([change.month for change in again.settings.changes], default=0) + 1):
        model.step()  # until ties stand as they do at the end
    hops = {int(network): 0 for network in np.flatnonzero(again.networks)}
    for hop in range(1, 6):
        nearer = set(hops)
        for manager in model.managers:
            looked_at = {peer.number for peer in manager.peers}
            looked_at |= {peer.manager.number for team in manager.teams for peer in team.peers}
            if manager.number not in hops and looked_at & nearer:
                hops[manager.number] = hop
    late = again.gain[-12:].mean(axis=0)
    gains: list[float] = []
    for hop in range(6):
        there = [team for team, network in enumerate(again.network) if hops.get(int(network)) == hop]
        gains.append(float(late[there].mean()) if there else math.nan)
    assert np.allclose(gains, [again.found[f"gain_at_distance.{hop}"] for hop in range(6)], equal_nan=True)
    assert same_half_distance(gains, again.found["half_distance"])


def same_half_distance(gains: list[float], found: float) -> bool:
    """Return whether the half-distance is where a line through the gains first falls to half."""
    if not gains[0] >= 0.03:
        return math.isnan(found)
    half, known = gains[0] / 2, [(d, g) for d, g in enumerate(gains) if not math.isnan(g)]
    for (before, high), (distance, low) in itertools.pairwise(known):
        if low <= half:
            expected = before + (high - half) / (high - low) if distance == before + 1 else float(distance)
            return abs(expected - found) < 1e-9
    return math.isnan(found)
