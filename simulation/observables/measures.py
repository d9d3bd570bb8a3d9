"""Measures: what a run comes to, from its ledgers. Each is declared where it stands.

A measure is one field here, with its unit, its meaning and whether it needs the twin; ``results`` collects them.
"""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from simulation.levers import Levers
from simulation.observables import (
    EARLY_MONTHS,
    FADING_SHARE,
    LATE_MONTHS,
    PARTIAL_REACH,
    PULSE_LEFT,
    REACHED_GAIN,
    REACHED_MONTHS,
    REGIMES,
    RETAINED_AFTER,
    SMALLEST_GAIN,
    SPREAD_REACH,
    THEATRE_LEAST,
)
from simulation.observables.declared import COVERAGE, HOURS, MONEY, MONTHS, SHARE, Measured, a_climate, a_flag, a_gain
from simulation.observables.equity import EquityLedger
from simulation.observables.ledgers import EndLedger, IdentityLedger, MoranLedger, RunLedger
from simulation.observables.spans import Lasting
from simulation.parameters import Mechanisms
from simulation.state import AccountState

LATE = f"last {LATE_MONTHS:.0f} months"
FIZZLE, FADED, BUBBLE, PARTIAL, SPREAD = (float(place) for place in range(len(REGIMES)))


class ProcessMeasures(NamedTuple):
    """Measures of each process."""

    coverage: Annotated[float, Measured(COVERAGE, f"True coverage, {LATE}.")]
    coverage_change: Annotated[float, Measured(COVERAGE, f"True coverage, {LATE}, over the start.")]
    direct_gain: Annotated[
        float, a_gain(COVERAGE, f"Gain of coached teams, last {EARLY_MONTHS:.0f} months of mentoring.")
    ]
    late_direct_gain: Annotated[float, a_gain(COVERAGE, f"Gain of coached teams, {LATE}.")]
    spillover_gain: Annotated[float, a_gain(COVERAGE, f"Gain of uncoached teams, {LATE}.")]
    spillover_highest: Annotated[
        float, a_gain(COVERAGE, "Gain of uncoached teams, highest month since mentoring started.")
    ]
    spillover_lowest: Annotated[
        float, a_gain(COVERAGE, "Gain of uncoached teams, lowest month since mentoring started.")
    ]
    lowest_fifth: Annotated[float, Measured(COVERAGE, f"Coverage of the least covered fifth of people, {LATE}.")]
    fifths_gap: Annotated[
        float,
        Measured(COVERAGE, f"Coverage of the most covered fifth of people over that of the least covered, {LATE}."),
    ]
    lowest_fifth_gain: Annotated[
        float, a_gain(COVERAGE, f"Coverage of the least covered fifth of people over that of the twin's, {LATE}.")
    ]
    fifths_gap_gain: Annotated[
        float, a_gain(COVERAGE, f"Gap between fifths over the twin's, {LATE}: above 0 where it widens.")
    ]
    gain_gradient: Annotated[
        float,
        a_gain(
            "ratio",
            f"Slope of gains, {LATE}, over starting coverage, by people: below 0 where who started low gains more.",
        ),
    ]
    efficacy_gain: Annotated[float, a_gain(SHARE, "Gain in efficacy of coached teams, last month of mentoring.")]


