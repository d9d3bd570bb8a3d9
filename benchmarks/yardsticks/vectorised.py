"""Vectorised: the NumPy yardstick: each rule called once a month on the arrays of all runs and agents.

Arrays are [run, agent], of a process [process, run, agent]; a parameter is [run, 1]. Sums go in the engines'
order (``add.accumulate`` adds one after the other). Networks and regions of equal size only, and no measures.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.yardsticks.arrays import on_arrays
from benchmarks.yardsticks.native import simulated
from simulation import network, start
from simulation.engine.compiled.ensemble import Run
from simulation.mechanisms import shapes
from simulation.parameters import mechanisms_from, process_from
from simulation.phases.accounts import account_of_month, account_with_team
from simulation.phases.authority import NO_NETWORKS, NO_TEAMS, month_of_authority, view_with_network, view_with_team
from simulation.phases.care import care_of_process
from simulation.phases.climate import climate_of_team
from simulation.phases.contract import (
    BETWEEN_QUARTERS,
    contract_of_team,
    ends_quarter,
    ends_year,
    shortfall_of_process,
    targets_of_process,
)
from simulation.phases.learning import NO_MASTERY, learning_of_process, mastery_with_process
from simulation.phases.managers import month_of_manager
from simulation.phases.measurement import measurement_of_process
from simulation.phases.policy import policy_of_month, process_policy_of_month, visit_of_manager
from simulation.phases.practice import claim_on_team, effort_of_team, practice_of_process
from simulation.phases.turnover import turnover_of_manager, turnover_of_process, turnover_of_team
from simulation.results import state_blocks
from simulation.settings import Settings
from simulation.state import (
    AccountState,
    AuthorityProcessState,
    AuthorityState,
    ManagerState,
    PolicyState,
    ProcessPolicyState,
    ProcessState,
    TeamState,
)
from simulation.streams import MEMBERS, Decision, cell_of, normal, uniform
from simulation.waves import NO_WAVES

Array = NDArray[Any]
RUNS = 64
"""Runs in one batch: with more, the arrays leave the nearest memory; with fewer, calls cost more than sums."""
FEW = 16


class Whole:
    """A state as arrays; `take` sets what a rule changed, to the state's own shape."""

    def __init__(self, kind: Any, shape: tuple[int, ...]) -> None:
        self.kind, self.shape = kind, shape
        for name in kind._fields:
            setattr(self, name, np.zeros(shape))

    def take(self, change: Any) -> None:
        """Set the fields that a rule returned."""
        for name, value in zip(change._fields, change, strict=True):
            self.set(name, value)

    def set(self, name: str, value: Array) -> None:
        """Set one field."""
        setattr(self, name, value if value.shape == self.shape else np.broadcast_to(value, self.shape))

    def copy(self) -> Whole:
        """Return the same state, to go its own way; arrays are never changed in place."""
        twin = Whole.__new__(Whole)
        twin.__dict__.update(self.__dict__)
        return twin

    def values(self) -> list[Array]:
        """Return the fields in their order."""
        return [getattr(self, name) for name in self.kind._fields]


class Seen:
    """A state as those see it who belong to it: an attribute asked for is fetched for each of them."""

    def __init__(self, whole: Any, of: Array) -> None:
        self._whole, self._of = whole, of

    def __getattr__(self, name: str) -> Array:
        return getattr(self._whole, name)[..., self._of]


def added_up(addends: Array, start: Array | float = 0.0) -> Array:
    """Return the sum over the last axis, one after the other: by whole arrays where there are few."""
    if addends.shape[-1] <= FEW:
        total = start + addends[..., 0]
        for place in range(1, addends.shape[-1]):
            total = total + addends[..., place]
        return total
    first = np.broadcast_to(np.asarray(start)[..., None], (*addends.shape[:-1], 1))
    return np.add.accumulate(np.concatenate([first, addends], axis=-1), axis=-1)[..., -1]


