# pyright: reportMissingTypeStubs=false
"""Agents: what a regional authority, a manager and a team do in a month, as Mesa agents.

Each agent carries the fields of its state as attributes (`team.trust`, `manager.identity`), so that Mesa's
AgentSet and DataCollector read them. A method reads state, asks a phase function what changes, and takes it.
The order of the month is in ``simulation.phases``; the model calls the methods in that order, and within a
phase in the order in which they stand here: everybody looks before anybody acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

import mesa

from simulation.mechanisms.shapes import occurs, positive
from simulation.network import share_of_each
from simulation.parameters import fields_of
from simulation.phases.authority import NO_NETWORKS, NO_TEAMS, month_of_authority, view_with_network, view_with_team
from simulation.phases.care import care_of_process
from simulation.phases.climate import climate_of_team
from simulation.phases.contract import BETWEEN_QUARTERS, contract_of_team, shortfall_of_process, targets_of_process
from simulation.phases.learning import NO_MASTERY, TeamMastery, learning_of_process, mastery_with_process
from simulation.phases.managers import month_of_manager
from simulation.phases.measurement import measurement_of_process
from simulation.phases.policy import visit_of_manager
from simulation.phases.practice import claim_on_team, effort_of_team, practice_of_process
from simulation.phases.turnover import turnover_of_manager, turnover_of_process, turnover_of_team
from simulation.start import (
    ProcessDraws,
    TeamDraws,
    authority_at_start,
    logic_at_start,
    manager_at_start,
    newcomers_identity,
    process_at_start,
    team_at_start,
)
from simulation.state import AuthorityProcessState, AuthorityState, ManagerState, ProcessState, TeamState
from simulation.streams import MEMBERS, Decision

if TYPE_CHECKING:
    from simulation.engine.readable.model import CoachingModel, Conditions


State = TypeVar("State", bound=tuple[float, ...])


class Stateful:
    """Holds the fields of a state as attributes; `take` sets those that a phase changed."""

    def take(self, change: tuple[float, ...]) -> None:
        """Set the attributes that a phase function returned, by the names of its NamedTuple."""
        for name, value in zip(fields_of(type(change)), change, strict=True):
            setattr(self, name, value)

    def now(self, state: type[State]) -> State:
        """Return the fields as a state."""
        return state(*[getattr(self, name) for name in fields_of(state)])


class Process(Stateful):
    """One clinical process of a team (`team.processes["ccs"].coverage`)."""

    peers_practice: float
    peers_mastery: float

    def __init__(self, name: str, number: int, start: ProcessState) -> None:
        self.name = name
        self.number = number
        self.take(start)

    @property
    def state(self) -> ProcessState:
        return self.now(ProcessState)


class CoachingAgent(Stateful, mesa.Agent):
    """What the three kinds of agents share: a place in their order, and draws of their own."""

    model: CoachingModel  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(self, model: CoachingModel, number: int, name: str) -> None:
        super().__init__(model)  # pyright: ignore[reportUnknownMemberType]
        self.number = number
        self.name = name

    def draw(self, decision: Decision, member: int | None = None) -> float:
        """Return this agent's uniform draw for a decision in this month."""
        return self.model.uniform(decision, self.number if member is None else member)

    def deviate(self, decision: Decision, member: int) -> float:
        """Return this agent's standard normal draw for a decision in this month."""
        return self.model.normal(decision, member)


class RegionalAuthority(CoachingAgent):
    """A regional authority: applies directive-punitive or learning logic to its networks."""

    logic: float

    def __init__(self, model: CoachingModel, number: int, name: str) -> None:
        super().__init__(model, number, name)
        self.networks: list[Manager] = []
        self.figures = [0.0] * len(model.processes)
        self.take(authority_at_start(logic_at_start(self.draw(Decision.LOGIC_START), self.conditions.p)))

    @property
    def conditions(self) -> Conditions:
        """What all of the region lives by, as far as it concerns an authority."""
        return self.model.conditions_in(self.model.settings.places.networks_of(self.number)[0])

    @property
    def state(self) -> AuthorityState:
        return self.now(AuthorityState)

    def process_state(self, k: int) -> AuthorityProcessState:
        return AuthorityProcessState(figures=self.figures[k])

    @property
    def teams(self) -> list[Team]:
        return [team for manager in self.networks for team in manager.teams]

    def looks_at_its_networks(self) -> None:
        """Phase 3: be shown how reports rose in the programme and outside it, and how many teams miss their targets."""
        self.take(NO_NETWORKS)
        teams = float(len(self.teams))
        for manager in self.networks:
            share_of_teams = float(len(manager.teams)) / teams
            self.take(view_with_network(self.state, manager.state, self.conditions.policy, share_of_teams))

    def learns_or_falls_back_into_control(self) -> None:
        """Phase 3: follow policy, learn from success, press where targets are missed."""
        now = self.conditions
        self.take(month_of_authority(self.state, now.policy, now.p))

    def compares_figures(self) -> None:
        """Phase 9: know the mean of the figures its teams see."""
        teams = self.teams
        share = 1.0 / float(len(teams))
        for k in range(len(self.figures)):
            mean = 0.0
            for team in teams:
                mean += share * team.process(k).state.seen
            self.figures[k] = mean


