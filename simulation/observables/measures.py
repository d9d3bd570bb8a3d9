"""Measures: what a run comes to, from its ledgers."""

from __future__ import annotations

import math
from typing import NamedTuple

from simulation.levers import Levers
from simulation.observables import (
    FADING_SHARE,
    PARTIAL_REACH,
    RETAINED_AFTER,
    SMALLEST_GAIN,
    SPREAD_REACH,
    THEATRE_LEAST,
)
from simulation.observables.ledgers import EndLedger, IdentityLedger, MoranLedger, RunLedger
from simulation.parameters import Mechanisms
from simulation.state import AccountState


class ProcessMeasures(NamedTuple):
    """Measures of each process."""

    coverage: float
    coverage_change: float
    direct_gain: float
    late_direct_gain: float
    spillover_gain: float
    spillover_highest: float
    spillover_lowest: float
    efficacy_gain: float


class RunMeasures(NamedTuple):
    """Measures of a run as a whole; those of coverage speak of the first process."""

    regime: float
    fading: float
    is_theatre: float
    reach: float
    spread_ratio: float
    retained: float
    theatre: float
    half_distance: float
    morans_i: float
    identity_gap: float
    system_gain: float
    equity_gap: float
    coach_hours: float
    supervision_hours: float
    verification_hours: float
    bonus_paid: float
    capitation_paid: float
    cost: float
    extra_cost: float
    gain_per_coach_hour: float
    gain_per_cost: float
    gain_at_0: float
    gain_at_1: float
    gain_at_2: float
    gain_at_3: float
    gain_at_4: float
    gain_at_5: float
    safety: float
    trust: float
    coordination: float
    motivation: float
    pressure: float
    documentation: float
    unmeasured_care: float
    safety_coached: float
    trust_coached: float
    coordination_coached: float
    motivation_coached: float
    pressure_coached: float
    documentation_coached: float
    unmeasured_care_coached: float
    safety_uncoached: float
    trust_uncoached: float
    coordination_uncoached: float
    motivation_uncoached: float
    pressure_uncoached: float
    documentation_uncoached: float
    unmeasured_care_uncoached: float


def ratio(above: float, below: float) -> float:
    """Return a ratio, undefined where there is nobody or nothing below."""
    return above / below if below > 0.0 else math.nan


def gain_ratio(above: float, gain: float) -> float:
    """Return a ratio over a gain, undefined where the gain is too small to divide by."""
    return above / gain if gain >= SMALLEST_GAIN else math.nan


def flag(holds: bool, defined: float) -> float:
    """Return 1 or 0, or undefined where what it rests on is."""
    if math.isnan(defined):
        return math.nan
    return 1.0 if holds else 0.0


def has_mentoring_window(months: float, levers: Levers) -> float:
    """Return 1 where mentoring has at least one month within the run."""
    return 1.0 if levers.mentoring_start < min(levers.mentoring_end, months) else 0.0


def measures_of_process(ledger: RunLedger, end: EndLedger, months: float, levers: Levers) -> ProcessMeasures:
    """Return the measures of one process."""
    uncoached = end.teams - end.coached_teams
    mentored = end.coached_teams if has_mentoring_window(months, levers) > 0.5 else 0.0
    return ProcessMeasures(
        coverage=ledger.coverage,
        coverage_change=ledger.coverage - ledger.start_coverage / end.teams,
        direct_gain=ledger.direct if mentored > 0.0 else math.nan,
        late_direct_gain=ledger.late_direct if end.coached_teams > 0.0 else math.nan,
        spillover_gain=ledger.spillover if uncoached > 0.0 else math.nan,
        spillover_highest=ledger.spillover_highest if uncoached > 0.0 else math.nan,
        spillover_lowest=ledger.spillover_lowest if uncoached > 0.0 else math.nan,
        efficacy_gain=ledger.efficacy_gain if mentored > 0.0 else math.nan,
    )


def regime_of(direct: float, reach: float, coach_hours: float) -> float:
    """Return the regime as its place in REGIMES; undefined where nobody was coached."""
    if not coach_hours > 0.0 or math.isnan(direct):
        return math.nan
    if direct < SMALLEST_GAIN:
        return 0.0
    if math.isnan(reach):
        return math.nan
    if reach < PARTIAL_REACH:
        return 1.0
    return 3.0 if reach >= SPREAD_REACH else 2.0


def half_distance_between(distance: float, gain: float, next_gain: float, half: float) -> float:
    """Return where between two distances the gain falls to `half`, on a straight line."""
    return distance + (gain - half) / (gain - next_gain)


