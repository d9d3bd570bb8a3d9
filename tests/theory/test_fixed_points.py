"""Fixed points: where inputs stand still, each mechanism goes where its algebra says, at the rate it says.

The engine is run, not the rule: a scenario is set so that one mechanism moves and its inputs are constant. Tolerances
are those of rounding (1e-9) unless a test says otherwise. Symbols are those of the model's description.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation.engine.run import trace
from simulation.settings import Settings
from simulation.state import AuthorityState, ManagerState, PolicyState, ProcessState, TeamState
from tests.theory.still import still

ROUNDING = 1e-9
LONG = 600


def life(settings: Settings, state: type, field: str) -> NDArray[np.float64]:
    """Return one field over the whole run, the start first, of the first agent (and process)."""
    values = trace(settings, 1)[0].of(state, field)
    return values.reshape(len(values), -1)[:, 0]


def approach(start: float, end: float, rate: float, months: int) -> NDArray[np.float64]:
    """Return x with x' = x + rate (end - x): a linear rule under constant inputs."""
    return np.asarray(end + (start - end) * (1.0 - rate) ** np.arange(months + 1), dtype=np.float64)


def agrees(found: NDArray[np.float64], wanted: NDArray[np.float64]) -> None:
    assert np.abs(found - wanted).max() < ROUNDING
    assert found.min() > 0.0 and found.max() < 1.0  # no clip took part


def support_and_control(settings: Settings, identity: float) -> tuple[float, float]:
    v, logic = settings.values, settings.values["alignment"]
    burden = v["admin_base"] + v["admin_verification"] * v["verification"] * (1.0 - logic) - v["protected_time"]
    time = 1.0 - min(max(burden, 0.0), 0.95)
    return time * identity, time * (1.0 - identity) * (1.0 - logic)


# Trust -----------------------------------------------------------------------------------------------------


def test_trust_goes_where_support_control_late_money_and_drift_balance() -> None:
    world = still(
        120,
        start__identity=0.4,
        start__trust=0.7,
        payment_delay=3.0,
        contracting__late_payment_half=3.0,
        trust__gain_support=0.3,
        trust__loss_control=0.1,
        trust__loss_late_payment=0.05,
        trust__drift=0.02,
        trust__neutral=0.35,
    )
    support, control = support_and_control(world, 0.4)
    rate = 0.3 * support + 0.1 * control + 0.05 * 0.5 + 0.02
    agrees(life(world, TeamState, "trust"), approach(0.7, (0.3 * support + 0.02 * 0.35) / rate, rate, 120))


def test_all_trusting_nothing_that_costs_trust_and_trust_is_complete() -> None:
    world = still(
        LONG, start__identity=0.9, trust__gain_support=0.5, safety__rate=0.3, safety__loss_fear=0.0, safety__base=0.2,
        safety__gain_trust=0.9, coordination__base=0.5, start__coordination=0.4,
    )  # fmt: skip
    support, _ = support_and_control(world, 0.9)
    found = life(world, TeamState, "trust")
    assert np.abs(found - approach(world.values["start.trust"], 1.0, 0.5 * support, LONG)).max() < ROUNDING
    assert found[-1] == pytest.approx(1.0, abs=ROUNDING)
    assert life(world, TeamState, "safety")[-1] == pytest.approx(min(1.0, 0.2 + 0.9 * 0.9), abs=ROUNDING)


def test_a_steady_sanction_erodes_trust_to_drift_over_all_rates() -> None:
    """Sanctions come in the month after a quarter's end: after each, T' = T - l x T - d (T - T0); else drift alone."""
    world = still(
        LONG,
        sanction=0.5,
        sanction_cap=1.0,
        target=0.3,
        alignment=0.0,
        contracting__reporting_rate=0.0,
        trust__loss_sanction=0.4,
        trust__drift=0.05,
        trust__neutral=0.6,
    )
    trust, hit = 0.6, 0.4 * 0.5  # the shortfall is the whole target, which draws the full sanction
    for month in range(3 * LONG):
        trust += -(hit * trust if month % 3 == 0 else 0.0) - 0.05 * (trust - 0.6)
    # In equilibrium the same three months come again: the last one of this run is the third of its quarter.
    assert life(world, TeamState, "trust")[-1] == pytest.approx(trust, abs=ROUNDING)
    keep, back = 0.95, 0.05 * 0.6
    closed = (back * (1.0 + keep + keep * keep)) / (1.0 - keep * keep * (1.0 - hit - 0.05))
    assert trust == pytest.approx(closed, abs=ROUNDING)


