"""Faults that were reported of other tools, tried here."""

import numpy as np
import pytest

from experiments.analyses.frontier.axis import interval_of
from experiments.analyses.sensitivity.checks import checked_rows
from experiments.analyses.sensitivity.errors import ConstantError
from experiments.statistics.intervals import share_of
from interface.output import print_table


@pytest.mark.parametrize("name", ["x[red]y", "[ab]", "a[bold]b"])
def test_brackets_in_names_are_shown(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As in https://github.com/Textualize/rich/issues/120."""
    print_table((name, "value"), [(name, "1")], title=f"Change over {name}")
    assert capsys.readouterr().out.count(name) == 3


@pytest.mark.parametrize("runs", [7, 9, 10])
def test_an_interval_of_a_share_holds_the_share(runs: int) -> None:
    """As in https://github.com/statsmodels/statsmodels/pull/10010."""
    for value in (0.0, 1.0):
        found = share_of(np.full(runs, value))
        assert found.low is not None and found.high is not None
        assert 0.0 <= found.low <= value <= found.high <= 1.0
        mean, low, high = interval_of(np.full((1, runs), value), 0.95, True)
        assert low[0] <= mean[0] <= high[0]


@pytest.mark.parametrize("values", [(0.1, 0.7), (192.53, 192.54), (0.0, 1.0)])
def test_chance_alone_is_no_effect(values: tuple[float, float]) -> None:
    """As in https://github.com/SALib/SALib/issues/344."""
    with pytest.raises(ConstantError, match="no input acts on it"):
        checked_rows(np.tile(values, (64, 1)), 64, "reach")
