# pyright: reportMissingTypeStubs=false
"""The readable engine: a Mesa model that a reader reads and a student steps through.

It calls the same phase functions as the compiled engine, agent by agent, and gives the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import mesa

from simulation.agents import Manager, RegionalAuthority, Team
from simulation.context import ProcessParameters
from simulation.engine.readable.copies import Copied
from simulation.errors import SeedError, SimulationError
from simulation.network import LAST, NOBODY, comes_before, order_key, tie_away, tie_near, tie_now
from simulation.parameters import Mechanisms, mechanisms_from, process_from, yes_or_no
from simulation.phases import Phase
from simulation.phases.accounts import account_of_month, account_with_team
from simulation.phases.contract import ends_quarter, ends_year
from simulation.phases.policy import policy_of_month, process_policy_of_month
from simulation.settings import Asked, Settings, checked_run, settings_of
from simulation.state import AccountState, PolicyState, ProcessPolicyState
from simulation.streams import MEMBERS, Decision, cell_of, normal, run_key, uniform
from simulation.waves import NO_WAVES


class Tie(NamedTuple):
    """A tie: its draw and its two candidates (-1 for none)."""

    draw: float
    away: float
    near: float


class Conditions(NamedTuple):
    """What a jurisdiction lives by this month."""

    p: Mechanisms
    """Every parameter but those of single processes."""
    own: tuple[ProcessParameters, ...]
    """Those of each process."""
    policy: PolicyState
    process_policies: tuple[ProcessPolicyState, ...]


class CoachingModel(Copied, mesa.Model):
    """Coaching under performance-based contracting, month by month.

    Parameters
    ----------
    scenario : Settings, or what carries them
        What is asked: ``scenarios.load("baseline")`` or its ``settings``.
    run_seed : int, optional
        0 to 2^63 - 1, and 1 if not given. Mesa's own generator is not used: draws are keyed by seed, decision, month
        and member.
    replicate : int
        Which of the runs under this seed.
    mentored : bool
        False for the twin: the same people and shocks without mentoring.
    rng : int, optional
        ``run_seed``, as Mesa's own tools name it: ``mesa.batch_run`` of Mesa 3.5 hands it to every model.

    Attributes
    ----------
    authorities, managers, teams : list
        Agents in their fixed order. ``model.agents`` and ``model.agents_by_type`` are Mesa's.
    conditions : list of Conditions
        What each jurisdiction lives by this month; one where the rules are the same everywhere. `p` and `policy` are
        those of the first: what they say of the programme holds everywhere.
    month : int
        Month that is being lived, or will be lived next.
    running : bool
        Until all months of the scenario are lived; then ``run_model()`` ends, and another step is refused.
    datacollector : mesa.DataCollector
        Means over teams by month; replace it by your own.
    """

    def __init__(
        self,
        scenario: Settings | Asked,
        run_seed: int | None = None,
        replicate: int = 0,
        *,
        mentored: bool = True,
        rng: int | None = None,
    ) -> None:
        super().__init__(rng=0)
        self.settings = settings_of(scenario)
        seed, replicate = checked_run(seed_of(run_seed, rng), replicate)
        self.processes = self.settings.processes
        self.month = 0
        self._run = run_key(seed, replicate)
        self._mentored = 1.0 if yes_or_no("mentored", mentored) else 0.0
        nothing = PolicyState(*[0.0] * len(PolicyState._fields))
        of_process = ProcessPolicyState(*[0.0] * len(ProcessPolicyState._fields))
        self.conditions: list[Conditions] = [
            Conditions(p, own, nothing, (of_process,) * len(self.processes)) for p, own in self._read_parameters()
        ]
        self.visits = NO_WAVES
        self.account = AccountState(*[0.0] * len(AccountState._fields))
        self._settle_people()
        self.datacollector = mesa.DataCollector(model_reporters=reporters(self.processes))

    @property
    def p(self) -> Mechanisms:
        """Every parameter as it stands this month, in the first jurisdiction."""
        return self.conditions[0].p

    @property
    def policy(self) -> PolicyState:
        """Conditions of this month, in the first jurisdiction."""
        return self.conditions[0].policy

    def conditions_in(self, network: int) -> Conditions:
        """Return what a network lives by this month."""
        return self.conditions[self.settings.jurisdictions.of_network[network]]

    # Draws ------------------------------------------------------------------------------------------------

    def uniform(self, decision: Decision, member: int) -> float:
        """Return a member's uniform draw for a decision in this month."""
        return uniform(self._run, cell_of(int(decision), self.month, member))

    def normal(self, decision: Decision, member: int) -> float:
        """Return a member's standard normal draw for a decision in this month."""
        return normal(self._run, cell_of(int(decision), self.month, member))

    # Before the first month -------------------------------------------------------------------------------

    def _settle_people(self) -> None:
        """Draw ties, put networks into their order, and give everybody a start."""
        places = self.settings.places
        self._team_ties = [self._ties_of_team(team) for team in range(places.teams)]
        self._manager_ties = [self._ties_of_manager(network) for network in range(places.networks)]
        order = self._order_of_networks()
        self.authorities = [RegionalAuthority(self, r, places.region_names[r]) for r in range(places.regions)]
        self.managers = [
            Manager(self, n, places.network_names[n], self.authorities[places.network_region[n]], order[n])
            for n in range(places.networks)
        ]
        self.teams = [
            Team(self, t, places.team_names[t], self.managers[places.team_network[t]], places.baselines[t])
            for t in range(places.teams)
        ]
        self._meet_peers()

    def _ties_of_team(self, team: int) -> list[Tie]:
        places, others = self.settings.places, self.p.network.real_others
        network = places.team_network[team]
        region = places.networks_of(places.network_region[network])
        own = places.teams_of(network)
        first_of_region = places.teams_of(region[0])[0]
        in_region = places.teams_of(region[-1])[-1] + 1 - first_of_region
        fixed = places.team_ties[team] if places.team_ties is not None else None
        ties: list[Tie] = []
        for tie in range(self.settings.ties):
            member = team * MEMBERS + tie
            draw = self.uniform(Decision.TEAM_TIE, member)
            if fixed is not None:
                known = float(fixed[tie]) if tie < len(fixed) else NOBODY
                ties.append(Tie(draw, known, known))
                continue
            leaves = draw < self.p.network.region_ties
            first, count = (first_of_region, in_region) if leaves else (own[0], len(own))
            away = tie_away(
                self.uniform(Decision.TEAM_TIE_AWAY, member),
                float(places.teams),
                float(first_of_region),
                float(in_region),
                float(team),
                others,
            )
            near = tie_near(
                self.uniform(Decision.TEAM_TIE_NEAR, member), float(first), float(count), float(team), others
            )
            ties.append(Tie(draw, away, near))
        return ties

    def _ties_of_manager(self, network: int) -> list[Tie]:
        places, others = self.settings.places, self.p.network.real_others
        region = places.networks_of(places.network_region[network])
        first, count = float(region[0]), float(len(region))
        ties: list[Tie] = []
        for tie in range(self.settings.ties):
            member = network * MEMBERS + tie
            far, close = (self.uniform(d, member) for d in (Decision.MANAGER_TIE_AWAY, Decision.MANAGER_TIE_NEAR))
            away = tie_away(far, float(places.networks), first, count, float(network), others)
            near = tie_near(close, first, count, float(network), others)
            ties.append(Tie(self.uniform(Decision.MANAGER_TIE, member), away, near))
        return ties

    def _led_to(self, ties: list[Tie], network: int) -> list[int]:
        """Return whom ties of a network lead to under its share of cross ties today."""
        return [peer for peer in self._places_led_to(ties, network) if peer >= 0]

    def _places_led_to(self, ties: list[Tie], network: int) -> list[int]:
        """Return where each tie leads, -1 for nobody."""
        cross_ties = self.conditions_in(network).p.levers.cross_ties
        return [int(tie_now(tie.draw, tie.away, tie.near, cross_ties)) for tie in ties]

    def team_ties(self) -> list[list[int]]:
        """Return where each tie of each team leads now, -1 for nobody, by team and tie."""
        of_team = self.settings.places.team_network
        return [self._places_led_to(ties, network) for ties, network in zip(self._team_ties, of_team, strict=True)]

    def _meet_peers(self) -> None:
        """Let everybody meet those their ties lead to."""
        for manager, ties in zip(self.managers, self._manager_ties, strict=True):
            manager.peers = [self.managers[peer] for peer in self._led_to(ties, manager.number)]
        for team, ties in zip(self.teams, self._team_ties, strict=True):
            team.peers = [self.teams[peer] for peer in self._led_to(ties, team.manager.number)]

    def _order_of_networks(self) -> list[float]:
        """Return each network's place in the order in which the programme takes networks in."""
        places = self.settings.places
        u = [self.uniform(Decision.NETWORK_ORDER, n) for n in range(places.networks)]
        v = [self.uniform(Decision.REGION_ORDER, r) for r in range(places.regions)]
        ties_to = [0.0] * places.networks
        for ties, network in zip(self._team_ties, places.team_network, strict=True):
            for peer in self._led_to(ties, network):
                ties_to[places.team_network[peer]] += 1.0
        for network, ties in enumerate(self._manager_ties):
            for peer in self._led_to(ties, network):
                ties_to[peer] += 1.0
        rollout = self.settings.rollout
        keys = [
            LAST
            if rollout is not None and rollout.order_of_named[n] >= 0
            else order_key(
                self.p.levers.coaching_targeting,
                float(places.regions),
                float(places.networks),
                place_among(v, places.network_region[n], range(places.regions)),
                place_among(u, n, places.networks_of(places.network_region[n])),
                u[n],
                ties_to[n],
                float(places.named.index(n)) if n in places.named else -1.0,
            )
            for n in range(places.networks)
        ]
        ranks = [place_among(keys, n, range(places.networks)) for n in range(places.networks)]
        if rollout is None:
            return ranks
        return [
            float(rollout.order_of_drawn[int(ranks[n])] if named < 0 else named)
            for n, named in enumerate(rollout.order_of_named)
        ]

    # The month --------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Live one month, phase by phase.

        Raises
        ------
        SimulationError
            If all months of the scenario are lived.
        """
        for phase in Phase:
            self.run_phase(phase)
        self.end_month()

    def end_month(self) -> None:
        """Collect the month's figures and turn the page."""
        self.datacollector.collect(self)  # pyright: ignore[reportUnknownMemberType]
        self.month += 1
        self.running = self.month < self.settings.months

    def run_phase(self, phase: Phase) -> None:
        """Run one phase of this month, as ``simulation.phases`` numbers them."""
        if self.month >= self.settings.months:
            self.steps = self.month
            raise SimulationError(
                f"The model has lived its {self.settings.months} months. Allowed: as many steps as the scenario has "
                "months, while model.running is True. Load the scenario with more months, or stop here."
            )
        phases = {
            Phase.POLICY: self.policy_phase,
            Phase.TURNOVER: self.turnover_phase,
            Phase.AUTHORITY: self.authority_phase,
            Phase.MANAGERS: self.managers_phase,
            Phase.CLIMATE: self.climate_phase,
            Phase.PRACTICE: self.practice_phase,
            Phase.CARE: self.care_phase,
            Phase.MEASUREMENT: self.measurement_phase,
            Phase.LEARNING: self.learning_phase,
            Phase.CONTRACT: self.contract_phase,
        }
        phases[phase]()

    def _read_parameters(self) -> list[tuple[Mechanisms, tuple[ProcessParameters, ...]]]:
        """Return every parameter of each jurisdiction as it stands this month."""
        values = [rules.values_at(self.month) for rules in self.settings.jurisdictions.rules]
        return [(mechanisms_from(of), tuple(process_from(of, process) for process in self.processes)) for of in values]

    def policy_phase(self) -> None:
        """Phase 1: levers of this month become doses, chances and rates; coaches visit networks."""
        if any(change.month == self.month for change in self.settings.changes):
            read = self._read_parameters()
            self.conditions = [now._replace(p=p, own=own) for now, (p, own) in zip(self.conditions, read, strict=True)]
            self._meet_peers()
        self.visits = self.settings.visits_in(self.month)
        self.conditions = [self._conditions_of_month(before) for before in self.conditions]
        for manager in self.managers:
            manager.is_visited()

    def _conditions_of_month(self, before: Conditions) -> Conditions:
        places, month, p = self.settings.places, float(self.month), before.p
        networks, named = float(places.networks), float(len(places.named))
        policy = policy_of_month(before.policy, month, self._mentored, networks, named, self.visits, p)
        weights = coaching = 0.0
        for own in before.own:
            weights += own.weight
            coaching += own.coaching
        processes = float(len(before.own))
        policies = [process_policy_of_month(month, weights, coaching, processes, own, p) for own in before.own]
        return Conditions(p, before.own, policy, tuple(policies))

    def is_in_wave(self, place: float) -> float:
        """Return 1 where a wave visits a place of the programme's order this month."""
        rollout = self.settings.rollout
        return 0.0 if rollout is None else float(rollout.is_visited(int(place), self.month))

    def turnover_phase(self) -> None:
        """Phase 2: people leave."""
        for manager in self.managers:
            manager.may_leave()
        for team in self.teams:
            team.may_lose_manager_or_lead()

    def authority_phase(self) -> None:
        """Phase 3: managers look at their teams, authorities at their networks."""
        for manager in self.managers:
            manager.looks_at_the_teams()
        for authority in self.authorities:
            authority.looks_at_its_networks()
            authority.learns_or_falls_back_into_control()

    def managers_phase(self) -> None:
        """Phase 4: managers look at their peers and become more or less of a coach."""
        for manager in self.managers:
            manager.looks_at_peers()
        for manager in self.managers:
            manager.becomes_more_or_less_of_a_coach()

    def climate_phase(self) -> None:
        """Phase 5: teams feel support, control and sanction."""
        for team in self.teams:
            team.feels_the_climate()

    def practice_phase(self) -> None:
        """Phase 6: teams look at their peers, divide their effort, and improve or let go."""
        for team in self.teams:
            team.looks_at_peers()
        for team in self.teams:
            team.divides_its_effort()
            team.improves_or_lets_go()

    def care_phase(self) -> None:
        """Phase 7: practice and demand become coverage."""
        for team in self.teams:
            team.cares()

    def measurement_phase(self) -> None:
        """Phase 8: a sample becomes the month's figure and a report."""
        for team in self.teams:
            team.is_measured()

    def learning_phase(self) -> None:
        """Phase 9: teams ask whether what they did moved the figure."""
        for authority in self.authorities:
            authority.compares_figures()
        for team in self.teams:
            team.learns()

    def contract_phase(self) -> None:
        """Phase 10: each quarter reports meet targets, each year targets move; hours and money are booked."""
        for team in self.teams:
            if not ends_quarter(self.month):
                team.between_quarters()
                continue
            team.settles_the_contract()
            population = self.settings.places.population[team.number]
            self.account = account_with_team(self.account, team.state, population, team.conditions.p)
            if ends_year(self.month):
                team.gets_new_targets()
        for here, now in enumerate(self.conditions):
            supervision = coached = teams = 0.0
            for manager in self.managers:
                if self.settings.jurisdictions.of_network[manager.number] == here:
                    supervision += manager.state.supervision
                    coached += manager.state.mentored
                    teams += float(len(manager.teams))
            self.account = account_of_month(self.account, now.policy, supervision, coached, teams, now.p)