# Safety, coordination, motivation, pressure -----------------------------------------------------------------


def test_safety_follows_trust_coordination_and_fear() -> None:
    world = still(
        80,
        start__trust=0.5,
        start__coordination=0.3,
        start__pressure=0.4,
        start__safety=0.9,
        safety__rate=0.2,
        safety__base=0.16,
        safety__gain_trust=0.6,
        safety__loss_fear=0.24,
        coordination__base=0.5,
    )
    level = 0.16 + 0.6 * 0.5 * (0.5 + 0.3) - 0.24 * 0.4
    agrees(life(world, TeamState, "safety"), approach(0.9, level, 0.2, 80))


def test_coordination_balances_supported_safe_work_and_drift() -> None:
    world = still(
        300,
        start__identity=0.5,
        start__safety=0.6,
        start__coordination=0.2,
        coordination__gain=0.3,
        coordination__drift=0.03,
        coordination__neutral=0.35,
    )
    support, _ = support_and_control(world, 0.5)
    rate = 0.3 * support * 0.6 + 0.03
    agrees(life(world, TeamState, "coordination"), approach(0.2, (0.3 * support * 0.6 + 0.03 * 0.35) / rate, rate, 300))


def test_motivation_balances_support_pressure_late_money_directive_pay_and_drift() -> None:
    world = still(
        300,
        start__identity=0.5,
        start__pressure=0.4,
        start__motivation=0.9,
        alignment=0.25,
        bonus=0.2,
        payment_delay=6.0,
        contracting__late_payment_half=3.0,
        motivation__gain_support=0.05,
        motivation__loss_pressure=0.04,
        motivation__loss_late_payment=0.03,
        motivation__crowding_out=0.1,
        motivation__drift=0.02,
        motivation__neutral=0.6,
    )
    support, _ = support_and_control(world, 0.5)
    hurt = 0.04 * 0.4 + 0.03 * (6.0 / 9.0) + 0.1 * 0.2 * 0.75
    rate = 0.05 * support + hurt + 0.02
    agrees(life(world, TeamState, "motivation"), approach(0.9, (0.05 * support + 0.02 * 0.6) / rate, rate, 300))


@pytest.mark.parametrize(("cap", "weight"), [(1.0, 0.4 + 0.6 * 0.5), (0.2, None)])
def test_pressure_goes_to_the_threat_less_the_shield(cap: float, weight: float | None) -> None:
    world = still(
        200,
        sanction=0.5,
        sanction_cap=cap,
        alignment=0.2,
        target=0.05,
        start__identity=0.6,
        start__trust=0.5,
        trust__shield=0.5,
        contracting__reporting_rate=0.0,
        contracting__shortfall_scale=0.1,
        contracting__pressure_base=0.4,
        contracting__pressure_rate=0.25,
    )
    threat = cap if weight is None else 0.5 * weight
    found = life(world, TeamState, "pressure")
    assert found[-1] == pytest.approx(threat * 0.8 * (1.0 - 0.5 * 0.6 * 0.5), abs=ROUNDING)


# Identity and authority -------------------------------------------------------------------------------------


@pytest.mark.parametrize("dose", [0.0, 0.5, 1.0])
def test_identity_is_the_root_of_its_quadratic(dose: float) -> None:
    """0 = g m (1 - I) - k F (1 - r m) I^2 - d (I - I0)."""
    world = still(
        LONG,
        mentoring=dose,
        alignment=0.15,
        start__identity=0.2,
        start__pressure=0.4,
        identity__gain_mentoring=0.31,
        identity__loss_conflict=0.45,
        identity__relief=0.5,
        identity__drift=0.1,
    )
    square = 0.45 * 0.4 * (1.0 - 0.5 * dose)
    linear, constant = 0.31 * dose + 0.1, 0.31 * dose + 0.1 * 0.2
    root = (-linear + math.sqrt(linear * linear + 4.0 * square * constant)) / (2.0 * square)
    assert life(world, ManagerState, "identity")[-1] == pytest.approx(root, abs=ROUNDING)


