"""Rules: what theory and arithmetic promise holds for every state and every parameter in its declared range."""

import importlib
import inspect
import math
import pkgutil
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import simulation.mechanisms
from simulation.declarations import Parameter
from simulation.engine.run import trace
from simulation.levers import Levers
from simulation.mechanisms import (
    authority,
    care,
    contracting,
    coordination,
    diffusion,
    efficacy,
    effort,
    identity,
    learning,
    motivation,
    practice,
    safety,
    shapes,
    trust,
    turnover,
)
from simulation.mechanisms.authority import AuthorityParameters
from simulation.mechanisms.care import CareParameters
from simulation.mechanisms.contracting import ContractingParameters
from simulation.mechanisms.coordination import CoordinationParameters
from simulation.mechanisms.diffusion import DiffusionParameters
from simulation.mechanisms.efficacy import EfficacyParameters
from simulation.mechanisms.effort import EffortParameters
from simulation.mechanisms.identity import IdentityParameters
from simulation.mechanisms.learning import LearningParameters
from simulation.mechanisms.motivation import MotivationParameters
from simulation.mechanisms.practice import PracticeParameters
from simulation.mechanisms.safety import SafetyParameters
from simulation.mechanisms.trust import TrustParameters
from simulation.mechanisms.turnover import TurnoverParameters
from simulation.network import NOBODY, candidate, comes_before, order_key, tie_away, tie_near, tie_now
from simulation.observables import SMALLEST_GAIN
from simulation.observables.measures import flag, gain_ratio, half_distance_between, ratio, regime_of
from simulation.observables.windows import inside, windows_of_month
from simulation.parameters import PROCESSES, Mechanisms, declared, fields_of, groups, mechanisms_from, process_from
from simulation.phases.learning import NO_MASTERY, mastery_with_process
from simulation.phases.policy import coached_networks, policy_of_month, process_policy_of_month, programme_after_month
from simulation.results import state_blocks
from simulation.settings import Settings, regular_places
from simulation.start import ProcessDraws, process_at_start
from simulation.state import PolicyState, ProcessState

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
PARAMETERS = declared()
ROUNDING = 1e-12
"""Quotients of rounded numbers rise up to a few last places."""

MECHANISMS = {
    module.name: importlib.import_module(f"simulation.mechanisms.{module.name}")
    for module in pkgutil.iter_modules(simulation.mechanisms.__path__)
}
RULES = {
    f"{module.__name__.rpartition('.')[2]}.{name}": rule
    for module in MECHANISMS.values()
    for name, rule in vars(module).items()
    if inspect.isfunction(rule) and rule.__module__ == module.__name__ and module is not shapes
}


# What may be drawn -----------------------------------------------------------------------------------------


def between(low: float, high: float) -> SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


def value_of(parameter: Parameter) -> SearchStrategy[float]:
    if parameter.choices or parameter.whole:
        return st.integers(int(parameter.low), int(parameter.high)).map(float)
    return between(parameter.low, parameter.high)


def from_declaration(group: type[Any]) -> SearchStrategy[Any]:
    """Return a strategy for a group of parameters, each in its declared range."""
    prefixes = {cls: "" if concept in ("levers", "context") else f"{concept}." for concept, cls in groups().items()}
    prefix = prefixes.get(group, "ccs.")
    return st.builds(group, **{name: value_of(PARAMETERS[prefix + name]) for name in fields_of(group)})


share = between(0.0, 1.0)
signed = between(-1.0, 1.0)
deviate = between(-4.24, 4.24)
draw = between(0.0, 1.0 - 2.0**-53)
two_shares = st.tuples(share, share).map(sorted)
levers = from_declaration(Levers)

ARGUMENTS: dict[str, SearchStrategy[float]] = {
    "annual": share,
    "a": signed,
    "association": signed,
    "average": signed,
    "b": signed,
    "coached": st.integers(0, 300).map(float),
    "denominator": value_of(PARAMETERS["anc.denominator"]),
    "demand": between(-3.0, 3.0),
    "deviate": deviate,
    "example": signed,
    "exchange": share,
    "half": between(0.01, 1.0),
    "innovation": between(0.0, 0.5),
    "mastery": signed,
    "mean_delay": between(0.0, 24.0),
    "memory": between(1.0, 120.0),
    "month": st.integers(0, 599).map(float),
    "noise": between(1e-3, 1.0),
    "payment_delay": between(0.0, 24.0),
    "persistence": between(0.0, 0.99),
    "sd": between(0.0, 0.5),
    "served": st.integers(1, 300).map(float),
    "shortfall": between(0.0, 1.4),
    "start": st.integers(0, 600).map(float),
    "success": between(0.0, 1000.0),
    "teams_progress": between(0.0, 2.0),
    "together": between(0.0, 2.0),
    "trend": between(-5.0, 5.0),
    "value": signed,
}
"""Arguments that are no share; the rest lie in 0 to 1."""