class RunMeasures(NamedTuple):
    """Measures of a run as a whole; those of coverage speak of the first process."""

    regime: Annotated[float, a_gain("place in " + ", ".join(REGIMES), "Regime of the run, as it stands at the end.")]
    fading: Annotated[
        float, a_flag(f"Late direct gain is less than {FADING_SHARE:g} of the direct gain.", "regime.fading")
    ]
    pulse: Annotated[
        float,
        a_flag(
            f"{PARTIAL_REACH:.0%} or more of the uncoached were reached ever, and less than {PULSE_LEFT:.0%} of them "
            "are at the end.",
            "regime.pulse",
        ),
    ]
    is_theatre: Annotated[
        float,
        a_flag(
            f"Theatre gain is {THEATRE_LEAST:g} or more: of the gains so much is reported, not real.", "regime.theatre"
        ),
    ]
    reach: Annotated[
        float, a_gain(SHARE, f"Uncoached teams with a mean gain of at least {REACHED_GAIN:g} over the {LATE}.")
    ]
    reached_ever: Annotated[
        float,
        a_gain(
            SHARE,
            f"Uncoached teams with a gain of at least {REACHED_GAIN:g} in {REACHED_MONTHS:.0f} months on end, "
            "at any time.",
        ),
    ]
    highest_gain_coached: Annotated[
        float,
        a_gain(
            COVERAGE,
            f"Highest mean gain of coached teams over {LATE_MONTHS:.0f} months on end since mentoring started.",
            "highest_gain.coached",
        ),
    ]
    highest_gain_uncoached: Annotated[
        float,
        a_gain(
            COVERAGE,
            f"Highest mean gain of uncoached teams over {LATE_MONTHS:.0f} months on end since mentoring started.",
            "highest_gain.uncoached",
        ),
    ]
    lasting_coached: Annotated[
        float,
        a_gain(
            "ratio",
            f"Gain of coached teams over the {LATE}, over their highest over {LATE_MONTHS:.0f} months on end.",
            "lasting.coached",
        ),
    ]
    lasting_uncoached: Annotated[
        float,
        a_gain(
            "ratio",
            f"Gain of uncoached teams over the {LATE}, over their highest over {LATE_MONTHS:.0f} months on end.",
            "lasting.uncoached",
        ),
    ]
    head_start_coached: Annotated[
        float,
        Measured(
            MONTHS,
            "Months by which coached teams stood half-way to their highest coverage before their twin did; "
            "at least so many where the twin never did.",
            twin=True,
            name="head_start.coached",
            censored_by="head_start_open.coached",
        ),
    ]
    head_start_uncoached: Annotated[
        float,
        Measured(
            MONTHS,
            "Months by which uncoached teams stood half-way to their highest coverage before their twin did; "
            "at least so many where the twin never did.",
            twin=True,
            name="head_start.uncoached",
            censored_by="head_start_open.uncoached",
        ),
    ]
    head_start_open_coached: Annotated[
        float,
        a_flag(
            "The twin of coached teams never stood there: the head start is longer than the run.",
            "head_start_open.coached",
        ),
    ]
    head_start_open_uncoached: Annotated[
        float,
        a_flag(
            "The twin of uncoached teams never stood there: the head start is longer than the run.",
            "head_start_open.uncoached",
        ),
    ]
    spread_ratio: Annotated[float, a_gain("ratio", "Spillover gain over late direct gain.")]
    retained: Annotated[
        float, a_gain("ratio", f"Gain {RETAINED_AFTER:.0f} months after coaching ends over direct gain.")
    ]
    theatre: Annotated[
        float, Measured(COVERAGE, f"Overstatement of all reports: reported over what honest reports would say, {LATE}.")
    ]
    theatre_gain: Annotated[
        float, a_gain(COVERAGE, "Theatre over that of the twin: what of the gains is reported and not real.")
    ]
    theatre_change: Annotated[
        float, Measured(COVERAGE, f"Theatre over that of the {LATE_MONTHS:.0f} months before mentoring.")
    ]
    half_distance: Annotated[float, a_gain("hops", "Distance from coaching at which the gain has halved.")]
    morans_i: Annotated[float, a_gain("index", "Moran's I of the late gains over the ties between teams.")]
    identity_gap: Annotated[
        float, Measured(SHARE, "Coach identity of coached over uncoached managers, last month of mentoring.")
    ]
    system_gain: Annotated[float, a_gain(COVERAGE, "Late gain of everybody, population-weighted, mean over processes.")]
    equity_gap: Annotated[
        float, Measured(COVERAGE, f"Coverage of coached over uncoached people, {LATE}, population-weighted.")
    ]
    coach_hours: Annotated[float, Measured(HOURS, "Hours of coaches.")]
    supervision_hours: Annotated[float, Measured(HOURS, "Hours of managers with their teams.")]
    verification_hours: Annotated[float, Measured(HOURS, "Hours of verifiers.")]
    bonus_paid: Annotated[float, Measured(MONEY, "Bonus paid.")]
    capitation_paid: Annotated[float, Measured(MONEY, "Capitation paid.")]
    cost: Annotated[float, Measured(MONEY, "Hours at their prices, and bonus; capitation is not in it.")]
    extra_cost: Annotated[float, a_gain(MONEY, "Cost over the twin's.")]
    gain_per_coach_hour: Annotated[float, a_gain("percentage points per 1,000 hours", "System gain for coaching time.")]
    gain_per_cost: Annotated[float, a_gain("percentage points per 100,000 USD 2023", "System gain for extra cost.")]
    gain_at_0: Annotated[float, a_gain(COVERAGE, "Late gain of teams 0 hops from coaching.", "gain_at_distance.0")]
    gain_at_1: Annotated[float, a_gain(COVERAGE, "Late gain of teams 1 hops from coaching.", "gain_at_distance.1")]
    gain_at_2: Annotated[float, a_gain(COVERAGE, "Late gain of teams 2 hops from coaching.", "gain_at_distance.2")]
    gain_at_3: Annotated[float, a_gain(COVERAGE, "Late gain of teams 3 hops from coaching.", "gain_at_distance.3")]
    gain_at_4: Annotated[float, a_gain(COVERAGE, "Late gain of teams 4 hops from coaching.", "gain_at_distance.4")]
    gain_at_5: Annotated[float, a_gain(COVERAGE, "Late gain of teams 5 hops from coaching.", "gain_at_distance.5")]
    safety: Annotated[float, a_climate("Psychological safety", "teams")]
    trust: Annotated[float, a_climate("Trust in the manager", "teams")]
    coordination: Annotated[float, a_climate("Relational coordination", "teams")]
    motivation: Annotated[float, a_climate("Intrinsic motivation", "teams")]
    candour: Annotated[float, a_climate("Candour: how openly teams show what they do, and ask", "teams")]
    pressure: Annotated[float, a_climate("Sanction pressure", "teams")]
    documentation: Annotated[float, a_climate("Effort that goes into looking good", "teams")]
    unmeasured_care: Annotated[float, a_climate("Effort for care no indicator measures", "teams")]
    safety_coached: Annotated[float, a_climate("Psychological safety", "coached teams", "safety.coached")]
    trust_coached: Annotated[float, a_climate("Trust in the manager", "coached teams", "trust.coached")]
    coordination_coached: Annotated[
        float, a_climate("Relational coordination", "coached teams", "coordination.coached")
    ]
    motivation_coached: Annotated[float, a_climate("Intrinsic motivation", "coached teams", "motivation.coached")]
    candour_coached: Annotated[
        float, a_climate("Candour: how openly teams show what they do, and ask", "coached teams", "candour.coached")
    ]
    pressure_coached: Annotated[float, a_climate("Sanction pressure", "coached teams", "pressure.coached")]
    documentation_coached: Annotated[
        float, a_climate("Effort that goes into looking good", "coached teams", "documentation.coached")
    ]
    unmeasured_care_coached: Annotated[
        float, a_climate("Effort for care no indicator measures", "coached teams", "unmeasured_care.coached")
    ]
    safety_uncoached: Annotated[float, a_climate("Psychological safety", "uncoached teams", "safety.uncoached")]
    trust_uncoached: Annotated[float, a_climate("Trust in the manager", "uncoached teams", "trust.uncoached")]
    coordination_uncoached: Annotated[
        float, a_climate("Relational coordination", "uncoached teams", "coordination.uncoached")
    ]
    motivation_uncoached: Annotated[float, a_climate("Intrinsic motivation", "uncoached teams", "motivation.uncoached")]
    candour_uncoached: Annotated[
        float, a_climate("Candour: how openly teams show what they do, and ask", "uncoached teams", "candour.uncoached")
    ]
    pressure_uncoached: Annotated[float, a_climate("Sanction pressure", "uncoached teams", "pressure.uncoached")]
    documentation_uncoached: Annotated[
        float, a_climate("Effort that goes into looking good", "uncoached teams", "documentation.uncoached")
    ]
    unmeasured_care_uncoached: Annotated[
        float, a_climate("Effort for care no indicator measures", "uncoached teams", "unmeasured_care.uncoached")
    ]


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