def test_dose_saturates_by_its_formula() -> None:
    half = 0.5
    for dose in (0.25, 0.5, 1.0):
        world = still(3, mentoring=dose, identity__dose_saturates=1.0, identity__dose_half=half)
        assert life(world, PolicyState, "mentoring")[-1] == pytest.approx(dose * (1 + half) / (dose + half))


def test_coaches_spread_over_twice_the_networks_give_half_the_dose() -> None:
    world = still(2, size=(2, 10, 1), coaching_coverage=1.0, coach_capacity=0.5, mentoring=0.8)
    assert life(world, PolicyState, "coaching")[-1] == pytest.approx(0.4)


def test_logic_balances_policy_training_and_missed_targets() -> None:
    world = still(
        LONG,
        alignment=0.4,
        authority_training=0.5,
        target=0.3,
        contracting__reporting_rate=0.0,
        authority__pull=0.05,
        authority__training=0.02,
        authority__press=0.04,
    )
    # every team misses: L' = L + pull (a - L) + t u (1 - L) - press (1 - a) L
    logic = (0.05 * 0.4 + 0.02 * 0.5) / (0.05 + 0.02 * 0.5 + 0.04 * 0.6)
    assert life(world, AuthorityState, "logic")[-1] == pytest.approx(logic, abs=ROUNDING)


@pytest.mark.parametrize(("waits", "allowed"), [(0.0, 1.0), (0.5, 0.6), (1.0, 0.2)])
def test_logic_balances_learning_from_a_steady_lead_and_policy(waits: float, allowed: float) -> None:
    """Half of the region is coached, and half shows in reports: 0 = pull (a - L) + g H(lead) allowed (1 - L).

    Reports of the first network rise with its practice, which coaching lifts at once; the other's stand still.
    """
    world = still(
        LONG,
        size=(1, 2, 1),
        alignment=0.2,
        coaching_coverage=0.5,
        mentoring=1.0,
        mentoring_start=12.0,
        start__identity=0.0,
        start__safety=1.0,
        start__coordination=0.5,
        coordination__base=0.5,
        identity__gain_mentoring=1.0,
        identity__drift=1.0,
        practice__gain=1.0,
        practice__coach=1.0,
        practice__alone=0.0,
        practice__decay=0.5,
        ccs__denominator=100_000,
        anc__denominator=100_000,
        authority__pull=0.05,
        authority__learning=0.1,
        authority__memory=6.0,
        authority__success_threshold=0.05,
        authority__waits_for_policy=waits,
    )
    own = trace(world, 1)[0]
    rises = own.of(ManagerState, "teams_rise")[-120:]
    order = own.of(ManagerState, "order")[-1]
    lead = float((rises[:, order == 0.0] - rises[:, order == 1.0]).mean())
    assert lead > 0.02
    opened = lead**4 / (lead**4 + 0.05**4)
    learned = 0.1 * opened * allowed
    found = own.of(AuthorityState, "logic")[-120:].mean()
    # Logic lightens verification, so the lead drifts a little with it: what is left of the noise is small.
    assert float(found) == pytest.approx((0.05 * 0.2 + learned) / (0.05 + learned), abs=2e-3)
    assert float(own.of(AuthorityState, "visible_success")[-120:].mean()) == pytest.approx(lead, abs=1e-3)


def test_candour_is_a_threshold_of_safety_free_of_pressure() -> None:
    world = still(3, start__safety=0.6, start__pressure=0.25, candour__threshold=0.3)
    free = 0.6 * 0.75
    assert life(world, TeamState, "candour") == pytest.approx(free**4 / (free**4 + 0.3**4), abs=ROUNDING)


def test_an_honest_report_follows_figures_and_a_made_up_one_stands_above_by_inflation_times_documentation() -> None:
    """Both follow the same figures at the same rate, so their difference goes to inflation x D, whatever is drawn."""
    world = still(
        LONG,
        start__safety=0.2,
        start__pressure=0.5,
        effort__gaming=0.5,
        effort__audit_deterrence=0.0,
        effort__documentation_cap=1.0,
        contracting__inflation=0.1,
        contracting__reporting_rate=0.3,
    )
    over = life(world, ProcessState, "reported") - life(world, ProcessState, "honest")
    agrees_apart = approach(0.0, 0.1 * 0.5 * 0.5 * 0.8, 0.3, LONG)
    assert np.abs(over - agrees_apart).max() < ROUNDING


# Efficacy, practice, care -----------------------------------------------------------------------------------