class Manager(CoachingAgent):
    """A mid-level manager of one network: controls, or coaches."""

    identity: float
    order: float
    teams_candour: float
    peers_candour: float
    left: float

    def __init__(
        self, model: CoachingModel, number: int, name: str, authority: RegionalAuthority, order: float
    ) -> None:
        super().__init__(model, number, name)
        self.authority = authority
        authority.networks.append(self)
        self.teams: list[Team] = []
        self.peers: list[Manager] = []
        self.left = 0.0
        identity = newcomers_identity(self.draw(Decision.IDENTITY_START), self.conditions.p)
        self.take(manager_at_start(identity, order))

    @property
    def conditions(self) -> Conditions:
        """What the network lives by this month."""
        return self.model.conditions_in(self.number)

    @property
    def state(self) -> ManagerState:
        return self.now(ManagerState)

    def is_visited(self) -> None:
        """Phase 1: be mentored this month, or not."""
        model = self.model
        self.take(visit_of_manager(self.state, self.conditions.policy, model.visits, model.is_in_wave(self.order)))

    def may_leave(self) -> None:
        """Phase 2: leave, and be followed by a newcomer with a newcomer's identity, who inherits the mentoring."""
        now = self.conditions
        self.left = occurs(self.draw(Decision.MANAGER_LEAVES), now.policy.manager_exit)
        newcomer = newcomers_identity(self.draw(Decision.NEWCOMER), now.p)
        self.take(turnover_of_manager(self.state, self.left, newcomer))

    def looks_at_the_teams(self) -> None:
        """Phase 3: see the teams' trust, progress, reports, safety, pressure, candour and missed targets."""
        self.take(NO_TEAMS)
        share = 1.0 / float(len(self.teams))
        for team in self.teams:
            self.take(view_with_team(self.state, team.state, share, self.conditions.p))

    def looks_at_peers(self) -> None:
        """Phase 4: see how much of a coach, and how candid, those are whom this one meets, before any changes."""
        self.peers_identity = mean_example([peer.identity for peer in self.peers])
        self.peers_candour = mean_example([peer.teams_candour for peer in self.peers])

    def becomes_more_or_less_of_a_coach(self) -> None:
        """Phase 4: find time, be mentored, coach and see whether it works, resist or give in to role conflict."""
        now = self.conditions
        self.take(month_of_manager(self.state, self.authority.state, now.policy, now.p))


