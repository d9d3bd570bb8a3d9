"""Trust, safety, coordination and motivation (P3): what feeds them, what hurts them."""

from hypothesis import given

from simulation.mechanisms import coordination, motivation, safety, trust
from simulation.mechanisms.coordination import CoordinationParameters
from simulation.mechanisms.motivation import MotivationParameters
from simulation.mechanisms.safety import SafetyParameters
from simulation.mechanisms.trust import TrustParameters
from tests.properties.drawn import from_declaration, law, share, two_shares


@law
@given(share, share, share, two_shares, share, share, from_declaration(TrustParameters))
def test_a_sanction_never_raises_trust(
    t: float, support: float, control: float, sanctions: list[float], shield: float, late: float, p: TrustParameters
) -> None:
    mild, harsh = (trust.trust_after_month(t, support, control, s, shield, late, p) for s in sanctions)
    assert harsh <= mild


@law
@given(share, two_shares, share, share, share, share, from_declaration(TrustParameters))
def test_support_never_lowers_trust(
    t: float, supports: list[float], control: float, sanctioned: float, shield: float, late: float, p: TrustParameters
) -> None:
    little, much = (trust.trust_after_month(t, s, control, sanctioned, shield, late, p) for s in supports)
    assert little <= much


@law
@given(share, share, two_shares, share, two_shares, two_shares, from_declaration(TrustParameters))
def test_control_and_late_payment_never_raise_trust_and_a_shield_never_lowers_it(
    t: float,
    support: float,
    controls: list[float],
    sanctioned: float,
    shields: list[float],
    lates: list[float],
    p: TrustParameters,
) -> None:
    worst = trust.trust_after_month(t, support, controls[1], sanctioned, shields[0], lates[1], p)
    best = trust.trust_after_month(t, support, controls[0], sanctioned, shields[1], lates[0], p)
    assert worst <= best


@law
@given(two_shares, two_shares, from_declaration(TrustParameters))
def test_a_trusted_coach_shields_more(identities: list[float], trusts: list[float], p: TrustParameters) -> None:
    assert trust.shield_of(identities[0], trusts[0], p) <= trust.shield_of(identities[1], trusts[1], p)


@law
@given(share, share, share, two_shares, from_declaration(SafetyParameters), from_declaration(CoordinationParameters))
def test_pressure_never_raises_safety(
    s: float, t: float, r: float, pressures: list[float], p: SafetyParameters, c: CoordinationParameters
) -> None:
    together = coordination.teamwork(r, c)
    calm, afraid = (safety.safety_after_month(s, t, together, pressure, p) for pressure in pressures)
    assert afraid <= calm


@law
@given(share, two_shares, two_shares, share, from_declaration(SafetyParameters))
def test_trust_and_teamwork_never_lower_safety(
    s: float, trusts: list[float], together: list[float], pressure: float, p: SafetyParameters
) -> None:
    assert safety.safety_after_month(s, trusts[0], together[0], pressure, p) <= safety.safety_after_month(
        s, trusts[1], together[1], pressure, p
    )


@law
@given(share, two_shares, two_shares, from_declaration(CoordinationParameters))
def test_safe_support_never_lowers_coordination(
    r: float, supports: list[float], safeties: list[float], p: CoordinationParameters
) -> None:
    assert coordination.coordination_after_month(r, supports[0], safeties[0], p) <= (
        coordination.coordination_after_month(r, supports[1], safeties[1], p)
    )


@law
@given(share, two_shares, two_shares, two_shares, two_shares, share, from_declaration(MotivationParameters))
def test_mastery_and_support_feed_motivation_and_pressure_and_late_pay_do_not(
    m: float,
    successes: list[float],
    supports: list[float],
    pressures: list[float],
    lates: list[float],
    pay: float,
    p: MotivationParameters,
) -> None:
    worst = motivation.motivation_after_month(m, successes[0], supports[0], pressures[1], lates[1], pay, p)
    best = motivation.motivation_after_month(m, successes[1], supports[1], pressures[0], lates[0], pay, p)
    assert worst <= best


@law
@given(share, share, share, share, share, two_shares, from_declaration(MotivationParameters))
def test_directive_pay_never_raises_motivation(
    m: float, success: float, support: float, pressure: float, late: float, pays: list[float], p: MotivationParameters
) -> None:
    little, much = (motivation.motivation_after_month(m, success, support, pressure, late, pay, p) for pay in pays)
    assert much <= little