def cost_of(account: AccountState, p: Mechanisms) -> float:
    """Return hours at their prices, and the bonus; capitation is paid in any case and stays out."""
    price = p.price
    hours = account.coach_hours * price.coach_wage + account.supervision_hours * price.supervision_wage
    return hours + account.verification_hours * price.verification_wage + account.bonus


def measures_of_run(
    lead: RunLedger,
    end: EndLedger,
    identity: IdentityLedger,
    managers: float,
    account: AccountState,
    twin_account: AccountState,
    moran: MoranLedger,
    half_distance: float,
    gains: tuple[float, float, float, float, float, float],
    months: float,
    p: Mechanisms,
) -> RunMeasures:
    """Return the measures of a run as a whole. `lead` is the ledger of the first process."""
    own = measures_of_process(lead, end, months, p.levers)
    coached, uncoached = end.coached_teams, end.teams - end.coached_teams
    reach = ratio(end.reached, uncoached)
    has_before = 0.0 < p.levers.mentoring_start < months
    theatre = lead.overstated_late - lead.overstated_before if has_before else math.nan
    has_retained = p.levers.mentoring_end - 1.0 + RETAINED_AFTER < months
    retained = gain_ratio(lead.retained, own.direct_gain) if has_retained else math.nan
    system_gain = end.gain_by_population / end.population
    extra_cost = cost_of(account, p) - cost_of(twin_account, p)
    outside = end.population - end.coached_population
    outside_coverage = end.coverage_by_population - end.coached_coverage_by_population
    return RunMeasures(
        regime=regime_of(own.direct_gain, reach, account.coach_hours),
        fading=flag(own.late_direct_gain < FADING_SHARE * own.direct_gain, gain_ratio(1.0, own.direct_gain)),
        is_theatre=flag(theatre > THEATRE_LEAST, theatre),
        reach=reach,
        spread_ratio=gain_ratio(own.spillover_gain, own.late_direct_gain),
        retained=retained,
        theatre=theatre,
        half_distance=half_distance,
        morans_i=ratio(moran.products * end.teams, moran.squares * moran.ties),
        identity_gap=ratio(identity.coached, identity.coached_managers)
        - ratio(identity.uncoached, managers - identity.coached_managers),
        system_gain=system_gain,
        equity_gap=ratio(end.coached_coverage_by_population, end.coached_population) - ratio(outside_coverage, outside),
        coach_hours=account.coach_hours,
        supervision_hours=account.supervision_hours,
        verification_hours=account.verification_hours,
        bonus_paid=account.bonus,
        capitation_paid=account.capitation,
        cost=cost_of(account, p),
        extra_cost=extra_cost,
        gain_per_coach_hour=ratio(system_gain * 100000.0, account.coach_hours),
        gain_per_cost=ratio(system_gain * 10000000.0, extra_cost),
        gain_at_0=gains[0],
        gain_at_1=gains[1],
        gain_at_2=gains[2],
        gain_at_3=gains[3],
        gain_at_4=gains[4],
        gain_at_5=gains[5],
        safety=end.safety / end.teams,
        trust=end.trust / end.teams,
        coordination=end.coordination / end.teams,
        motivation=end.motivation / end.teams,
        pressure=end.pressure / end.teams,
        documentation=end.documentation / end.teams,
        unmeasured_care=end.unmeasured_care / end.teams,
        safety_coached=ratio(end.coached_safety, coached),
        trust_coached=ratio(end.coached_trust, coached),
        coordination_coached=ratio(end.coached_coordination, coached),
        motivation_coached=ratio(end.coached_motivation, coached),
        pressure_coached=ratio(end.coached_pressure, coached),
        documentation_coached=ratio(end.coached_documentation, coached),
        unmeasured_care_coached=ratio(end.coached_unmeasured_care, coached),
        safety_uncoached=ratio(end.safety - end.coached_safety, uncoached),
        trust_uncoached=ratio(end.trust - end.coached_trust, uncoached),
        coordination_uncoached=ratio(end.coordination - end.coached_coordination, uncoached),
        motivation_uncoached=ratio(end.motivation - end.coached_motivation, uncoached),
        pressure_uncoached=ratio(end.pressure - end.coached_pressure, uncoached),
        documentation_uncoached=ratio(end.documentation - end.coached_documentation, uncoached),
        unmeasured_care_uncoached=ratio(end.unmeasured_care - end.coached_unmeasured_care, uncoached),
    )
