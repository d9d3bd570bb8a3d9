"""Skewness: Cochran's rule at 95%, mixtures whose skewness is known, and misses as often as is said."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.statistics.intervals import mean_of
from experiments.statistics.skewness import MORE_MISSES, cases_needed, skewness_of_mixture


def test_at_95_percent_it_is_cochrans_rule() -> None:
    assert cases_needed(1.0, 0.95) == 25
    assert cases_needed(-2.0, 0.95) == pytest.approx(4 * 24.7, abs=1)


def test_more_skewness_or_more_confidence_takes_more_cases() -> None:
    assert cases_needed(0.0, 0.999) == 0
    by_skewness = [cases_needed(one, 0.99) for one in (0.1, 0.5, 1.0, 3.0)]
    by_confidence = [cases_needed(1.0, one) for one in (0.9, 0.95, 0.99, 0.999, 0.9999)]
    assert by_skewness == sorted(set(by_skewness)) and by_confidence == sorted(set(by_confidence))


@pytest.mark.parametrize(("chance", "effect", "noise", "noise_drawn"), [(0.1, 0.3, 0.1, 0.1), (0.3, 0.2, 0.05, 0.2)])
def test_the_skewness_of_a_mixture_of_two_normals_is_the_textbooks(
    chance: float, effect: float, noise: float, noise_drawn: float
) -> None:
    draws = np.random.default_rng(3)
    drawn = (draws.random((40_000, 6)) < chance).astype(float)
    shift = draws.random(6)  # of the columns, by which nothing is skew
    values = shift + effect * drawn + np.where(drawn > 0.0, noise_drawn, noise) * draws.standard_normal(drawn.shape)
    p, q, spread = chance, 1.0 - chance, noise_drawn**2 - noise**2
    variance = p * q * effect**2 + p * noise_drawn**2 + q * noise**2
    known = (p * q * (q - p) * effect**3 + 3.0 * p * q * effect * spread) / variance**1.5
    assert skewness_of_mixture(values, drawn) == pytest.approx(known, rel=0.03)


def test_what_does_not_follow_the_draw_is_not_skew_by_it() -> None:
    draws = np.random.default_rng(4)
    drawn = (draws.random((5_000, 4)) < 0.1).astype(float)
    assert skewness_of_mixture(draws.exponential(size=drawn.shape), drawn) == pytest.approx(0.0, abs=0.05)
    assert skewness_of_mixture(draws.random((50, 4)), np.ones((50, 4))) == 0.0
    assert skewness_of_mixture(np.ones((50, 4)), drawn[:50]) == 0.0


def test_a_column_without_the_rarer_kind_has_the_skewness_of_all() -> None:
    draws = np.random.default_rng(5)
    drawn = (draws.random((200, 20)) < 0.1).astype(float)
    drawn[:, 0] = 0.0
    values = 0.3 * drawn + 0.05 * draws.standard_normal(drawn.shape)
    assert skewness_of_mixture(values, drawn) > 1.0 > abs(skewness_of_mixture(values[:, :1], drawn[:, :1]))


@pytest.mark.parametrize("shape", [1.0, 0.5])
def test_from_so_many_cases_on_an_interval_misses_hardly_more_often_than_it_says(shape: float) -> None:
    """Law: of gamma distributed values, whose skewness is known, at 95%; and of a tenth of as many it misses more."""
    draws, tries, needed = np.random.default_rng(6), 20_000, cases_needed(2.0 / np.sqrt(shape), 0.95)
    missed: list[float] = []
    for cases in (needed, max(2, needed // 10)):
        found = [mean_of(one) for one in draws.gamma(shape, size=(tries, cases))]
        missed.append(float(np.mean([not (one.low or 0.0) <= shape <= (one.high or 0.0) for one in found])))
    most = 0.05 * (1.0 + MORE_MISSES)
    assert missed[0] < most + 3 * np.sqrt(most / tries) < missed[1]
