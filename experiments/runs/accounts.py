"""Accounts: what runs cost, by kind, payer and year: their hours at their prices, their bonus, and the reform's hours.

Hours of coaches, managers and verifiers, and the bonus, come from the runs. Training, exchange and administration that
is taken off managers act in the rules without a price; here their hours are counted from the levers of each month.
Capitation is paid in any case and stays out, as in the measure `cost`.

How hours of coaches and verifiers fall into years follows from the levers alone. How supervision and the bonus do is
found by living some of the runs again, year by year; the totals are those of all runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments.runs.value_uncertainty import Uncertainty, settings_for
from experiments.statistics.intervals import Values
from scenarios.calendar import MONTHS_OF_YEAR, Calendar
from scenarios.costs import declared as of
from scenarios.costs.costing import Costing
from scenarios.load import Scenario
from scenarios.plausible import PlausibleSet
from simulation.engine.run import Engine, accounts_at
from simulation.observables.measures import cost_of
from simulation.parameters import Mechanisms, mechanisms_from
from simulation.phases.accounts import account_of_month
from simulation.phases.policy import policy_of_month
from simulation.results import Ensemble, ReadOnly, Trace
from simulation.settings import Settings
from simulation.state import AccountState, PolicyState

AUTHORITY, NETWORKS = "authority", "networks"
PAYERS = (AUTHORITY, NETWORKS)
KINDS = {
    "coaching": AUTHORITY,
    "supervision": NETWORKS,
    "verification": AUTHORITY,
    "bonus": AUTHORITY,
    "training": AUTHORITY,
    "exchange": NETWORKS,
    "administration": AUTHORITY,
}
"""Who pays for what: networks pay their own people out of capitation, the authority all else."""
OF_RUNS = {
    "coaching": ("coach_hours", "price.coach_wage"),
    "supervision": ("supervision_hours", "price.supervision_wage"),
    "verification": ("verification_hours", "price.verification_wage"),
    "bonus": ("bonus_paid", ""),
}
"""What the measures of runs give, and the price of an hour of it."""
COST = "cost"
"""The measure of what a run costs in all."""
FIELDS = {"bonus_paid": "bonus"}
"""Fields of an account whose measures have another name."""
OF_REFORM = ("training", "exchange", "administration")
"""What acts in the rules and has no price there."""
SAMPLED = 16
"""Runs that are lived year by year."""
LIVED = ("supervision", "bonus")
"""What falls into years as people act, not as levers say."""


class Year(NamedTuple):
    """Months that are accounted together, from `first` up to before `stop`: a year of the calendar, where there is one.

    Attributes
    ----------
    name : str
        ``2026``; without a calendar the number of the year, from 1.
    """

    name: str
    first: int
    stop: int


def years_of(months: int, calendar: Calendar | None) -> tuple[Year, ...]:
    """Return the years of a run: those of the calendar, the first and the last of which may be short."""
    offset = 0 if calendar is None else calendar.start.month - 1
    first_name = 1 if calendar is None else calendar.start.year
    found: list[Year] = []
    first = 0
    while first < months:
        stop = min((len(found) + 1) * MONTHS_OF_YEAR - offset, months)
        found.append(Year(str(first_name + len(found)), first, stop))
        first = stop
    return tuple(found)


def discount_factors(years: Sequence[Year], rate: float) -> Values:
    """Return what money of each year is worth in the first year."""
    return np.array([(1.0 + rate) ** -number for number in range(len(years))])


@dataclass(frozen=True, eq=False)
class Accounts(ReadOnly):
    """What the runs of a scenario cost.

    Attributes
    ----------
    years : tuple of Year
    amounts : ndarray, [run, kind, year]
        In the money of the scenario's prices, as it is paid; kinds in the order of `KINDS`.
    rate : float
        At which later years are discounted.
    """

    years: tuple[Year, ...]
    amounts: Values
    rate: float

    @property
    def factors(self) -> Values:
        """What money of each year is worth in the first."""
        return discount_factors(self.years, self.rate)

    def total(self, *, discounted: bool) -> Values:
        """Return what each run cost, [run]."""
        return self.by_kind(discounted=discounted).sum(axis=1)

    def by_kind(self, *, discounted: bool) -> Values:
        """Return what each run cost, [run, kind]."""
        return self.amounts @ (self.factors if discounted else np.ones(len(self.years)))

    def by_year(self, *, discounted: bool) -> Values:
        """Return what each run cost, [run, year]."""
        return self.amounts.sum(axis=1) * (self.factors if discounted else 1.0)

    def by_payer(self, *, discounted: bool) -> dict[str, Values]:
        """Return what each payer paid for each run, [run]."""
        of_kind = self.by_kind(discounted=discounted)
        payers = list(KINDS.values())
        return {one: of_kind[:, [payer == one for payer in payers]].sum(axis=1) for one in PAYERS}

    def years_by_payer(self) -> dict[str, Values]:
        """Return what each payer pays in each year for each run, as it is paid, [run, year]."""
        payers = list(KINDS.values())
        return {one: self.amounts[:, [payer == one for payer in payers]].sum(axis=1) for one in PAYERS}

    def of_reform(self, *, discounted: bool) -> Values:
        """Return what training, exchange and administration cost, [run]."""
        return self.by_kind(discounted=discounted)[:, [kind in OF_REFORM for kind in KINDS]].sum(axis=1)


def by_month(settings: Settings, costing: Costing) -> dict[str, Values]:
    """Return what follows from the levers alone, in each month: amounts of coaching, verification and the reform.

    Hours are those that a month of a run books, and for the reform those declared in `scenarios.costs.declared`.
    """
    found = {kind: np.zeros(settings.months) for kind in KINDS if kind not in LIVED}
    for number, rules in enumerate(settings.jurisdictions.rules):
        own = _Jurisdiction.of(settings, number)
        moments = {0, *(change.month for change in rules.changes)}
        p = mechanisms_from(rules.values)
        for month in range(settings.months):
            if month in moments:
                p = mechanisms_from(rules.values_at(month))
            for kind, amount in own.amounts(settings, costing, month, p).items():
                found[kind][month] += amount
    return found


class _Jurisdiction(NamedTuple):
    """How many there are of each in a jurisdiction: authorities, networks and teams."""

    regions: int
    networks: int
    teams: int

    @staticmethod
    def of(settings: Settings, number: int) -> _Jurisdiction:
        """Return how many there are in one of the jurisdictions of settings."""
        places, of_network = settings.places, settings.jurisdictions.of_network
        inside = [of_network[places.networks_of(region)[0]] == number for region in range(places.regions)]
        teams = [of_network[network] == number for network in places.team_network]
        return _Jurisdiction(sum(inside), sum(own == number for own in of_network), sum(teams))

    def amounts(self, settings: Settings, costing: Costing, month: int, p: Mechanisms) -> dict[str, float]:
        """Return what a month costs here, as far as it follows from the levers.

        Of the networks that coaches visit, as many are taken to be here as of all networks: it is only asked how
        coaching falls into years.
        """
        everywhere, named = float(settings.places.networks), float(len(settings.places.named))
        policy = policy_of_month(_NO_POLICY, float(month), 1.0, everywhere, named, settings.visits_in(month), p)
        coached = policy.coached_networks * self.networks / everywhere
        booked = account_of_month(_NO_ACCOUNT, policy, 0.0, coached, float(self.teams), p)
        price, levers, given = p.price, p.levers, costing.values
        meetings = self.networks * given.get(of.MANAGERS_MEET, 0.0) + self.teams * given.get(of.TEAMS_MEET, 0.0)
        lifted = levers.protected_time * self.networks * price.supervision_hours * given.get(of.REPLACED, 0.0)
        trained = levers.authority_training * self.regions * given.get(of.TRAINING, 0.0)
        return {
            "coaching": booked.coach_hours * price.coach_wage,
            "verification": booked.verification_hours * price.verification_wage,
            "training": trained * price.coach_wage,
            "exchange": levers.peer_exchange * meetings * price.supervision_wage,
            "administration": lifted * price.supervision_wage,
        }


_NO_POLICY = PolicyState(*[0.0] * len(PolicyState._fields))
_NO_ACCOUNT = AccountState(*[0.0] * len(AccountState._fields))


def by_years(amounts: Values, years: Sequence[Year]) -> Values:
    """Return amounts of months, [..., month], added up by year."""
    return np.stack([amounts[..., year.first : year.stop].sum(axis=-1) for year in years], axis=-1)


def accounts_of(
    settings: Settings, costing: Costing, measures: dict[str, Values], years: Sequence[Year], shares: dict[str, Values]
) -> Accounts:
    """Return the accounts of the runs of one scenario.

    Parameters
    ----------
    settings : Settings
        Of any of its runs: levers and prices are the same in all.
    measures : dict of str to ndarray, [run]
        Hours and bonus of each run, by the names of `OF_RUNS`.
    shares : dict of str to ndarray, [year]
        How supervision and bonus fall into years, by their measures.
    """
    monthly = by_month(settings, costing)
    fixed = {kind: by_years(own, years) for kind, own in monthly.items()}
    runs = len(next(iter(measures.values())))
    amounts = np.zeros((runs, len(KINDS), len(years)))
    for place, kind in enumerate(KINDS):
        if kind not in OF_RUNS:
            amounts[:, place] = fixed[kind]
            continue
        measure, price = OF_RUNS[kind]
        total = measures[measure] * (settings.values[price] if price else 1.0)
        own = shares[measure] if kind in LIVED else share_of_each(fixed[kind])
        amounts[:, place] = total[:, None] * own
    return Accounts(tuple(years), amounts, costing.discount_rate)


def accounts_together(
    scenarios: Sequence[Scenario],
    ensembles: Mapping[str, Ensemble],
    seed: int,
    uncertainty: Uncertainty,
    calendar: Calendar | None,
    *,
    engine: Engine = "compiled",
    plausible: Sequence[PlausibleSet] = (),
    threads: int | None = None,
) -> dict[str, Accounts]:
    """Return the accounts of scenarios of one structure and the same places, by name, from their runs."""
    years = years_of(scenarios[0].settings.months, calendar)
    runs = range(min(len(ensembles[scenarios[0].name].replicates), SAMPLED))
    settings = [[settings_for(scenario, r, uncertainty, plausible) for r in runs] for scenario in scenarios]
    shares = shares_by_year(settings, seed, runs, years, engine=engine, threads=threads)
    return {
        scenario.name: accounts_of(
            scenario.settings,
            scenario.costing,
            {name: ensembles[scenario.name].measure(name) for name, _ in OF_RUNS.values()},
            years,
            own,
        )
        for scenario, own in zip(scenarios, shares, strict=True)
    }


def accounts_of_one(settings: Settings, costing: Costing, trace: Trace, years: Sequence[Year]) -> Accounts:
    """Return the accounts of one run of which every state is kept: nothing needs to be lived again."""
    stops = [0, *(year.stop for year in years)]
    amounts = np.zeros((1, len(KINDS), len(years)))
    reform = by_month(settings, costing)
    for place, kind in enumerate(KINDS):
        if kind in OF_RUNS:
            measure, price = OF_RUNS[kind]
            booked = trace.of(AccountState, FIELDS.get(measure, measure))[stops]
            amounts[0, place] = np.diff(booked) * (settings.values[price] if price else 1.0)
        else:
            amounts[0, place] = by_years(reform[kind], years)
    return Accounts(tuple(years), amounts, costing.discount_rate)


def share_of_each(amounts: Values) -> Values:
    """Return the share of each year; all in the first where there is nothing."""
    total = float(amounts.sum())
    return amounts / total if total > 0.0 else np.eye(1, len(amounts))[0]


def shares_by_year(
    settings: Sequence[Sequence[Settings]],
    seed: int,
    replicates: Sequence[int],
    years: Sequence[Year],
    *,
    of: Sequence[str] = tuple(OF_RUNS[kind][0] for kind in LIVED),
    engine: Engine = "compiled",
    threads: int | None = None,
) -> list[dict[str, Values]]:
    """Return how measures that add up over months fall into years, for each of several scenarios, found in a few runs.

    The runs are lived once, and their accounts read at the end of each year.

    Parameters
    ----------
    settings : sequence of sequence of Settings, [scenario][run]
        Of one structure and the same places.
    replicates : sequence of int, [run]
    of : sequence of str
        Measures: those of `OF_RUNS`, and what a run costs in all.
    """
    each = [one for own in settings for one in own]
    keys = [replicate for _ in settings for replicate in replicates]
    stops = [year.stop for year in years]
    spent = accounts_at(each, seed, keys, stops, engine=engine, threads=threads)
    paid = np.array([_amounts(one, own, of) for one, own in zip(each, spent, strict=True)])
    by_scenario = paid.reshape(len(settings), len(replicates), len(of), len(years))
    amounts = np.diff(by_scenario, axis=-1, prepend=0.0).mean(axis=1)  # [scenario, measure, year]
    return [dict(zip(of, map(share_of_each, own), strict=True)) for own in amounts]


def _amounts(settings: Settings, spent: Values, of: Sequence[str]) -> list[list[float]]:
    """Return measures of a run before each stop, [measure, stop], from its account, [stop, field]."""
    accounts = [AccountState(*map(float, row)) for row in spent]
    p = mechanisms_from(settings.jurisdictions.rules[0].values)  # prices are the same in all months and places
    return [
        [cost_of(one, p) if name == COST else getattr(one, FIELDS.get(name, name)) for one in accounts] for name in of
    ]