def test_efficacy_balances_persuasion_and_drift() -> None:
    world = still(
        300,
        start__identity=0.5,
        start__trust=0.6,
        start__efficacy=0.3,
        learning__assigned_credit=1.0,
        efficacy__gain_persuasion=0.2,
        efficacy__drift=0.07,
    )
    support, _ = support_and_control(world, 0.5)
    told = 0.2 * support * 0.6 * world.values["ccs.attributability"]
    rate = told + 0.07
    agrees(life(world, ProcessState, "efficacy"), approach(0.3, (told + 0.07 * 0.3) / rate, rate, 300))


def test_practice_balances_improvement_and_decay() -> None:
    world = still(
        200,
        start__identity=0.5,
        start__safety=0.6,
        start__coordination=0.4,
        start__motivation=0.5,
        start__pressure=0.5,
        start__efficacy=0.4,
        start__practice=0.05,
        effort__unmeasured=0.2,
        effort__pressure_on_unmeasured=0.5,
        effort__motivation_floor=0.4,
        effort__motivation_reference=0.75,
        effort__willingness=0.15,
        coordination__base=0.5,
        practice__gain=1.0,
        practice__decay=0.15,
        practice__alone=0.02,
        practice__routine=0.03,
        practice__coach=1.5,
    )
    support, _ = support_and_control(world, 0.5)
    effort = (1.0 - 0.2 * (1.0 - 0.5 * 0.5)) * (0.4 + 0.6 * 0.5) / 0.75 * (0.15 + 0.4)
    gain = effort * (0.02 + 0.03 * (support / 0.5) + 0.6 * (0.5 + 0.4) * 1.5 * support)
    agrees(life(world, ProcessState, "practice"), approach(0.05, gain / (gain + 0.15), gain + 0.15, 200))


@pytest.mark.parametrize("lag", [0.0, 1.0, 5.0, 24.0])
def test_a_lag_is_a_mean_delay(lag: float) -> None:
    """A step in practice arrives late by the lag on average: the missing parts sum to it."""
    world = still(LONG, start__practice=0.5, ccs__lag=lag)
    delivered = life(world, ProcessState, "delivered")[1:]
    assert float((1.0 - delivered / 0.5).sum()) == pytest.approx(lag, abs=1e-6)


def test_coverage_is_the_baseline_and_the_teams_part_of_the_way_to_the_ceiling() -> None:
    world = still(LONG, start__practice=0.5)
    v = world.values
    wanted = v["ccs.baseline"] + (v["ccs.ceiling"] - v["ccs.baseline"]) * v["ccs.attributability"] * 0.5
    assert life(world, ProcessState, "coverage")[-1] == pytest.approx(wanted, abs=ROUNDING)


def test_mastery_under_a_steady_rise_is_credit_times_saturated_progress() -> None:
    """Averages of memory a and b lag a line of slope s by s (a - 1) and s (b - 1): they stand s (b - a) apart.

    What is left of the sample's noise is its spread over the square root of the fast average's memory, twice less one.
    The slow average, which credit reads, has no part in it.
    """
    slope, fast, reference, scale = 0.1 / 12.0, 2.0, 8.0, 0.05
    women = 100_000
    world = still(
        72,
        ccs__trend=0.1,
        ccs__baseline=0.1,
        ccs__denominator=women,
        learning__fast_memory=fast,
        learning__slow_memory=100.0,
        learning__reference_memory=reference,
        learning__progress_scale=scale,
        learning__mastery_rate=1.0,
        learning__assigned_credit=1.0,
    )
    apart = slope * (reference - fast)
    wanted = world.values["ccs.attributability"] * apart / (scale + apart)
    found = life(world, ProcessState, "mastery")[-1]
    left = (1.0 - 1.0 / reference) ** 72 * slope * reference / scale  # of the reference's start
    noise = math.sqrt(0.25 / women / (2.0 * fast - 1.0)) / scale
    assert abs(found - wanted) < 4.0 * noise + left
    assert 4.0 * noise + left < 0.25 * wanted


# The whole without coaching ---------------------------------------------------------------------------------


