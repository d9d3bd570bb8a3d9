"""Identity (P1): mentoring, time, validation, safety and peers never make less of a coach."""

from hypothesis import given

from simulation.levers import Levers
from simulation.mechanisms import identity
from simulation.mechanisms.identity import IdentityParameters
from tests.properties.drawn import ARGUMENTS, ROUNDING, from_declaration, law, levers, share, two_shares


@law
@given(share, share, two_shares, share, share, share, share, share, from_declaration(IdentityParameters))
def test_more_mentoring_never_lowers_identity(
    i: float,
    origin: float,
    doses: list[float],
    supervision: float,
    validated: float,
    gate: float,
    push: float,
    pressure: float,
    p: IdentityParameters,
) -> None:
    little, much = (
        identity.identity_after_month(i, origin, dose, supervision, validated, gate, push, pressure, p)
        for dose in doses
    )
    assert little <= much


@law
@given(
    share,
    share,
    share,
    two_shares,
    two_shares,
    two_shares,
    two_shares,
    two_shares,
    from_declaration(IdentityParameters),
)
def test_time_validation_safety_and_peers_never_lower_identity_and_pressure_never_raises_it(
    i: float,
    origin: float,
    dose: float,
    times: list[float],
    validations: list[float],
    gates: list[float],
    pushes: list[float],
    pressures: list[float],
    p: IdentityParameters,
) -> None:
    worst, best = (
        identity.identity_after_month(
            i, origin, dose, times[k], validations[k], gates[k], pushes[k], pressures[1 - k], p
        )
        for k in (0, 1)
    )
    assert worst <= best


@law
@given(share, share, share, share, from_declaration(IdentityParameters))
def test_without_pressure_there_is_no_role_conflict(
    i: float, origin: float, time: float, dose: float, p: IdentityParameters
) -> None:
    free, conflicted = (
        identity.identity_after_month(i, origin, dose, time, 0.0, 1.0, 0.0, 0.0, q)
        for q in (p._replace(loss_conflict=0.0), p)
    )
    assert free == conflicted


@law
@given(share, share, share, from_declaration(IdentityParameters))
def test_effective_mentoring_rises_and_the_full_dose_is_full(
    a: float, b: float, c: float, p: IdentityParameters
) -> None:
    low, middle, high = sorted((a, b, c))
    assert identity.effective_mentoring(low, p) <= identity.effective_mentoring(middle, p) + ROUNDING
    assert identity.effective_mentoring(0.0, p) == 0.0
    assert identity.effective_mentoring(1.0, p) == 1.0
    assert identity.effective_mentoring(high, p) >= high - ROUNDING  # saturation gives part doses more


@law
@given(share, share, from_declaration(IdentityParameters))
def test_effective_mentoring_is_concave_where_it_saturates(a: float, b: float, p: IdentityParameters) -> None:
    mean = (identity.effective_mentoring(a, p) + identity.effective_mentoring(b, p)) / 2
    assert identity.effective_mentoring((a + b) / 2, p) >= mean - ROUNDING
    linear = p._replace(dose_saturates=0.0)
    assert identity.effective_mentoring(a, linear) == a


@law
@given(share, ARGUMENTS["coached"], ARGUMENTS["coached"], ARGUMENTS["served"])
def test_coaches_spread_over_more_networks_give_each_less(dose: float, a: float, b: float, served: float) -> None:
    few, many = (identity.mentoring_per_network(dose, coached, served) for coached in sorted((a, b)))
    assert many <= few + ROUNDING
    assert few <= dose + ROUNDING
    assert identity.mentoring_per_network(1.0, served, served) == 1.0
    assert few * min(a, b) <= dose * served + 1e-9  # no more coaching than there are coaches


@law
@given(two_shares, levers)
def test_managers_keep_some_time_and_more_where_authorities_trust(logics: list[float], p: Levers) -> None:
    directive, learning_logic = (identity.supervision_time(logic, p) for logic in logics)
    assert 0.05 - ROUNDING <= directive <= learning_logic <= 1.0


@law
@given(two_shares, from_declaration(IdentityParameters))
def test_the_safety_gate_opens_with_safety_and_is_open_where_off(safeties: list[float], p: IdentityParameters) -> None:
    assert identity.safety_gate(safeties[0], p) <= identity.safety_gate(safeties[1], p) + ROUNDING
    assert identity.safety_gate(safeties[0], p._replace(safety_gate=0.0)) == 1.0