GROUPS = {cls.__name__: from_declaration(cls) for cls in groups().values()}

RESULTS: dict[str, tuple[float, float]] = {
    "care.demand_after_month": (-6.0, 6.0),
    "contracting.bonus_at_quarter": (0.0, 0.5),
    "contracting.shortfall_at_quarter": (0.0, 1.4),
    "effort.claim_of_process": (0.0, 2.0),
    "effort.effort_left": (0.0, 10.0),
    "learning.association_after_month": (-1.0, 1.0),
    "learning.average_after_month": (-1.0, 1.0),
    "learning.figure_to_judge": (-1.0, 1.0),
    "learning.mastery_after_month": (-1.0, 1.0),
    "practice.sources_of_improvement": (0.0, 21.0),
    "coordination.teamwork": (0.0, 2.0),
}
"""Results that are no share; the rest lie in 0 to 1."""

TOGETHER = {"effort.effort_for_process", "learning.credit_of"}
"""Rules whose arguments belong together, with tests of their own."""


def arguments_of(rule: Callable[..., float]) -> SearchStrategy[dict[str, Any]]:
    hints = {name: parameter.annotation for name, parameter in inspect.signature(rule).parameters.items()}
    return st.fixed_dictionaries(
        {name: GROUPS[hint] if hint in GROUPS else ARGUMENTS.get(name, share) for name, hint in hints.items()}
    )


def random_values(seed: int) -> dict[str, float]:
    """Return a value for every parameter: an edge of its range as often as the inside."""
    rng = np.random.default_rng(seed)
    values: dict[str, float] = {}
    for name, parameter in PARAMETERS.items():
        edge = rng.integers(4)
        value = (
            parameter.low if edge == 0 else parameter.high if edge == 1 else rng.uniform(parameter.low, parameter.high)
        )
        values[name] = float(round(value)) if parameter.whole or parameter.choices else float(value)
    return values


def random_mechanisms(seed: int) -> Mechanisms:
    return mechanisms_from(random_values(seed))


seeds = st.integers(0, 2**32 - 1)


# Every rule ------------------------------------------------------------------------------------------------


def test_every_rule_is_tried() -> None:
    assert len(RULES) > 40
    assert set(RULES) >= TOGETHER | set(RESULTS)


@pytest.mark.parametrize("name", sorted(set(RULES) - TOGETHER))
def test_a_rule_stays_within_its_bounds(name: str) -> None:
    rule = RULES[name]
    low, high = RESULTS.get(name, (0.0, 1.0))

    @law
    @given(arguments_of(rule))
    def stays(arguments: dict[str, Any]) -> None:
        result = rule(**arguments)
        assert isinstance(result, float)
        assert low <= result <= high  # which no NaN is

    stays()


# Shapes ----------------------------------------------------------------------------------------------------


@law
@given(between(-1e6, 1e6), between(-1.0, 0.0), between(0.0, 1.0))
def test_clip_share_and_positive(x: float, low: float, high: float) -> None:
    assert shapes.clip(x, low, high) == sorted((low, x, high))[1]
    assert shapes.share(x) == shapes.clip(x, 0.0, 1.0)
    assert shapes.positive(x) == (x if x > 0.0 else 0.0)


@law
@given(between(0.0, 1000.0), between(0.0, 1000.0), between(0.01, 1.0))
def test_a_threshold_opens_with_the_example_and_is_half_open_at_half(x: float, y: float, half: float) -> None:
    low, high = shapes.threshold(min(x, y), half), shapes.threshold(max(x, y), half)
    assert 0.0 <= low <= high + ROUNDING
    assert high <= 1.0
    assert shapes.threshold(half, half) == 0.5
    assert shapes.threshold(0.0, half) == 0.0


@law
@given(between(0.0, 1.0), between(0.01, 1.0), between(0.01, 1.0))
def test_a_higher_threshold_opens_less(x: float, a: float, b: float) -> None:
    assert shapes.threshold(x, max(a, b)) <= shapes.threshold(x, min(a, b)) + ROUNDING


@law
@given(between(-1e6, 1e6), between(-1e6, 1e6), between(0.001, 1.0))
def test_saturation_rises_and_is_bounded_and_odd(x: float, y: float, half: float) -> None:
    assert shapes.saturation(min(x, y), half) <= shapes.saturation(max(x, y), half) + ROUNDING
    assert -1.0 <= shapes.saturation(x, half) <= 1.0
    assert shapes.saturation(-x, half) == -shapes.saturation(x, half)
    assert shapes.saturation(half, half) == 0.5


@law
@given(between(0.0, 2.0**51))
@example(0.5)
@example(1.5)
@example(2.5)
@example(0.49999999999999994)
@example(2.0**51 - 0.5)
def test_rounded_is_pythons_rounding(x: float) -> None:
    assert shapes.rounded(x) == round(x)