def test_without_coaching_and_news_the_whole_world_comes_to_rest_where_its_equations_say() -> None:
    """All climates at once, solved here from the formulas of the description, without any of the model's code.

    No mastery (nobody learns), a target nobody meets: then nothing is random, and eight quantities must agree.
    """
    from scipy.optimize import fsolve

    p = {
        "mentoring": 0.0, "alignment": 0.2, "sanction": 0.6, "sanction_cap": 1.0, "target": 0.4, "verification": 0.5,
        "admin_base": 0.25, "admin_verification": 0.4, "protected_time": 0.0, "bonus": 0.1, "payment_delay": 0.0,
        "authority.pull": 0.05, "authority.press": 0.04,
        "identity.gain_enactment": 0.12, "identity.loss_conflict": 0.3, "identity.drift": 0.1,
        "identity.trust_weight": 0.3,
        "trust.gain_support": 0.3, "trust.loss_control": 0.06, "trust.drift": 0.05, "trust.neutral": 0.35,
        "trust.shield": 0.5,
        "safety.rate": 0.2, "safety.base": 0.16, "safety.gain_trust": 0.6, "safety.loss_fear": 0.2,
        "coordination.gain": 0.1, "coordination.drift": 0.03, "coordination.neutral": 0.35, "coordination.base": 0.5,
        "motivation.gain_support": 0.03, "motivation.loss_pressure": 0.04, "motivation.drift": 0.02,
        "motivation.neutral": 0.6,
        "effort.gaming": 0.7, "effort.audit_deterrence": 0.5, "effort.documentation_cap": 0.8,
        "effort.unmeasured": 0.25, "effort.pressure_on_unmeasured": 0.8, "effort.motivation_floor": 0.4,
        "effort.motivation_reference": 0.75, "effort.willingness": 0.15,
        "practice.gain": 1.2, "practice.decay": 0.15, "practice.alone": 0.02,
        "practice.routine": 0.01, "practice.coach": 2.0,
        "contracting.pressure_rate": 0.25, "contracting.pressure_base": 0.4, "contracting.audit_probability": 0.3,
        "start.identity": 0.2, "start.efficacy": 0.3, "start.motivation": 0.6,
        "contracting.inflation": 0.0,
    }  # fmt: skip
    world = still(LONG, values=p)

    def moves(x: NDArray[np.float64]) -> list[float]:
        logic, i, t, s, r, f, m, q = x
        time = 1.0 - (p["admin_base"] + p["admin_verification"] * p["verification"] * (1.0 - logic))
        support, control = time * i, time * (1.0 - i) * (1.0 - logic)
        shield = p["trust.shield"] * i * t
        documentation = p["effort.gaming"] * f * (1.0 - s) * (1.0 - p["effort.audit_deterrence"] * 0.3 * 0.5)
        unmeasured = p["effort.unmeasured"] * (1.0 - p["effort.pressure_on_unmeasured"] * f)
        drive = (p["effort.motivation_floor"] + (1.0 - p["effort.motivation_floor"]) * m) / 0.75
        effort = (1.0 - documentation - unmeasured) * drive * (0.15 + 0.3)
        sources = p["practice.alone"] + p["practice.routine"] * time + s * (0.5 + r) * p["practice.coach"] * support
        return [
            0.05 * (0.2 - logic) - 0.04 * 0.8 * logic,
            0.12 * time * i * 0.3 * t * (1.0 - i) - 0.3 * f * i * i - 0.1 * (i - 0.2),
            0.3 * support * (1.0 - t) - 0.06 * control * t - 0.05 * (t - 0.35),
            0.16 + 0.6 * t * (0.5 + r) - 0.2 * f - s,
            0.1 * support * s * (1.0 - r) - 0.03 * (r - 0.35),
            0.6 * (1.0 - logic) * (1.0 - shield) - f,
            0.03 * support * (1.0 - m) - 0.04 * f * m - 0.02 * (m - 0.6),
            1.2 * effort * sources * (1.0 - q) - 0.15 * q,
        ]

    # Managers act before teams within a month, but at rest order no longer matters.
    rest = np.asarray(fsolve(moves, np.array([0.15, 0.2, 0.35, 0.3, 0.35, 0.4, 0.6, 0.1]), xtol=1e-13))
    found = np.array(
        [
            life(world, AuthorityState, "logic")[-1],
            life(world, ManagerState, "identity")[-1],
            *[
                life(world, TeamState, name)[-1]
                for name in ("trust", "safety", "coordination", "pressure", "motivation")
            ],
            life(world, ProcessState, "practice")[-1],
        ]
    )
    assert np.abs(found - rest).max() < 1e-7, np.stack([found, rest])