class Team(CoachingAgent):
    """A primary-care team with its clinical processes."""

    trust: float
    candour: float
    peers_candour: float

    def __init__(
        self, model: CoachingModel, number: int, name: str, manager: Manager, baselines: Sequence[float]
    ) -> None:
        super().__init__(model, number, name)
        self.manager = manager
        manager.teams.append(self)
        self.peers: list[Team] = []
        self.lead_left = 0.0
        draws = TeamDraws(
            trust=self.draw(Decision.TRUST_START),
            coordination=self.draw(Decision.COORDINATION_START),
            motivation=self.draw(Decision.MOTIVATION_START),
        )
        self.take(team_at_start(draws, self.conditions.p))
        self.processes = {
            name: Process(name, k, self.starts_process(k, baselines[k])) for k, name in enumerate(model.processes)
        }

    def starts_process(self, k: int, baseline: float) -> ProcessState:
        member = self.number * MEMBERS + k
        draws = ProcessDraws(
            efficacy=self.draw(Decision.EFFICACY_START, member),
            practice=self.draw(Decision.PRACTICE_START, member),
            baseline=self.draw(Decision.BASELINE_START, member),
            demand=self.deviate(Decision.DEMAND_START, member),
        )
        return process_at_start(draws, baseline, self.conditions.own[k], self.conditions.p)

    @property
    def state(self) -> TeamState:
        return self.now(TeamState)

    @property
    def conditions(self) -> Conditions:
        """What the team's network lives by this month."""
        return self.manager.conditions

    @property
    def authority(self) -> RegionalAuthority:
        return self.manager.authority

    def process(self, k: int) -> Process:
        return self.processes[self.model.processes[k]]

    def may_lose_manager_or_lead(self) -> None:
        """Phase 2: lose trust with a manager who leaves; efficacy, trust, practice and coordination with a lead."""
        now = self.conditions
        self.lead_left = occurs(self.draw(Decision.LEAD_LEAVES), now.policy.lead_exit)
        self.take(turnover_of_team(self.state, self.manager.left, self.lead_left, now.p))
        for process in self.processes.values():
            process.take(turnover_of_process(process.state, self.lead_left, now.p))

    def feels_the_climate(self) -> None:
        """Phase 5: trust, safety, coordination, pressure and motivation under this manager and this contract."""
        now = self.conditions
        self.take(climate_of_team(self.state, self.manager.state, self.authority.state, now.policy, now.p))

    def looks_at_peers(self) -> None:
        """Phase 6: see how candid the teams are that this one meets, how well they work and how far they succeed.

        All of it as it is before any of them changes.
        """
        self.peers_candour = mean_example([peer.candour for peer in self.peers])
        for k, process in enumerate(self.processes.values()):
            peers = [peer.process(k).state for peer in self.peers]
            process.peers_practice = mean_example([peer.practice for peer in peers])
            process.peers_mastery = mean_example([peer.mastery for peer in peers])

    def divides_its_effort(self) -> None:
        """Phase 6: show and ask, or hide; so much effort for looking good, so much for care nobody measures."""
        now = self.conditions
        self.take(effort_of_team(self.state, self.manager.state, self.authority.state, now.policy, now.p))
        claims = 0.0
        for k, process in enumerate(self.processes.values()):
            claims += claim_on_team(process.state, now.process_policies[k], now.p)
        self.claims = claims

    def improves_or_lets_go(self) -> None:
        """Phase 6: work on practice alone, with the coach, and by copying peers."""
        now = self.conditions
        for k, process in enumerate(self.processes.values()):
            process.take(
                practice_of_process(
                    process.state,
                    self.state,
                    self.manager.state,
                    self.authority.state,
                    now.process_policies[k],
                    float(len(self.processes)),
                    now.p,
                )
            )

    def cares(self) -> None:
        """Phase 7: practice and demand become coverage."""
        now = self.conditions
        for k, process in enumerate(self.processes.values()):
            deviate = self.deviate(Decision.DEMAND, self.number * MEMBERS + k)
            process.take(care_of_process(process.state, now.own[k], now.process_policies[k], deviate, now.p))

    def is_measured(self) -> None:
        """Phase 8: a sample of women becomes the month's figure, and a report."""
        now = self.conditions
        for k, process in enumerate(self.processes.values()):
            deviate = self.deviate(Decision.SAMPLE, self.number * MEMBERS + k)
            process.take(
                measurement_of_process(
                    process.state,
                    self.state,
                    now.own[k],
                    now.policy,
                    now.process_policies[k],
                    deviate,
                    now.p,
                )
            )

    def learns(self) -> None:
        """Phase 9: ask whether what was done moved the figure; mastery and efficacy follow."""
        now = self.conditions
        mastery: TeamMastery = NO_MASTERY
        self.take(mastery)
        for k, process in enumerate(self.processes.values()):
            regional = self.authority.figures[k]
            process.take(
                learning_of_process(
                    process.state,
                    self.state,
                    self.manager.state,
                    regional,
                    now.policy,
                    now.process_policies[k],
                    now.own[k],
                    now.p,
                )
            )
            mastery = mastery_with_process(mastery, process.state, now.process_policies[k])
            self.take(mastery)

    def between_quarters(self) -> None:
        """Phase 10: nothing is settled this month."""
        self.take(BETWEEN_QUARTERS)

    def settles_the_contract(self) -> None:
        """Phase 10: reports meet targets; shortfall, perhaps an audit, sanction and bonus."""
        now = self.conditions
        shortfall = 0.0
        for k, process in enumerate(self.processes.values()):
            shortfall += shortfall_of_process(process.state, now.process_policies[k], now.p)
        self.shortfall = shortfall
        audited = occurs(self.draw(Decision.AUDIT), now.policy.audit)
        self.take(contract_of_team(self.state, self.authority.state, audited, now.p))

    def gets_new_targets(self) -> None:
        """Phase 10: at the end of a year the targets move."""
        for process in self.processes.values():
            process.take(targets_of_process(process.state, self.conditions.p))


def mean_example(values: list[float]) -> float:
    """Return the mean of what sets an example: only mastery can be negative, and a decline sets none."""
    total = 0.0
    for value in values:
        total += positive(value)
    return total * share_of_each(float(len(values)))