@law
@given(st.integers(0, 100_000))
def test_rounded_takes_halves_to_the_even_one(n: int) -> None:
    assert shapes.rounded(n + 0.5) == (n if n % 2 == 0 else n + 1)


@law
@given(share, share, share)
def test_mix_goes_from_one_to_the_other(a: float, b: float, weight: float) -> None:
    assert shapes.mix(a, b, 0.0) == a
    assert shapes.mix(a, b, 1.0) == pytest.approx(b, abs=1e-15)
    assert min(a, b) - ROUNDING <= shapes.mix(a, b, weight) <= max(a, b) + ROUNDING
    assert 0.0 <= shapes.mix(a, b, weight) <= 1.0


@law
@given(draw, share, between(0.0, 0.5))
def test_a_start_value_lies_within_its_spread(u: float, mean: float, spread: float) -> None:
    value = shapes.centred(u, mean, spread)
    assert 0.0 <= value <= 1.0
    assert abs(value - mean) <= spread + ROUNDING
    assert shapes.centred(u, mean, 0.0) == mean


@law
@given(draw, share)
def test_what_is_certain_occurs_and_what_is_impossible_does_not(u: float, probability: float) -> None:
    assert shapes.occurs(u, probability) in (0.0, 1.0)
    assert shapes.occurs(u, 1.0) == 1.0
    assert shapes.occurs(u, 0.0) == 0.0


# Trust, safety, coordination, motivation: P3 ---------------------------------------------------------------


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


