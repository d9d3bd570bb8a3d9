"""Value of information, cost-effectiveness: known answers of textbook decisions, and nothing where nothing is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from experiments.analyses.decision.cost_effectiveness import (
    acceptability_of,
    cost_effectiveness_of,
    frontier_of,
    places_of,
    shares_worth_most,
)
from experiments.analyses.decision.value_of_information import (
    FEWEST,
    MECHANISMS,
    PLACES,
    ValueOfInformation,
    unknowns_of,
    value_of_information,
)
from experiments.statistics.intervals import Values
from simulation.errors import SimulationError

CASES = 2000


def learnt(net: Values, **table: Values) -> ValueOfInformation:
    """Return what is worth learning of a table, [package, case]; names of unknowns have ``_`` for a dot."""
    names = {name.replace("__", "."): values for name, values in table.items()}
    now = int(net.mean(axis=1).argmax())
    found = value_of_information(net[..., None], "abcdefgh"[: len(net)], now, names, np.arange(net.shape[1]), seed=1)
    assert found is not None
    return found


def of(found: ValueOfInformation, name: str) -> tuple[float, float, float]:
    value = next(own.value for own in found.unknowns if own.name == name)
    assert value.mean is not None and value.low is not None and value.high is not None
    return value.mean, value.low, value.high


def test_a_normal_decision_of_two_is_worth_what_theory_says() -> None:
    """One package gains nothing, the other X + Y: knowing X is worth s phi(m/s) + m Phi(m/s) - max(m, 0)."""
    random, mean = np.random.default_rng(1), 0.3
    x, y, idle = random.normal(mean, 1.0, CASES), random.normal(0.0, 0.5, CASES), random.random(CASES)
    found = learnt(
        np.stack([np.zeros(CASES), x + y]), demand_sd=x, demand_persistence=y, ccs__lag=idle, trust__drift=idle**2
    )

    def theory(sd: float) -> float:
        return float(sd * norm.pdf(mean / sd) + mean * norm.cdf(mean / sd) - max(mean, 0.0))

    for name, sd in (("demand_sd", 1.0), ("demand_persistence", 0.5), (PLACES, 1.25**0.5)):
        value, low, high = of(found, name)
        assert low <= theory(sd) <= high, name
        assert value == pytest.approx(theory(sd), rel=0.2)
    assert found.everything.mean == pytest.approx(theory(1.25**0.5), rel=0.1) and found.choice == "b"
    assert [own.name for own in found.worth_learning(0.0)] == ["demand_sd", "demand_persistence"]
    assert of(found, "ccs.lag")[0] <= 0.0 + 1e-12


def test_a_well_is_drilled_for_what_a_textbook_says() -> None:
    """Raiffa's oil well: dry, wet, soaking in 50, 30, 20 of 100; drilling pays -70, 50, 200: perfect information 35."""
    state = np.repeat([0.0, 1.0, 2.0], (CASES // 2, 3 * CASES // 10, CASES // 5))
    pays = np.array([-70.0, 50.0, 200.0])[state.astype(int)]
    idle = np.random.default_rng(2).random(CASES)
    found = learnt(np.stack([np.zeros(CASES), pays]), demand_sd=state, demand_persistence=idle)
    assert found.choice == "b" and found.everything.mean == pytest.approx(35.0)
    assert of(found, "demand_sd")[0] == pytest.approx(35.0, abs=1e-9)
    assert not next(own for own in found.unknowns if own.name == "demand_persistence").is_settled


def test_an_unknown_that_moves_a_gain_and_no_choice_is_worth_nothing() -> None:
    x = np.random.default_rng(3).random(CASES)
    found = learnt(np.stack([np.zeros(CASES), 1.0 + x]), demand_sd=x)
    assert of(found, "demand_sd") == (0.0, 0.0, 0.0) and found.everything.mean == 0.0
    assert found.worth_learning(0.0) == () and found.unknowns[0].changes == 0.0


def test_chance_alone_is_seldom_called_worth_learning() -> None:
    """Six unknowns that tell nothing: one is called worth learning in about a twentieth of tables, at most."""
    called, tables = 0, 60
    for seed in range(tables):
        random = np.random.default_rng(seed)
        net = random.normal(0.0, 0.02, (3, 64, 4))
        names = ("trust.drift", "identity.drift", "demand_sd", "demand_persistence", "ccs.lag", "lead_turnover")
        table = {name: random.random(64) for name in names}
        found = value_of_information(net, "abc", 0, table, np.arange(64), seed)
        assert found is not None
        called += any(own.is_settled for own in found.unknowns)
    assert called <= 7, "probability of more, at a twentieth: below 1%"


def test_worlds_are_never_parted_and_cases_of_one_are_no_evidence_of_their_own() -> None:
    """Eight times the same 25 worlds, with values that name the world: nothing is learnt of a world by itself."""
    random = np.random.default_rng(4)
    x, gain = random.random(25), random.normal(0.0, 0.05, 25)
    worlds = np.tile(np.arange(25), 8)
    net = np.stack([np.zeros(200), gain[worlds]])[..., None] + random.normal(0.0, 0.001, (2, 200, 2))
    found = value_of_information(net, "ab", 0, {"demand_sd": x[worlds]}, worlds, seed=1)
    assert found is not None and not found.unknowns[0].is_settled
    assert (found.everything.mean or 0.0) > 0.01, "knowing each world would be worth much"


def test_nothing_is_looked_for_in_too_few_cases_or_of_one_package() -> None:
    x = np.random.default_rng(5).random(FEWEST - 1)
    net = np.stack([np.zeros(len(x)), x])[..., None]
    assert value_of_information(net, "ab", 0, {"demand_sd": x}, np.arange(len(x)), 1) is None
    more = np.random.default_rng(5).random(CASES)
    assert value_of_information(more[None, :, None], "a", 0, {"demand_sd": more}, np.arange(CASES), 1) is None


def test_mechanisms_go_together_by_concept_and_places_one_by_one() -> None:
    column = np.arange(3.0)
    names = ("trust.drift", "trust.neutral", "identity.drift", "demand_sd", "ccs.lag")
    found = unknowns_of(dict.fromkeys(names, column))
    assert found == {
        "trust": ("trust.drift", "trust.neutral"),
        "identity": ("identity.drift",),
        "demand_sd": ("demand_sd",),
        "ccs.lag": ("ccs.lag",),
        MECHANISMS: ("trust.drift", "trust.neutral", "identity.drift"),
        PLACES: ("demand_sd", "ccs.lag"),
    }
    assert unknowns_of({"demand_sd": column}) == {"demand_sd": ("demand_sd",)}


# What packages are worth ----------------------------------------------------------------------------------------

COSTS = [0.0, 16_000.0, 20_000.0, 30_000.0, 50_000.0]
GAINS = [0.0, 0.01, 0.04, 0.03, 0.05]
NAMES = ("today", "mixed", "good", "beaten", "best")


def spread_out(values: list[float], scale: float) -> Values:
    """Return values as [package, case, replicate], each with a little noise of mean 0."""
    noise = np.random.default_rng(6).standard_normal((len(values), 50, 2))
    noise -= noise.mean(axis=(1, 2), keepdims=True)
    return np.array(values)[:, None, None] + scale * noise


def test_what_is_dominated_and_what_a_mix_beats_are_found_with_their_ratios() -> None:
    places = places_of(NAMES, spread_out(COSTS, 10.0), spread_out(GAINS, 1e-4), np.arange(50), 1, 0.005)
    of = {own.package: own for own in places}
    assert [own.standing for own in places] == ["frontier", "extended", "frontier", "dominated", "frontier"]
    assert of["mixed"].by == ("today", "good") and of["beaten"].by == ("good",)
    assert (of["today"].over, of["good"].over, of["best"].over) == (None, "today", "good")
    for name, ratio in (("good", 5_000.0), ("best", 30_000.0)):  # 20,000 for 4 points, 30,000 for 1 point more
        each = of[name].each
        assert each is not None and each.mean == pytest.approx(ratio)
        assert (each.low or 0.0) < ratio < (each.high or 0.0)
    assert of["today"].each is None and of["mixed"].each is None


def test_what_a_point_is_worth_chooses_as_net_gain_does() -> None:
    costs, gains = spread_out(COSTS, 10.0), spread_out(GAINS, 1e-4)
    places = places_of(NAMES, costs, gains, np.arange(50), 1, 0.005)
    for worth, name in ((0.0, "today"), (4_900.0, "today"), (5_100.0, "good"), (29_000.0, "good"), (31_000.0, "best")):
        found = cost_effectiveness_of(places, costs, gains, np.arange(50), worth)
        chosen = found.worth_most()
        assert chosen is not None and chosen.package == name
        shares = [share.mean or 0.0 for share in found.at_worth]
        assert sum(shares) == pytest.approx(1.0) and max(shares) == shares[NAMES.index(name)]
    curve = cost_effectiveness_of(places, costs, gains, np.arange(50), None).acceptability
    assert curve is not None and curve.prices[0] == 0.0 and curve.prices[-1] == pytest.approx(60_000.0)
    assert (curve.shares[0][0].mean, curve.shares[NAMES.index("best")][-1].mean) == (1.0, 1.0)


def test_equal_packages_share_being_worth_most() -> None:
    same = np.zeros((2, 20, 3))
    shares = shares_worth_most(np.array([0.0, 1e6]), same, same, np.arange(20))
    assert [share.mean for own in shares for share in own] == [0.5] * 4


def test_where_nothing_gains_there_is_no_price_at_which_it_is_worth_its_money() -> None:
    costs, gains = spread_out([0.0, 10.0], 0.0), spread_out([0.0, -0.01], 0.0)
    places = places_of(("a", "b"), costs, gains, np.arange(50), 1, 0.005)
    assert [own.standing for own in places] == ["frontier", "dominated"]
    assert acceptability_of(places, costs, gains, np.arange(50), None) is None
    assert frontier_of([0.0, 10.0], [0.0, -0.01]) == [0]


@pytest.mark.parametrize("worth", [-1.0, float("nan"), float("inf"), "much"])
def test_what_a_point_cannot_be_worth_is_refused(worth: object) -> None:
    from experiments import decide

    with pytest.raises(SimulationError, match="worth is"):
        decide(["baseline", "aligned"], worth=worth)  # type: ignore[arg-type]