def measures_of_process(
    ledger: RunLedger, end: EndLedger, equity: EquityLedger, months: float, levers: Levers
) -> ProcessMeasures:
    """Return the measures of one process."""
    uncoached = end.teams - end.coached_teams
    mentored = end.coached_teams if has_mentoring_window(months, levers) > 0.5 else 0.0
    gap = equity.highest - equity.lowest
    return ProcessMeasures(
        coverage=ledger.coverage,
        coverage_change=ledger.coverage - ledger.start_coverage / end.teams,
        direct_gain=ledger.direct if mentored > 0.0 else math.nan,
        late_direct_gain=ledger.late_direct if end.coached_teams > 0.0 else math.nan,
        spillover_gain=ledger.spillover if uncoached > 0.0 else math.nan,
        spillover_highest=ledger.spillover_highest if uncoached > 0.0 else math.nan,
        spillover_lowest=ledger.spillover_lowest if uncoached > 0.0 else math.nan,
        lowest_fifth=equity.lowest,
        fifths_gap=gap,
        lowest_fifth_gain=equity.lowest - equity.twin_lowest,
        fifths_gap_gain=gap - (equity.twin_highest - equity.twin_lowest),
        gain_gradient=equity.gradient,
        efficacy_gain=ledger.efficacy_gain if mentored > 0.0 else math.nan,
    )