# Identity: P1 ----------------------------------------------------------------------------------------------


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
    logic: float,
    p: IdentityParameters,
) -> None:
    little, much = (
        identity.identity_after_month(i, origin, dose, supervision, validated, gate, push, logic, p) for dose in doses
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
def test_time_validation_safety_peers_and_logic_never_lower_identity(
    i: float,
    origin: float,
    dose: float,
    times: list[float],
    validations: list[float],
    gates: list[float],
    pushes: list[float],
    logics: list[float],
    p: IdentityParameters,
) -> None:
    worst, best = (
        identity.identity_after_month(i, origin, dose, times[k], validations[k], gates[k], pushes[k], logics[k], p)
        for k in (0, 1)
    )
    assert worst <= best


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


# Efficacy and learning: P2 ---------------------------------------------------------------------------------


@law
@given(
    share,
    share,
    st.tuples(signed, signed).map(sorted),
    share,
    share,
    share,
    share,
    from_declaration(EfficacyParameters),
)
def test_mastery_never_lowers_efficacy_and_failure_never_raises_it(
    e: float,
    origin: float,
    masteries: list[float],
    peers: float,
    exchange: float,
    safe: float,
    told: float,
    p: EfficacyParameters,
) -> None:
    worse, better = (efficacy.efficacy_after_month(e, origin, m, peers, exchange, safe, told, p) for m in masteries)
    assert worse <= better


@law
@given(share, share, signed, two_shares, two_shares, two_shares, two_shares, from_declaration(EfficacyParameters))
def test_peers_exchange_safety_and_persuasion_never_lower_efficacy(
    e: float,
    origin: float,
    mastery: float,
    peers: list[float],
    exchanges: list[float],
    safeties: list[float],
    told: list[float],
    p: EfficacyParameters,
) -> None:
    little, much = (
        efficacy.efficacy_after_month(e, origin, mastery, peers[k], exchanges[k], safeties[k], told[k], p)
        for k in (0, 1)
    )
    assert little <= much


@law
@given(share, share, between(-1.0, 0.0), share, from_declaration(EfficacyParameters))
def test_without_mastery_peers_or_word_efficacy_never_rises_above_what_it_was_or_began_with(
    e: float, origin: float, mastery: float, safe: float, p: EfficacyParameters
) -> None:
    after = efficacy.efficacy_after_month(e, origin, mastery, 0.0, 1.0, safe, 0.0, p)
    assert after <= max(e, origin) + ROUNDING


@law
@given(between(-1.0, 0.0), between(0.0, 1.0), between(0.0, 1.0), share, from_declaration(LearningParameters))
@example(0.0, 0.0, 0.0, 1.0, LearningParameters(4.0, 24.0, 12.0, 1e-6, 0.05, 0.3, 0.0, 0.0, 0.0))
@example(0.0, 1.0, 1.0, 1.0, LearningParameters(4.0, 24.0, 12.0, 1e-6, 0.05, 0.3, 0.0, 0.0, 0.0))
def test_no_covariance_no_credit(
    covariance: float, own: float, seen: float, attributability: float, p: LearningParameters
) -> None:
    inferring = p._replace(assigned_credit=0.0)
    assert learning.credit_of(covariance, own, seen, attributability, inferring) == 0.0


@law
@given(st.lists(st.tuples(signed, signed), min_size=1, max_size=30), share, from_declaration(LearningParameters))
def test_credit_lies_in_0_to_1_whatever_a_team_lived_through(
    lived: list[tuple[float, float]], attributability: float, p: LearningParameters
) -> None:
    own = seen = together = 0.0
    rate = learning.rate_of_memory(p.association_memory)
    for done, moved in lived:
        own = learning.association_after_month(own, done, done, rate)
        seen = learning.association_after_month(seen, moved, moved, rate)
        together = learning.association_after_month(together, done, moved, rate)
        assert 0.0 <= own <= 1.0 and 0.0 <= seen <= 1.0
        assert 0.0 <= learning.credit_of(together, own, seen, attributability, p) <= 1.0


@law
@given(share, share, share, two_shares, from_declaration(LearningParameters))
def test_a_higher_chance_level_never_gives_more_credit(
    own: float, seen: float, linked: float, levels: list[float], p: LearningParameters
) -> None:
    together = linked * math.sqrt(own * seen)
    assume(levels[1] <= PARAMETERS["learning.chance_level"].high)
    lax, strict = (learning.credit_of(together, own, seen, 0.0, p._replace(chance_level=c)) for c in levels)
    assert strict <= lax + ROUNDING


@law
@given(signed, share, st.tuples(signed, signed).map(sorted), signed, from_declaration(LearningParameters))
def test_more_progress_never_gives_less_mastery(
    mastery: float, credit: float, fast: list[float], slow: float, p: LearningParameters
) -> None:
    little, much = (learning.mastery_after_month(mastery, credit, f, slow, p) for f in fast)
    assert little <= much + ROUNDING
    assert learning.mastery_after_month(0.0, 0.0, fast[0], slow, p) == 0.0  # no credit, no mastery


@law
@given(signed, signed, between(1.0, 120.0))
def test_an_average_goes_towards_what_is_seen(average: float, value: float, memory: float) -> None:
    after = learning.average_after_month(average, value, learning.rate_of_memory(memory))
    assert min(average, value) - ROUNDING <= after <= max(average, value) + ROUNDING


# Contracting and effort: P4 --------------------------------------------------------------------------------


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


# Practice, care, turnover, authority -----------------------------------------------------------------------


@law
@given(share, two_shares, two_shares, two_shares, two_shares, from_declaration(PracticeParameters))
def test_effort_safety_teamwork_and_sources_never_lower_practice(
    q: float,
    efforts_made: list[float],
    safeties: list[float],
    together: list[float],
    sources: list[float],
    p: PracticeParameters,
) -> None:
    little, much = (
        practice.practice_after_month(q, efforts_made[k], safeties[k], together[k], sources[k], p) for k in (0, 1)
    )
    assert little <= much
    assert practice.practice_after_month(q, 0.0, 1.0, 1.0, 1.0, p) <= q


@law
@given(share, between(0.0, 10.0), share, seeds)
def test_who_has_everything_gains_nothing_more(cause: float, made: float, origin: float, seed: int) -> None:
    p = random_mechanisms(seed)
    assert practice.practice_after_month(1.0, made, cause, cause, cause, p.practice) == 1.0 - p.practice.decay
    still = p.trust._replace(drift=0.0)
    assert trust.trust_after_month(1.0, cause, 0.0, 0.0, 0.0, 0.0, still) == 1.0
    rested = p.coordination._replace(drift=0.0)
    assert coordination.coordination_after_month(1.0, cause, cause, rested) == 1.0
    for group, after in (
        (p.trust, lambda q: trust.trust_after_month(1.0, cause, cause, cause, 0.0, cause, q)),
        (p.coordination, lambda q: coordination.coordination_after_month(1.0, cause, cause, q)),
        (p.motivation, lambda q: motivation.motivation_after_month(1.0, cause, cause, cause, cause, cause, q)),
        (p.efficacy, lambda q: efficacy.efficacy_after_month(1.0, origin, cause, cause, cause, cause, cause, q)),
        (p.identity, lambda q: identity.identity_after_month(1.0, origin, cause, cause, cause, 1.0, 0.0, cause, q)),
    ):
        without = group._replace(**{name: 0.0 for name in fields_of(type(group)) if name.startswith("gain_")})
        assert after(group) == after(without)


@law
@given(two_shares, two_shares, from_declaration(PracticeParameters))
def test_support_and_peers_never_take_improvement_away(
    supports: list[float], peers: list[float], p: PracticeParameters
) -> None:
    little, much = (practice.sources_of_improvement(supports[k], peers[k], p) for k in (0, 1))
    assert p.alone <= little <= much


@law
@given(
    between(-0.3, 1.3),
    share,
    share,
    two_shares,
    between(-3.0, 3.0),
    between(-5.0, 5.0),
    from_declaration(CareParameters),
)
def test_coverage_stays_within_its_bounds_and_practice_never_lowers_it(
    baseline: float,
    ceiling: float,
    alpha: float,
    delivered: list[float],
    demand: float,
    trend: float,
    p: CareParameters,
) -> None:
    little, much = (care.coverage_of(baseline, ceiling, alpha, d, demand, trend, p) for d in delivered)
    assert p.lowest <= little <= much <= p.highest


@law
@given(two_shares, share, share, from_declaration(CareParameters))
def test_what_a_team_does_not_decide_does_not_follow_its_practice(
    delivered: list[float], baseline: float, ceiling: float, p: CareParameters
) -> None:
    little, much = (care.coverage_of(baseline, ceiling, 0.0, d, 0.0, 0.0, p) for d in delivered)
    assert little == much


@law
@given(share, value_of(PARAMETERS["anc.denominator"]), st.tuples(deviate, deviate).map(sorted))
def test_a_figure_is_a_number_of_women_out_of_those_eligible(
    coverage: float, denominator: float, deviates: list[float]
) -> None:
    noise, one = care.sampling_noise(denominator), care.share_of_one(denominator)
    low, high = (care.indicator_of(coverage, denominator, one, noise, d) for d in deviates)
    assert 0.0 <= low <= high <= 1.0
    assert low * denominator == pytest.approx(round(low * denominator), abs=1e-6)
    expected = care.indicator_of(coverage, denominator, one, noise, 0.0)
    assert expected == pytest.approx(coverage, abs=0.5 / denominator + 1e-9)


@law
@given(share, share, between(0.0, 24.0))
def test_delivery_follows_practice(delivered: float, q: float, lag: float) -> None:
    after = care.delivered_after_month(delivered, q, care.way_in_a_month(lag))
    assert min(delivered, q) - ROUNDING <= after <= max(delivered, q) + ROUNDING
    assert care.delivered_after_month(delivered, q, care.way_in_a_month(0.0)) == pytest.approx(q, abs=1e-15)


@law
@given(between(0.0, 0.5), between(0.0, 0.99))
def test_demand_keeps_its_spread(sd: float, persistence: float) -> None:
    innovation = care.innovation_sd(sd, persistence)
    assert (persistence * sd) ** 2 + innovation**2 == pytest.approx(sd**2, rel=1e-9, abs=1e-300)


@law
@given(two_shares, from_declaration(TurnoverParameters))
def test_the_probability_of_leaving_is_one_and_rises_with_the_rate(rates: list[float], p: TurnoverParameters) -> None:
    few, many = (turnover.probability_of_leaving(rate, p) for rate in rates)
    assert 0.0 <= few <= many <= 1.0
    assert turnover.probability_of_leaving(rates[0], p._replace(compounding=0.0)) == rates[0] / 12.0


@law
@given(between(0.0, 0.5))
def test_compounding_keeps_a_years_survivors_near_the_annual_rate(rate: float) -> None:
    values = {name: PARAMETERS[f"turnover.{name}"].high for name in fields_of(TurnoverParameters)}
    monthly = turnover.probability_of_leaving(rate, TurnoverParameters(**values))
    assert (1.0 - monthly) ** 12 == pytest.approx(1.0 - rate, abs=0.02)


@law
@given(share, share, share, from_declaration(TurnoverParameters))
def test_nothing_is_lost_where_nobody_leaves(now: float, origin: float, newcomer: float, p: TurnoverParameters) -> None:
    assert turnover.identity_after_turnover(now, 0.0, newcomer) == now
    assert turnover.identity_after_turnover(now, 1.0, newcomer) == pytest.approx(newcomer, abs=1e-15)
    assert turnover.trust_after_turnover(now, 0.0, 0.0, origin, p) == now
    assert turnover.coordination_after_turnover(now, 0.0, origin, p) == now
    assert turnover.efficacy_after_turnover(now, 0.0, origin, p) == now
    assert turnover.practice_after_turnover(now, 0.0, p) == now
    assert turnover.practice_after_turnover(now, 1.0, p) <= now


@law
@given(
    share,
    st.tuples(between(0.0, 1.0), between(0.0, 1.0)).map(sorted),
    two_shares,
    two_shares,
    two_shares,
    from_declaration(AuthorityParameters),
)
def test_success_policy_and_training_teach_and_missed_targets_do_not(
    logic: float,
    successes: list[float],
    missing: list[float],
    alignments: list[float],
    doses: list[float],
    p: AuthorityParameters,
) -> None:
    worst = authority.logic_after_month(logic, successes[0], missing[1], alignments[0], doses[0], p)
    best = authority.logic_after_month(logic, successes[1], missing[0], alignments[1], doses[1], p)
    assert worst <= best + ROUNDING


@law
@given(two_shares, two_shares, levers, from_declaration(AuthorityParameters))
def test_leeway_grows_with_logic_and_shrinks_with_punishment(
    logics: list[float], sanctions: list[float], chosen: Levers, p: AuthorityParameters
) -> None:
    chosen = chosen._replace(sanction_cap=1.0)
    mild, harsh = (chosen._replace(sanction=sanction) for sanction in sanctions)
    held = authority.leeway_of(logics[0], harsh, p)
    assert -ROUNDING <= held <= authority.leeway_of(logics[1], mild, p) + ROUNDING <= 1.0 + 2 * ROUNDING
    assert authority.leeway_of(logics[0], harsh._replace(sanction_cap=0.0), p) == authority.leeway_of(
        logics[0], harsh._replace(sanction=0.0), p
    )
    assert authority.leeway_of(logics[0], mild, p._replace(hold_by_sanction=0.0)) == logics[0]


@law
@given(share, share, share, between(0.01, 1.0), share, share, from_declaration(DiffusionParameters))
def test_only_peers_who_are_ahead_push(
    a: float, b: float, exchange: float, half: float, logic: float, floor: float, p: DiffusionParameters
) -> None:
    behind, ahead = sorted((a, b))
    gate = diffusion.authority_gate(logic, floor)
    assert 0.0 <= diffusion.push_from_peers(ahead, behind, half, exchange, gate, p) <= 1.0
    assert diffusion.push_from_peers(behind, ahead, half, exchange, gate, p) == 0.0
    assert diffusion.push_from_peers(ahead, behind, half, 0.0, gate, p) == 0.0
    assert diffusion.authority_gate(logic, 1.0) == 1.0
    assert diffusion.authority_gate(logic, 0.0) == logic


@law
@given(two_shares, between(0.01, 1.0), from_declaration(DiffusionParameters))
def test_a_stronger_example_never_opens_less(examples: list[float], half: float, p: DiffusionParameters) -> None:
    weak, strong = (diffusion.openness_to(e, half, p) for e in examples)
    assert weak <= strong + ROUNDING
    assert diffusion.openness_to(-examples[0], half, p) == 0.0


# Ties ------------------------------------------------------------------------------------------------------


@law
@given(draw, st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_a_candidate_is_one_of_those_left(u: float, first: int, count: int, skip: int, skipped: int) -> None:
    assume(skip + skipped <= count)
    found = candidate(u, float(first), float(count), float(first + skip), float(skipped))
    left = [n for n in range(first, first + count) if not first + skip <= n < first + skip + skipped]
    assert found in left if left else found == NOBODY


@law
@given(draw, st.integers(1, 6), st.integers(1, 6), st.data())
def test_with_real_others_nobody_is_tied_to_oneself_and_elsewhere_is_elsewhere(
    u: float, regions: int, members: int, data: st.DataObject
) -> None:
    own = data.draw(st.integers(0, regions * members - 1))
    first = own // members * members
    everybody = float(regions * members)
    away = tie_away(u, everybody, float(first), float(members), float(own), 1.0)
    near = tie_near(u, float(first), float(members), float(own), 1.0)
    assert away != own and near != own
    assert near == NOBODY if members == 1 else first <= near < first + members
    if regions > 1:
        assert 0 <= away < everybody and not first <= away < first + members
    else:
        assert away == NOBODY if members == 1 else 0 <= away < everybody


@law
@given(draw, st.integers(1, 6), st.integers(1, 6), st.data())
def test_without_real_others_a_tie_leads_to_anybody_in_its_circle(
    u: float, regions: int, members: int, data: st.DataObject
) -> None:
    own = data.draw(st.integers(0, regions * members - 1))
    first = own // members * members
    assert 0 <= tie_away(u, float(regions * members), float(first), float(members), float(own), 0.0) < regions * members
    assert first <= tie_near(u, float(first), float(members), float(own), 0.0) < first + members


@law
@given(draw, st.integers(0, 9), st.integers(0, 9), two_shares)
def test_a_tie_moves_only_when_the_lever_passes_its_draw(u: float, away: int, near: int, levels: list[float]) -> None:
    few, many = (tie_now(u, float(away), float(near), level) for level in levels)
    if few != many:
        assert levels[0] <= u < levels[1]
        assert (few, many) == (near, away)


@law
@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from([0.0, 1.0, 2.0, 3.0]), st.randoms(use_true_random=False))
def test_every_network_has_its_own_place_in_the_order(regions: int, members: int, targeting: float, rng: Any) -> None:
    networks = range(regions * members)
    keys = [
        order_key(
            targeting,
            float(regions),
            float(len(networks)),
            float(n // members),
            float(n % members),
            rng.random(),
            float(rng.randrange(4)),
            float(rng.randrange(-1, 3)),
        )
        for n in networks
    ]
    places = [sum(comes_before(keys[n], n, keys[m], m) for m in networks if m != n) for n in networks]
    assert sorted(places) == list(networks)


# Policy ----------------------------------------------------------------------------------------------------

NO_POLICY = PolicyState(*(0.0 for _ in PolicyState._fields))


@law
@given(seeds, st.integers(0, 599), st.integers(1, 100), st.data())
def test_a_months_policy_is_made_of_shares_and_networks_that_exist(
    seed: int, month: int, networks: int, data: st.DataObject
) -> None:
    p = random_mechanisms(seed)
    named = data.draw(st.integers(0, networks))
    policy = policy_of_month(NO_POLICY, float(month), 1.0, float(networks), float(named), p)
    for name in ("coaching", "mentoring", "manager_exit", "lead_exit", "audit", "lateness"):
        assert 0.0 <= getattr(policy, name) <= 1.0
    assert 0.0 <= policy.coached_networks <= networks
    assert policy.coached_networks == coached_networks(p.levers, float(networks), float(named))
    twin = policy_of_month(NO_POLICY, float(month), 0.0, float(networks), float(named), p)
    assert twin == policy._replace(coaching=0.0, mentoring=0.0)


@law
@given(between(0.0, 9.0), between(0.0, 9.0), st.integers(0, 90), seeds)
def test_a_programme_never_loses_a_network_once_mentoring_runs(
    programme: float, coached: float, month: int, seed: int
) -> None:
    p = random_mechanisms(seed).levers
    after = programme_after_month(programme, coached, float(month), p)
    if month > p.mentoring_start:
        assert programme <= after <= max(programme, coached)
    else:
        assert after == coached


@law
@given(seeds, st.integers(0, 599))
def test_a_processs_conditions_are_finite(seed: int, month: int) -> None:
    values = random_values(seed)
    own = process_from(values, "anc")
    policy = process_policy_of_month(float(month), own.weight + values["ccs.weight"], own, mechanisms_from(values))
    assert 0.0 < policy.share <= 1.0
    assert 0.0 < policy.delivery <= 1.0
    assert 0.0 < policy.feedback <= 1.0
    assert 0.0 < policy.noise <= 1.0
    assert all(math.isfinite(value) for value in policy)


# The start -------------------------------------------------------------------------------------------------

SHARES_OF_START = [name for name in ProcessState._fields if name not in ("demand", "baseline")]


def start_of(seed: int, u: float, fixed: dict[str, float]) -> ProcessState:
    values = random_values(seed) | fixed
    draws = ProcessDraws(u, u, u, 4.24 * (2.0 * u - 1.0))
    return process_at_start(draws, -1.0, process_from(values, "ccs"), mechanisms_from(values))


@law
@given(seeds, draw)
def test_everybody_starts_within_bounds(seed: int, u: float) -> None:
    state = start_of(seed, u, {"start.baseline_spread": 0.0})
    assert all(0.0 <= getattr(state, name) <= 1.0 for name in SHARES_OF_START)
    assert 0.02 <= state.baseline <= 0.98


def test_a_drawn_baseline_is_a_coverage() -> None:
    for u in (0.0, 1.0 - 2.0**-53):
        edge = {"start.baseline_spread": 0.3, "start.quiet": 0.0, "ccs.baseline": 0.02 if u < 0.5 else 0.98}
        state = start_of(1, u, edge)
        assert 0.0 <= state.baseline <= 1.0
        assert 0.0 <= state.reported <= 1.0


# Learning, whole -------------------------------------------------------------------------------------------


@law
@given(seeds, between(0.0, 1.0), between(0.0, 1.0))
def test_a_report_that_is_better_than_the_figure_is_no_progress_a_team_feels(
    seed: int, reported: float, seen: float
) -> None:
    p = random_mechanisms(seed)
    state = ProcessState(*(0.0 for _ in ProcessState._fields))._replace(reported=reported, seen=seen)
    policy = process_policy_of_month(0.0, 2.0, process_from(random_values(seed), "ccs")._replace(weight=1.0), p)
    mastery = mastery_with_process(NO_MASTERY, state, policy, p)
    assert mastery.progress == 0.0
    assert mastery.success >= 0.0
    if p.authority.report_weight == 0.0 or reported <= seen:
        assert mastery.success == 0.0


# Measures --------------------------------------------------------------------------------------------------


@law
@given(between(-1e9, 1e9), between(-1.0, 1e9))
def test_ratios_are_undefined_where_there_is_nothing_below(above: float, below: float) -> None:
    found = ratio(above, below)
    assert math.isnan(found) if below <= 0.0 else found == above / below
    gained = gain_ratio(above, below)
    assert math.isnan(gained) if below < SMALLEST_GAIN else gained == above / below
    assert math.isnan(gain_ratio(above, math.nan))
    assert math.isnan(flag(True, math.nan))


@law
@given(between(-1.0, 1.0), st.one_of(share, st.just(math.nan)), between(0.0, 1e6))
def test_a_regime_is_one_of_four_or_undefined(direct: float, reach: float, hours: float) -> None:
    regime = regime_of(direct, reach, hours)
    assert math.isnan(regime) or regime in (0.0, 1.0, 2.0, 3.0)
    assert math.isnan(regime_of(math.nan, reach, hours))
    assert math.isnan(regime_of(direct, reach, 0.0))
    if hours > 0.0 and direct >= SMALLEST_GAIN and not math.isnan(reach):
        assert regime == sum((reach >= 0.2, reach >= 0.5), 1)


@law
@given(st.integers(1, 120), seeds)
def test_every_window_of_measurement_weighs_one_or_nothing(months: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    start = int(rng.integers(0, 130))
    end = start + int(rng.integers(0, 60))
    p = random_mechanisms(seed).levers._replace(mentoring_start=float(start), mentoring_end=float(end))
    every = [windows_of_month(float(month), float(months), p) for month in range(months)]
    for name in ("early", "late", "before", "ends_mentoring", "retained"):
        assert sum(getattr(w, name) for w in every) == pytest.approx(1.0) or not any(getattr(w, name) for w in every)
    assert sum(w.late for w in every) == pytest.approx(1.0)
    assert bool(sum(w.early for w in every)) == (start < min(end, months))
    assert bool(sum(w.ends_mentoring for w in every)) == (start < min(end, months))
    assert sum(w.since for w in every) == max(months - start, 0)


@law
@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_an_empty_window_weighs_nothing(month: int, first: int, end: int) -> None:
    weight = inside(float(month), float(first), float(end))
    assert weight == (1.0 / (end - first) if first <= month < end else 0.0)


@law
@given(st.integers(0, 4), between(0.0, 1.0), between(-1.0, 1.0), share)
def test_the_half_distance_lies_between_its_two_distances(
    distance: int, gain: float, lower: float, where: float
) -> None:
    assume(gain - lower > 1e-6)
    half = lower + where * (gain - lower)
    assert distance - ROUNDING <= half_distance_between(float(distance), gain, lower, half) <= distance + 1 + 1e-9


# Whole runs ------------------------------------------------------------------------------------------------

BOUNDS_OF_STATE: dict[str, tuple[float, float]] = {
    "bonus": (0.0, math.inf),  # of the account money, of the team a share
    "capitation": (0.0, math.inf),
    "claims": (0.0, 2.0),
    "coach_hours": (0.0, math.inf),
    "coached_networks": (0.0, math.inf),
    "covariance": (-2.0, 2.0),
    "demand": (-3.0, 3.0),
    "effort": (0.0, 10.0),
    "fast_average": (-1.0, 1.0),  # the region's average may be taken off
    "indicator_variance": (0.0, 4.0),
    "mastery": (-1.0, 1.0),
    "order": (0.0, math.inf),
    "programme": (0.0, math.inf),
    "progress": (0.0, 2.0),
    "shortfall": (0.0, 1.4),
    "slow_average": (-1.0, 1.0),
    "success": (0.0, 2.0),  # mastery, and reports that look good
    "supervision_hours": (0.0, math.inf),
    "teams_progress": (0.0, 2.0),
    "teams_safety": (0.0, 2.0),
    "teams_success": (0.0, 2.0),
    "trend": (-math.inf, math.inf),
    "verification_hours": (0.0, math.inf),
}
"""States that are no share; the rest lie in 0 to 1."""


def random_settings(seed: int) -> Settings:
    """Return a small region under values from anywhere in the declared ranges."""
    rng = np.random.default_rng(seed)
    values = random_values(seed)
    values["mentoring_start"] = float(rng.integers(0, 40))
    values["mentoring_end"] = values["mentoring_start"] + float(rng.integers(0, 40))
    for process in PROCESSES:
        values[f"{process}.ceiling"] = max(values[f"{process}.ceiling"], values[f"{process}.baseline"])
    structure = {"regions": 2, "networks_per_region": 2, "teams_per_network": 2, "months": 40, "ties": 2}
    places = regular_places(structure, values["price.population"], len(PROCESSES), named=(1, 2))
    return Settings(structure, values, (), places)


def test_no_value_inside_the_declared_ranges_breaks_a_run() -> None:
    for seed in range(100):
        run, twin = trace(random_settings(seed), seed=seed)
        for lived in (run, twin):
            for block in state_blocks(lived.settings):
                for name in block.state._fields:
                    values = lived.of(block.state, name)
                    low, high = BOUNDS_OF_STATE.get(name, (0.0, 1.0))
                    assert np.isfinite(values).all(), (seed, block.state.__name__, name)
                    assert low <= values.min() and values.max() <= high, (seed, block.state.__name__, name)