class World:
    """All that changes in one world: the run's, or the twin's."""

    def __init__(self, runs: int, settings: Settings) -> None:
        places, k = settings.places, len(settings.processes)
        self.mentored = 1.0
        self.policy = Whole(PolicyState, (runs, 1))
        self.process_policy = Whole(ProcessPolicyState, (k, runs, 1))
        self.account = Whole(AccountState, (runs, 1))
        self.authority = Whole(AuthorityState, (runs, places.regions))
        self.figures = Whole(AuthorityProcessState, (k, runs, places.regions))
        self.manager = Whole(ManagerState, (runs, places.networks))
        self.team = Whole(TeamState, (runs, places.teams))
        self.process = Whole(ProcessState, (k, runs, places.teams))

    def copy(self) -> World:
        """Return the twin: the same state, from now on without mentoring."""
        twin = World.__new__(World)
        twin.__dict__.update({name: v.copy() if isinstance(v, Whole) else v for name, v in self.__dict__.items()})
        twin.mentored = 0.0
        return twin

    def states(self, settings: Settings) -> Array:
        """Return the states of the first run in the order of the digest."""
        of = {
            PolicyState: self.policy,
            ProcessPolicyState: self.process_policy,
            AccountState: self.account,
            AuthorityState: self.authority,
            AuthorityProcessState: self.figures,
            ManagerState: self.manager,
            TeamState: self.team,
            ProcessState: self.process,
        }
        parts = [v[..., 0, :].T for block in state_blocks(settings) for v in of[block.state].values()]
        return np.concatenate([part.ravel() for part in parts])