def regime_of(
    direct: float, highest: float, late_direct: float, spillover: float, reach: float, coach_hours: float
) -> float:
    """Return the regime as its place in REGIMES, judged at the end; undefined where nobody was coached.

    A gain that stands is a bubble, partial or spread, by who has it; one that stood and is gone, in both groups, has
    faded; where coached teams never had one, it fizzled.
    """
    if not coach_hours > 0.0 or math.isnan(direct):
        return math.nan
    outside = reach >= PARTIAL_REACH or spillover >= SMALLEST_GAIN
    if late_direct < SMALLEST_GAIN and not outside:
        return FADED if direct >= SMALLEST_GAIN or highest >= SMALLEST_GAIN else FIZZLE
    if math.isnan(reach):
        return math.nan
    if reach >= SPREAD_REACH:
        return SPREAD
    return PARTIAL if reach >= PARTIAL_REACH or late_direct < SMALLEST_GAIN else BUBBLE


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
    own: ProcessMeasures,
    end: EndLedger,
    identity: IdentityLedger,
    managers: float,
    account: AccountState,
    twin_account: AccountState,
    moran: MoranLedger,
    half_distance: float,
    gains: tuple[float, float, float, float, float, float],
    coached_spans: Lasting,
    uncoached_spans: Lasting,
    months: float,
    p: Mechanisms,
) -> RunMeasures:
    """Return the measures of a run as a whole. `lead` is the ledger of the first process, `own` its measures."""
    coached, uncoached = end.coached_teams, end.teams - end.coached_teams
    reach = ratio(end.reached, uncoached)
    has_before = 0.0 < p.levers.mentoring_start < months
    ever = ratio(end.reached_ever, uncoached)
    highest_coached = coached_spans.highest if coached > 0.0 else math.nan
    highest_uncoached = uncoached_spans.highest if uncoached > 0.0 else math.nan
    theatre_change = lead.overstated_late - lead.overstated_before if has_before else math.nan
    was_pulse = ever >= PARTIAL_REACH and reach < PULSE_LEFT * ever
    theatre_gain = lead.overstated_late - lead.twin_overstated_late
    has_retained = p.levers.mentoring_end - 1.0 + RETAINED_AFTER < months
    retained = gain_ratio(lead.retained, own.direct_gain) if has_retained else math.nan
    system_gain = end.gain_by_population / end.population
    extra_cost = cost_of(account, p) - cost_of(twin_account, p)
    outside = end.population - end.coached_population
    outside_coverage = end.coverage_by_population - end.coached_coverage_by_population
    return RunMeasures(
        regime=regime_of(
            own.direct_gain,
            coached_spans.highest,
            own.late_direct_gain,
            own.spillover_gain,
            reach,
            account.coach_hours,
        ),
        fading=flag(own.late_direct_gain < FADING_SHARE * own.direct_gain, gain_ratio(1.0, own.direct_gain)),
        pulse=flag(was_pulse, ever),
        is_theatre=flag(theatre_gain >= THEATRE_LEAST, theatre_gain),
        reach=reach,
        reached_ever=ever,
        highest_gain_coached=highest_coached,
        highest_gain_uncoached=highest_uncoached,
        lasting_coached=coached_spans.lasting,
        lasting_uncoached=uncoached_spans.lasting,
        head_start_coached=coached_spans.head_start,
        head_start_uncoached=uncoached_spans.head_start,
        head_start_open_coached=coached_spans.head_start_open,
        head_start_open_uncoached=uncoached_spans.head_start_open,
        spread_ratio=gain_ratio(own.spillover_gain, own.late_direct_gain),
        retained=retained,
        theatre=lead.overstated_late,
        theatre_gain=theatre_gain,
        theatre_change=theatre_change,
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
        candour=end.candour / end.teams,
        pressure=end.pressure / end.teams,
        documentation=end.documentation / end.teams,
        unmeasured_care=end.unmeasured_care / end.teams,
        safety_coached=ratio(end.coached_safety, coached),
        trust_coached=ratio(end.coached_trust, coached),
        coordination_coached=ratio(end.coached_coordination, coached),
        motivation_coached=ratio(end.coached_motivation, coached),
        candour_coached=ratio(end.coached_candour, coached),
        pressure_coached=ratio(end.coached_pressure, coached),
        documentation_coached=ratio(end.coached_documentation, coached),
        unmeasured_care_coached=ratio(end.coached_unmeasured_care, coached),
        safety_uncoached=ratio(end.safety - end.coached_safety, uncoached),
        trust_uncoached=ratio(end.trust - end.coached_trust, uncoached),
        coordination_uncoached=ratio(end.coordination - end.coached_coordination, uncoached),
        motivation_uncoached=ratio(end.motivation - end.coached_motivation, uncoached),
        candour_uncoached=ratio(end.candour - end.coached_candour, uncoached),
        pressure_uncoached=ratio(end.pressure - end.coached_pressure, uncoached),
        documentation_uncoached=ratio(end.documentation - end.coached_documentation, uncoached),
        unmeasured_care_uncoached=ratio(end.unmeasured_care - end.coached_unmeasured_care, uncoached),
    )