def seed_of(run_seed: int | None, rng: int | None) -> int:
    """Return the seed of a model that was given one under either of its two names, or 1."""
    if run_seed is not None and rng is not None:
        raise SeedError(
            f"run_seed is {run_seed!r} and rng is {rng!r}, and both name the seed of the run: give one of them. "
            "mesa.batch_run(..., rng=[1, 2, 3]) wants no run_seed among its parameters."
        )
    if rng is not None:
        return rng
    return 1 if run_seed is None else run_seed


def place_among(values: list[float], own: int, among: range) -> float:
    """Return how many of `among` come before the member `own`."""
    place = 0.0
    for other in among:
        place += comes_before(values[own], own, values[other], other)
    return place


Reporter = Callable[[CoachingModel], float]


def _month_of(model: CoachingModel) -> float:
    return model.month


def _mean_of_teams(model: CoachingModel, name: str) -> float:
    return sum(getattr(team, name) for team in model.teams) / len(model.teams)


def _mean_of_process(model: CoachingModel, process: str, name: str) -> float:
    return sum(getattr(team.processes[process], name) for team in model.teams) / len(model.teams)


def reporters(processes: tuple[str, ...]) -> dict[str, Reporter]:
    """Return Mesa model reporters: means over all teams of the quantities most looked at."""
    found: dict[str, Reporter] = {"month": _month_of}
    for name in ("trust", "safety", "coordination", "pressure", "motivation", "documentation"):
        found[name] = partial(_mean_of_teams, name=name)
    for process in processes:
        for name in ("coverage", "reported", "efficacy"):
            found[f"{name}.{process}"] = partial(_mean_of_process, process=process, name=name)
    return found