class Batch:
    """Runs of one structure in one batch."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs, self.settings = runs, runs[0].settings
        places = self.settings.places
        self.keys = np.array([run.key for run in runs], dtype=np.uint64)[:, None]
        self.networks, self.teams, self.k = places.networks, places.teams, len(self.settings.processes)
        self.network_of, self.region_of = np.array(places.team_network), np.array(places.network_region)
        self.region_of_team = self.region_of[self.network_of]
        sizes = set(np.bincount(self.network_of)), set(np.bincount(self.region_of))
        if any(len(size) != 1 for size in sizes) or places.team_ties is not None or places.named:
            raise ValueError("the NumPy yardstick knows networks and regions of equal size, and drawn ties, only")
        self.read_levers(0)
        self.draw_ties()
        self.world = World(len(runs), self.settings)
        self.begin()

    # Draws ------------------------------------------------------------------------------------------------

    def uniform(self, decision: Decision, month: int, members: Array) -> Array:
        """Return the draws of these members, [..., run, member]."""
        return on_arrays(uniform)(self.keys, self.cells(decision, month, members))

    def normal(self, decision: Decision, month: int, members: Array) -> Array:
        """Return standard normal draws of these members."""
        return on_arrays(normal)(self.keys, self.cells(decision, month, members))

    def cells(self, decision: Decision, month: int, members: Array) -> Array:
        """Return the keys of a decision, [..., 1, member]."""
        return on_arrays(cell_of)(int(decision), month, members.astype(np.uint64)[..., None, :])

    @property
    def of_processes(self) -> Array:
        """Return the members of teams' processes, [process, team]."""
        return np.arange(self.k)[:, None] + np.arange(self.teams) * MEMBERS

    # Parameters -------------------------------------------------------------------------------------------

    def read_levers(self, month: int) -> None:
        """Read the parameters as they stand in a month."""
        values = [run.settings.values_at(month) for run in self.runs]
        stacked = {name: np.array([v[name] for v in values])[:, None] for name in values[0]}
        self.p = mechanisms_from(stacked)  # type: ignore[arg-type]
        own = [process_from(stacked, process) for process in self.settings.processes]  # type: ignore[arg-type]
        self.own = type(own[0])(*(np.stack(fields) for fields in zip(*own, strict=True)))  # type: ignore[arg-type]

    # Before the first month -------------------------------------------------------------------------------

    def draw_ties(self) -> None:
        """Draw every tie and where it leads."""
        places, ties = self.settings.places, self.settings.ties
        networks_in_region, teams_in_network = self.networks // places.regions, self.teams // self.networks
        others, tie = self.p.network.real_others, np.arange(ties)[:, None]
        away, near = on_arrays(network.tie_away), on_arrays(network.tie_near)
        team, member = np.arange(self.teams), tie + np.arange(self.teams) * MEMBERS
        draw = self.uniform(Decision.TEAM_TIE, 0, member)
        in_region = float(networks_in_region * teams_in_network)
        first = self.region_of_team * in_region
        leaves = draw < self.p.network.region_ties
        self.team_ties = (
            draw,
            away(self.uniform(Decision.TEAM_TIE_AWAY, 0, member), self.teams, first, in_region, team, others),
            near(
                self.uniform(Decision.TEAM_TIE_NEAR, 0, member),
                np.where(leaves, first, self.network_of * float(teams_in_network)),
                np.where(leaves, in_region, float(teams_in_network)),
                team,
                others,
            ),
        )
        own, member = np.arange(self.networks), tie + np.arange(self.networks) * MEMBERS
        first, count = self.region_of * float(networks_in_region), float(networks_in_region)
        far, close = (self.uniform(d, 0, member) for d in (Decision.MANAGER_TIE_AWAY, Decision.MANAGER_TIE_NEAR))
        self.manager_ties = (
            self.uniform(Decision.MANAGER_TIE, 0, member),
            away(far, self.networks, first, count, own, others),
            near(close, first, count, own, others),
        )
        self.place_ties()

    def place_ties(self) -> None:
        """Let ties lead where they lead under today's levers; nobody is a place behind the last one."""

        def placed(ties: tuple[Array, Array, Array], agents: int) -> tuple[Array, Array, Array]:
            now = on_arrays(network.tie_now)(*ties, self.p.levers.cross_ties)
            share = on_arrays(network.share_of_each)((now >= 0.0).sum(axis=0).astype(float))
            peer = np.where(now >= 0.0, now, agents).astype(np.int64)
            return now, peer + np.arange(len(self.runs))[:, None] * (agents + 1), share

        self.team_now, self.team_peers, self.team_share = placed(self.team_ties, self.teams)
        self.manager_now, self.manager_peers, self.manager_share = placed(self.manager_ties, self.networks)

    def order_of_networks(self) -> Array:
        """Return the networks' places in the order in which the programme takes them in, [run, network]."""
        regions, runs = self.settings.places.regions, len(self.runs)
        u = self.uniform(Decision.NETWORK_ORDER, 0, np.arange(self.networks))
        v = self.uniform(Decision.REGION_ORDER, 0, np.arange(regions))
        ties_to = np.zeros((runs, self.networks))
        for r in range(runs):
            for now, of in ((self.team_now, self.network_of), (self.manager_now, np.arange(self.networks))):
                found = now[:, r].ravel()
                ties_to[r] += np.bincount(of[found[found >= 0.0].astype(int)], minlength=self.networks)

        def places(keys: Array, among: Array) -> Array:
            one, place = np.arange(keys.shape[1]), on_arrays(network.comes_before)
            before = place(keys[:, :, None], one[:, None], keys[:, None, :], one)
            return (before * among).sum(axis=2)

        same_region = self.region_of[:, None] == self.region_of
        keys = on_arrays(network.order_key)(
            self.p.levers.coaching_targeting,
            float(regions),
            float(self.networks),
            places(v, np.ones((regions, regions)))[:, self.region_of],
            places(u, same_region),
            u,
            ties_to,
            np.full(self.networks, -1.0),
        )
        return places(keys, np.ones((self.networks, self.networks)))

    def begin(self) -> None:
        """Give everybody a start."""
        w, d, teams = self.world, Decision, np.arange(self.teams)
        logic = self.uniform(d.LOGIC_START, 0, np.arange(w.authority.shape[1]))
        w.authority.take(
            _as_arrays(on_arrays(start.authority_at_start)(on_arrays(start.logic_at_start)(logic, self.p)))
        )
        identity = on_arrays(start.newcomers_identity)(
            self.uniform(d.IDENTITY_START, 0, np.arange(self.networks)), self.p
        )
        w.manager.take(_as_arrays(on_arrays(start.manager_at_start)(identity, self.order_of_networks())))
        draws = start.TeamDraws._make(
            self.uniform(of, 0, teams) for of in (d.TRUST_START, d.COORDINATION_START, d.MOTIVATION_START)
        )
        w.team.take(_as_arrays(on_arrays(start.team_at_start)(draws, self.p)))
        uniforms = (d.EFFICACY_START, d.PRACTICE_START, d.BASELINE_START)
        of_process = start.ProcessDraws._make(
            [
                *(self.uniform(of, 0, self.of_processes) for of in uniforms),
                self.normal(d.DEMAND_START, 0, self.of_processes),
            ]
        )
        given = np.array(self.settings.places.baselines).T[:, None, :]
        w.process.take(_as_arrays(on_arrays(start.process_at_start)(of_process, given, self.own, self.p)))

    # The month --------------------------------------------------------------------------------------------

    def simulate(self, with_history: bool = False) -> tuple[list[Array], list[Array]]:
        """Live all months; return the states of the first run and of its twin after each, if asked."""
        run, twin = self.world, None
        parting = min(int(run.settings.values["mentoring_start"]) for run in self.runs)
        history: tuple[list[Array], list[Array]] = ([], [])
        with np.errstate(all="ignore"):
            for month in range(self.settings.months):
                if with_history:
                    self.note(history, run, twin)
                if any(change.month == month for r in self.runs for change in r.settings.changes):
                    self.read_levers(month)
                    self.place_ties()
                if month == parting:
                    twin = run.copy()
                self.lead = self.uniform(Decision.LEAD_LEAVES, month, np.arange(self.teams))
                self.demand = self.normal(Decision.DEMAND, month, self.of_processes)
                self.sample = self.normal(Decision.SAMPLE, month, self.of_processes)
                self.live(run, month)
                if twin is not None:
                    self.live(twin, month)
        if with_history:
            self.note(history, run, twin)
        return history

    def note(self, history: tuple[list[Array], list[Array]], run: World, twin: World | None) -> None:
        """Note every state of the first run and its twin."""
        for noted, world in zip(history, (run, twin or run), strict=True):
            noted.append(world.states(self.settings))

    def live(self, w: World, month: int) -> None:
        """Live one month in one world."""
        self.policy(w, month)
        self.turnover(w, month)
        self.look_at_teams(w)
        self.managers(w)
        self.climate(w)
        self.practice(w)
        self.care(w)
        self.learning(w)
        self.contract(w, month)

    def policy(self, w: World, month: int) -> None:
        """Phase 1."""
        now, named = on_arrays(policy_of_month), 0.0
        w.policy.take(
            _as_arrays(now(w.policy, float(month), w.mentored, float(self.networks), named, NO_WAVES, self.p))
        )
        w.manager.take(_as_arrays(on_arrays(visit_of_manager)(w.manager, w.policy, NO_WAVES, 0.0)))
        weights = added_up(np.moveaxis(self.own.weight, 0, -1))  # type: ignore[arg-type]
        coaching = added_up(np.moveaxis(self.own.coaching, 0, -1))  # type: ignore[arg-type]
        of_process = on_arrays(process_policy_of_month)(
            float(month), weights, coaching, float(self.k), self.own, self.p
        )
        w.process_policy.take(_as_arrays(of_process))

    def turnover(self, w: World, month: int) -> None:
        """Phase 2."""
        occurs, networks = on_arrays(shapes.occurs), np.arange(self.networks)
        left = occurs(self.uniform(Decision.MANAGER_LEAVES, month, networks), w.policy.manager_exit)  # type: ignore[attr-defined]
        newcomer = on_arrays(start.newcomers_identity)(self.uniform(Decision.NEWCOMER, month, networks), self.p)
        w.manager.take(on_arrays(turnover_of_manager)(w.manager, left, newcomer))
        lead_left = occurs(self.lead, w.policy.lead_exit)  # type: ignore[attr-defined]
        w.team.take(on_arrays(turnover_of_team)(w.team, left[:, self.network_of], lead_left, self.p))
        w.process.take(on_arrays(turnover_of_process)(w.process, lead_left, self.p))

    def look_at_teams(self, w: World) -> None:
        """Phase 3."""
        runs, regions = len(self.runs), w.authority.shape[1]
        size, of_region = self.teams // self.networks, self.networks // regions
        seen = on_arrays(view_with_team)(NO_TEAMS, w.team, 1.0 / float(size), self.p)
        w.manager.take(type(seen)(*(added_up(x.reshape(runs, self.networks, size)) for x in seen)))
        share = float(size) / float(size * of_region)
        view = on_arrays(view_with_network)(NO_NETWORKS, w.manager, w.policy, share)
        w.authority.take(type(view)(*(added_up(x.reshape(runs, regions, of_region)) for x in view)))
        w.authority.take(on_arrays(month_of_authority)(w.authority, w.policy, self.p))

    def managers(self, w: World) -> None:
        """Phase 4."""
        for seen, own in (("peers_identity", "identity"), ("peers_candour", "teams_candour")):
            shown = _with_nobody(on_arrays(shapes.positive)(getattr(w.manager, own)))
            w.manager.set(seen, _mean_of(shown, self.manager_peers, self.manager_share))
        authority = Seen(w.authority, self.region_of)
        w.manager.take(on_arrays(month_of_manager)(w.manager, authority, w.policy, self.p))

    def climate(self, w: World) -> None:
        """Phase 5."""
        manager, authority = Seen(w.manager, self.network_of), Seen(w.authority, self.region_of_team)
        w.team.take(on_arrays(climate_of_team)(w.team, manager, authority, w.policy, self.p))

    def practice(self, w: World) -> None:
        """Phase 6."""
        positive = on_arrays(shapes.positive)
        candour = _with_nobody(positive(w.team.candour))  # type: ignore[attr-defined]
        w.team.set("peers_candour", _mean_of(candour, self.team_peers, self.team_share))
        for seen, own in (("peers_practice", "practice"), ("peers_mastery", "mastery")):
            shown = positive(getattr(w.process, own))
            of_peers = [_mean_of(_with_nobody(x), self.team_peers, self.team_share) for x in shown]
            w.process.set(seen, np.stack(of_peers))
        manager, authority = Seen(w.manager, self.network_of), Seen(w.authority, self.region_of_team)
        effort = on_arrays(effort_of_team)(w.team, manager, authority, w.policy, self.p)
        w.team.take(effort._replace(claims=np.zeros(w.team.shape)))
        claims = on_arrays(claim_on_team)(w.process, w.process_policy, self.p)
        w.team.set("claims", added_up(np.moveaxis(claims, 0, -1)))
        w.process.take(
            on_arrays(practice_of_process)(
                w.process, w.team, manager, authority, w.process_policy, float(self.k), self.p
            )
        )

    def care(self, w: World) -> None:
        """Phases 7 and 8."""
        care, measured = on_arrays(care_of_process), on_arrays(measurement_of_process)
        w.process.take(care(w.process, self.own, w.process_policy, self.demand, self.p))
        w.process.take(measured(w.process, w.team, self.own, w.policy, w.process_policy, self.sample, self.p))

    def learning(self, w: World) -> None:
        """Phase 9."""
        regions = w.authority.shape[1]
        in_region = self.teams // regions
        seen = (1.0 / float(in_region)) * w.process.seen  # type: ignore[attr-defined]
        w.figures.set("figures", added_up(seen.reshape(*seen.shape[:2], regions, in_region)))
        manager, figures = Seen(w.manager, self.network_of), Seen(w.figures, self.region_of_team)
        w.process.take(
            on_arrays(learning_of_process)(
                w.process, w.team, manager, figures.figures, w.policy, w.process_policy, self.own, self.p
            )
        )
        mastery = on_arrays(mastery_with_process)(NO_MASTERY, w.process, w.process_policy)
        w.team.take(type(mastery)(*(added_up(np.moveaxis(x, 0, -1)) for x in mastery)))

    def contract(self, w: World, month: int) -> None:
        """Phase 10."""
        if ends_quarter(month):
            missing = on_arrays(shortfall_of_process)(w.process, w.process_policy, self.p)
            w.team.set("shortfall", added_up(np.moveaxis(missing, 0, -1)))
            audit = self.uniform(Decision.AUDIT, month, np.arange(self.teams))
            audited = on_arrays(shapes.occurs)(audit, w.policy.audit)  # type: ignore[attr-defined]
            authority = Seen(w.authority, self.region_of_team)
            w.team.take(on_arrays(contract_of_team)(w.team, authority, audited, self.p))
            population = np.array(self.settings.places.population)
            nothing = AccountState(*[0.0] * len(AccountState._fields))
            paid = on_arrays(account_with_team)(nothing, w.team, population, self.p)
            for name in ("bonus", "capitation"):
                addends = np.broadcast_to(getattr(paid, name), w.team.shape)
                w.account.set(name, added_up(addends, getattr(w.account, name)[:, 0])[:, None])
            if ends_year(month):
                w.process.take(on_arrays(targets_of_process)(w.process, self.p))
        else:
            w.team.take(_as_arrays(BETWEEN_QUARTERS))
        supervision = added_up(w.manager.supervision)[:, None]  # type: ignore[attr-defined]
        mentored = added_up(w.manager.mentored)[:, None]  # type: ignore[attr-defined]
        booked = on_arrays(account_of_month)(w.account, w.policy, supervision, mentored, float(self.teams), self.p)
        w.account.take(booked)


def _as_arrays(change: Any) -> Any:
    return type(change)(*map(np.asarray, change))


def _with_nobody(values: Array) -> Array:
    """Return values with one more agent, who shows nothing."""
    return np.concatenate([values, np.zeros((len(values), 1))], axis=1).ravel()


def _mean_of(values: Array, peers: Array, share: Array) -> Array:
    """Return the mean of the values of peers, [run, agent]; `peers` is [tie, run, agent]."""
    total = np.zeros(share.shape)
    for tie in peers:
        total = total + values[tie]
    return total * share


def numpy_ns(settings: Settings, repeats: int = 2, runs: int = RUNS) -> float:
    """Return NumPy's best time in ns per team, process and month, one core, twins included, measures not."""
    made = [Run(settings, 1, replicate) for replicate in range(runs)]
    best = float("inf")
    for _ in range(repeats):
        began = time.process_time()
        Batch(made).simulate()
        best = min(best, time.process_time() - began)
    return best / runs / simulated(settings, with_twin=True) * 1e9
