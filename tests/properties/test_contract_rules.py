"""Contracting and effort (P4): pressure, targets, sanctions, gaming, and where effort goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.levers import Levers
from simulation.mechanisms import contracting, effort
from simulation.mechanisms.contracting import ContractingParameters
from simulation.mechanisms.effort import EffortParameters
from simulation.parameters import fields_of
from tests.properties.drawn import (
    PARAMETERS,
    ROUNDING,
    between,
    from_declaration,
    law,
    levers,
    share,
    two_shares,
    value_of,
)


@law
@given(share, between(0.0, 1.4), share, share, levers, two_shares, from_declaration(ContractingParameters))
def test_a_harsher_sanction_never_lowers_pressure(
    f: float,
    shortfall: float,
    shield: float,
    logic: float,
    p: Levers,
    sanctions: list[float],
    c: ContractingParameters,
) -> None:
    mild, harsh = (
        contracting.pressure_after_month(f, shortfall, shield, logic, p._replace(sanction=s), c) for s in sanctions
    )
    assert mild <= harsh


@law
@given(share, two_shares, two_shares, two_shares, levers, from_declaration(ContractingParameters))
def test_a_shortfall_presses_and_a_shield_and_a_learning_authority_do_not(
    f: float,
    shortfalls: list[float],
    shields: list[float],
    logics: list[float],
    p: Levers,
    c: ContractingParameters,
) -> None:
    least = contracting.pressure_after_month(f, shortfalls[0], shields[1], logics[1], p, c)
    most = contracting.pressure_after_month(f, shortfalls[1], shields[0], logics[0], p, c)
    assert least <= most


@law
@given(share, between(0.0, 1.4), share, levers, from_declaration(ContractingParameters))
def test_without_sanctions_pressure_only_fades(
    f: float, shortfall: float, logic: float, p: Levers, c: ContractingParameters
) -> None:
    assert contracting.pressure_after_month(f, shortfall, 0.0, logic, p._replace(sanction=0.0), c) <= f
    assert contracting.pressure_after_month(f, shortfall, 0.0, 1.0, p, c) <= f


@law
@given(two_shares, share, share, share, levers, from_declaration(ContractingParameters))
def test_sanctions_stay_under_their_cap_and_need_a_cause(
    shortfalls: list[float], documentation: float, audited: float, logic: float, p: Levers, c: ContractingParameters
) -> None:
    small, large = (contracting.sanction_at_quarter(s, documentation, audited, logic, p, c) for s in shortfalls)
    assert 0.0 <= small <= large <= p.sanction_cap
    assert contracting.sanction_at_quarter(0.0, documentation, 0.0, logic, p, c) == 0.0
    assert contracting.sanction_at_quarter(0.0, 0.0, 1.0, logic, p, c) == 0.0


@law
@given(two_shares, levers, from_declaration(ContractingParameters))
def test_a_bonus_stays_under_its_cap_and_falls_with_the_shortfall(
    shortfalls: list[float], p: Levers, c: ContractingParameters
) -> None:
    small, large = (contracting.bonus_at_quarter(s, p, c) for s in shortfalls)
    assert 0.0 <= large <= small <= min(p.bonus, p.bonus_cap)
    assert contracting.bonus_at_quarter(0.0, p, c) == min(p.bonus, p.bonus_cap)


@law
@given(two_shares, share, share, levers, two_shares, from_declaration(ContractingParameters))
def test_better_reports_and_a_forgiving_contract_never_raise_the_shortfall(
    reports: list[float], base: float, before: float, p: Levers, weights: list[float], c: ContractingParameters
) -> None:
    strict, forgiving = (p._replace(improvement_weight=w) for w in weights)
    worse = contracting.shortfall_at_quarter(reports[0], base, before, strict, c)
    better = contracting.shortfall_at_quarter(reports[1], base, before, forgiving, c)
    assert 0.0 <= better <= worse + ROUNDING


@law
@given(share, share, levers)
def test_targets_never_ratchet_down(base: float, reported: float, p: Levers) -> None:
    after = contracting.target_base_after_year(base, reported, p)
    assert base <= after <= max(base, reported) + ROUNDING


@law
@given(share, share, two_shares, from_declaration(ContractingParameters))
def test_documentation_never_lowers_a_report(
    reported: float, indicator: float, documentation: list[float], p: ContractingParameters
) -> None:
    honest, gamed = (contracting.reported_after_month(reported, indicator, d, p) for d in documentation)
    assert honest <= gamed


@law
@given(share, share, st.integers(0, 600), st.integers(0, 600))
def test_the_average_before_mentoring_rests_once_mentoring_has_begun(
    before: float, reported: float, month: int, start: int
) -> None:
    after = contracting.before_after_month(before, reported, contracting.weight_before(float(month), float(start)))
    assert after == before if month >= start else min(before, reported) - ROUNDING <= after
    first = contracting.weight_before(0.0, 1.0)
    assert contracting.before_after_month(before, reported, first) == pytest.approx(reported, abs=1e-15)


@law
@given(st.tuples(between(0.0, 24.0), between(0.0, 24.0)).map(sorted), from_declaration(ContractingParameters))
def test_lateness_rises_with_the_delay(delays: list[float], p: ContractingParameters) -> None:
    assert contracting.lateness(delays[0], p) <= contracting.lateness(delays[1], p) + ROUNDING
    assert contracting.lateness(0.0, p) == 0.0
    assert contracting.lateness(p.late_payment_half, p) == 0.5


@law
@given(share, share, from_declaration(EffortParameters))
def test_no_gaming_without_pressure_nor_in_full_safety(safe: float, audit: float, p: EffortParameters) -> None:
    assert effort.documentation_share(0.0, safe, audit, p) == 0.0
    assert effort.documentation_share(1.0, 1.0, audit, p) == 0.0


@law
@given(two_shares, two_shares, two_shares, from_declaration(EffortParameters))
def test_pressure_breeds_gaming_and_safety_and_audits_curb_it(
    pressures: list[float], safeties: list[float], audits: list[float], p: EffortParameters
) -> None:
    least = effort.documentation_share(pressures[0], safeties[1], audits[1], p)
    most = effort.documentation_share(pressures[1], safeties[0], audits[0], p)
    assert 0.0 <= least <= most <= p.documentation_cap


@law
@given(two_shares, from_declaration(EffortParameters))
def test_pressure_never_adds_to_unmeasured_care(pressures: list[float], p: EffortParameters) -> None:
    calm, pressed = (effort.unmeasured_share(pressure, p) for pressure in pressures)
    assert 0.0 <= pressed <= calm <= p.unmeasured


@law
@given(two_shares, two_shares, two_shares, share, from_declaration(EffortParameters))
def test_motivation_never_lowers_effort_and_other_work_never_adds_to_it(
    documentation: list[float], unmeasured: list[float], motivations: list[float], pressure: float, p: EffortParameters
) -> None:
    least = effort.effort_left(documentation[1], unmeasured[1], motivations[0], pressure, p)
    most = effort.effort_left(documentation[0], unmeasured[0], motivations[1], pressure, p)
    assert 0.0 <= least <= most


def efforts(
    total: float, shares: list[float], efficacies: list[float], stakes: float, p: EffortParameters
) -> list[float]:
    """Return the effort for each process, as the phase composes it."""
    claims = [effort.claim_of_process(s / sum(shares), e, p) for s, e in zip(shares, efficacies, strict=True)]
    whole = 0.0
    for claim in claims:
        whole += claim
    return [
        effort.effort_for_process(total, claim, whole, float(len(claims)), e, stakes, p)
        for claim, e in zip(claims, efficacies, strict=True)
    ]


weights = st.lists(value_of(PARAMETERS["ccs.weight"]), min_size=2, max_size=2)
two_beliefs = st.lists(share, min_size=2, max_size=2)


@law
@given(between(0.0, 10.0), weights, two_beliefs, between(0.0, 1.5), from_declaration(EffortParameters))
def test_effort_is_shared_over_the_processes(
    total: float, shares: list[float], efficacies: list[float], stakes: float, p: EffortParameters
) -> None:
    given_to = efforts(total, shares, efficacies, stakes, p)
    most = total * len(shares) * (p.willingness + 1.0) * (1.0 + p.stakes * stakes)
    assert all(0.0 <= one <= most * (1.0 + ROUNDING) for one in given_to)
    assert efforts(0.0, shares, efficacies, stakes, p) == [0.0, 0.0]


def test_a_team_of_least_willingness_and_no_efficacy_hardly_makes_an_effort() -> None:
    lowest = {name: PARAMETERS[f"effort.{name}"].low for name in fields_of(EffortParameters)}
    made = efforts(1.0, [1.0, 1.0], [0.0, 0.0], 0.0, EffortParameters(**lowest))
    assert made == pytest.approx([0.01, 0.01])


@law
@given(share, share, two_beliefs, between(0.0, 1.5), from_declaration(EffortParameters))
def test_the_process_a_team_believes_in_gets_no_less(
    total: float, weight: float, efficacies: list[float], stakes: float, p: EffortParameters
) -> None:
    doubted, believed = efforts(total, [weight + 0.01] * 2, sorted(efficacies), stakes, p)
    assert doubted <= believed * (1.0 + ROUNDING)
