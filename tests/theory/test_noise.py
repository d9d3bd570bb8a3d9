"""Noise: demand, samples, departures and credit by luck have the moments that theory gives them, in the engine.

Each tolerance is four standard errors of the estimate, from the theory named; so a right model fails one test in
sixteen thousand by chance, and the seeds are fixed.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from scenarios.load import load
from simulation.engine.run import run, trace
from simulation.state import ManagerState, ProcessState
from tests.theory.still import still

WIDE = (2, 10, 10)
"""200 teams."""
ERRORS = 4.0


@pytest.mark.parametrize("rho", [0.0, 0.8])
def test_demand_is_ar1_with_the_declared_spread(rho: float) -> None:
    """The variance of n steps of AR(1) has relative variance 2/n (1 + rho^2)/(1 - rho^2)."""
    sd = 0.1
    demand = trace(still(90, WIDE, demand_sd=sd, demand_persistence=rho), 3)[0].of(ProcessState, "demand")
    x = demand.reshape(len(demand), -1)
    n = x.size
    spread = float((x * x).mean()) / sd**2
    assert abs(spread - 1.0) < ERRORS * math.sqrt(2.0 / n * (1.0 + rho**2) / (1.0 - rho**2))
    together = float((x[1:] * x[:-1]).mean()) / sd**2
    assert abs(together - rho) < ERRORS * math.sqrt((1.0 + rho**2) / n * (1.0 + rho**2) / (1.0 - rho**2))
    assert abs(float(x.mean())) < ERRORS * sd * math.sqrt((1.0 + rho) / (1.0 - rho) / n)
    # the start is drawn from the same spread, so no month is special
    assert abs(float((x[0] ** 2).mean()) / sd**2 - 1.0) < ERRORS * math.sqrt(2.0 / x.shape[1])


@pytest.mark.parametrize("women", [20, 300])
def test_a_figure_is_a_binomial_sample(women: int) -> None:
    """Variance p (1 - p) / n, and what rounding to whole women adds, 1 / (12 n^2)."""
    world = still(90, WIDE, ccs__denominator=women, ccs__baseline=0.5, start__practice=0.0)
    ran = trace(world, 4)[0]
    coverage, figure = (ran.of(ProcessState, name)[1:, :, 0] for name in ("coverage", "indicator"))
    assert np.allclose(coverage, 0.5)
    error = figure - coverage
    wanted = 0.25 / women + 1.0 / (12.0 * women**2)
    n = error.size
    assert abs(float((error**2).mean()) / wanted - 1.0) < ERRORS * math.sqrt(2.0 / n)
    assert abs(float(error.mean())) < ERRORS * math.sqrt(wanted / n)
    assert np.allclose(figure * women, np.rint(figure * women))


@pytest.mark.parametrize("compounding", [0.0, 1.0])
def test_managers_leave_as_often_as_their_annual_rate_says(compounding: float) -> None:
    annual = 0.3
    world = still(
        240, (2, 50, 1), manager_turnover=annual, turnover__compounding=compounding, start__identity_spread=0.1
    )
    origin = trace(world, 5)[0].of(ManagerState, "identity_origin")
    left = origin[1:] != origin[:-1]
    monthly = annual / 12.0 if compounding == 0.0 else 1.0 - (1.0 - annual) ** (1.0 / 12.0)
    formula = annual / (12.0 - 5.5 * annual * compounding)
    assert formula == pytest.approx(monthly, rel=0.02)  # the form without powers is close
    assert abs(float(left.mean()) - formula) < ERRORS * math.sqrt(formula * (1.0 - formula) / left.size)


def credits_where_nothing_is_caused(memory: float, months: int = 300) -> NDArray[np.float64]:
    """Return credits of teams whose practice moves nothing: departures shake it, all they see is a sample."""
    world = still(
        months,
        WIDE,
        ccs__attributability=0.0,
        ccs__denominator=50,
        ccs__baseline=0.5,
        lead_turnover=1.0,
        turnover__lead_practice_loss=0.5,
        start__practice=0.3,
        practice__gain=1.0,
        practice__alone=0.3,
        practice__decay=0.02,
        learning__association_memory=memory,
        learning__slow_memory=120.0,
        learning__noise_floor=1e-6,
        learning__chance_level=0.0,
    )
    return trace(world, 6)[0].of(ProcessState, "credit")[months // 2 :, :, 0]


@pytest.mark.parametrize("memory", [12.0, 36.0])
def test_credit_of_the_unrelated_is_what_chance_gives(memory: float) -> None:
    """Weights of rate a = 1 / memory leave a white series 2 memory - 1 months of weight: r^2 is 1 over that on average.

    Only positive association earns credit, so half of it. Practice moves in jumps, which makes r^2 larger where few
    months carry its variance: theory gives a floor, and twice the floor is the tolerance.
    """
    found = float(credits_where_nothing_is_caused(memory).mean())
    chance = 0.5 / (2.0 * memory - 1.0)
    assert 0.8 * chance < found < 2.0 * chance, (found, chance)


def test_a_chance_level_takes_credit_by_luck_away() -> None:
    def credit(level: float) -> float:
        chosen = load("no-coaching").settings.with_values(
            {"ccs.attributability": 0.0, "anc.attributability": 0.0, "learning.chance_level": level}
        )
        return float(trace(chosen, 7)[0].of(ProcessState, "credit")[60:].mean())

    assert credit(0.1) < credit(0.0)
    assert credit(0.1) < 0.05


def test_no_exchange_and_no_learning_authority_is_no_spread_at_all() -> None:
    chosen = load("aligned-tied").settings.with_values(
        {"peer_exchange": 0.0, "authority.learning": 0.0, "authority.press": 0.0, "learning.regional_comparison": 0.0}
    )
    found = run(chosen, 8, 20)
    for process in ("ccs", "anc"):
        for measure in ("spillover_gain", "spillover_highest", "spillover_lowest"):
            assert (found.measure(f"{measure}.{process}") == 0.0).all()
    assert found.measure("direct_gain.ccs").min() > 0.0
