"""Advice on a ranking: settled, to be settled by more runs, or tied."""

import numpy as np
import pytest

from experiments.analyses.sensitivity.factors import DUMMY
from experiments.analyses.sensitivity.ranking_confidence import PRACTICALLY_TIED, Advice, advice_on
from experiments.statistics.intervals import normal_errors


def advice(values: list[float], error: float, *, by_replicates: bool = False) -> Advice:
    names = [*"abcdefgh"[: len(values) - 1], DUMMY]
    return advice_on(names, np.array(values), lambda one, other: error, 64, 1000, by_replicates)


@pytest.mark.parametrize("values", [[0.5, 0.5, 0.0], [0.5, 0.3, 0.3, 0.0], [0.5, 0.4999, 0.3, 0.0]])
def test_a_ranking_with_a_tie_is_not_settled_though_no_more_runs_are_asked_for(values: list[float]) -> None:
    found = advice(values, 0.001)
    assert found.tied and not found.is_settled
    assert found.factor == 1.0 and found.points == 64 and found.more_runs == 0


def test_neighbours_far_apart_are_settled() -> None:
    found = advice([0.5, 0.3, 0.1, 0.0], 0.001)
    assert found.is_settled and not found.tied and found.more_runs == 0


@pytest.mark.parametrize(("needed", "doubled"), [(1.5, 2), (2.5, 4), (15.0, 16)])
def test_neighbours_too_near_ask_for_so_many_more_runs(needed: float, doubled: int) -> None:
    error = 0.1 * needed**0.5 / normal_errors()
    of_points, of_replicates = (advice([0.3, 0.2, 0.0], error, by_replicates=which) for which in (False, True))
    assert not of_points.is_settled and not of_points.tied and of_points.factor == pytest.approx(needed)
    assert (of_points.points, of_replicates.points) == (64 * doubled, 64)
    assert of_points.more_runs == of_replicates.more_runs == 1000 * (doubled - 1)
    assert needed < PRACTICALLY_TIED


def test_the_sixth_counts_as_who_follows_the_first_five_and_the_dummy_never() -> None:
    found = advice([0.6, 0.5, 0.4, 0.3, 0.2, 0.2, 0.1, 0.9], 0.001)
    assert found.first == tuple("abcde") and found.tied == (("e", "f"),)
