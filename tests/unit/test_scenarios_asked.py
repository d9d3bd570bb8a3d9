"""Scenarios as Python users ask for them: any way in gives what the command line gives, and what is wrong is said."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.asked import scenario_of, scenarios_of
from scenarios.load import load
from simulation.errors import SimulationError


def test_each_way_in_gives_the_same_settings(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text('question = "q"\nbased_on = "baseline"\n[[change]]\nmonth = 0\nalignment = 0.8\n')
    by_set = load("baseline", size="classroom", sets=["alignment=0.8"])
    by_values = scenario_of({"alignment": np.float64(0.8), "name": "mine"}, size="classroom")
    assert by_values.settings == by_set.settings == scenario_of(own, size="classroom").settings
    assert by_values.name == "mine"
    assert by_values.sources["alignment"].status == "chosen", "plausible sets leave it as it was chosen"
    assert scenario_of(by_set) is by_set
    assert scenario_of("aligned", size="classroom").settings == load("aligned", size="classroom").settings


def test_values_may_be_dated_and_be_words_and_lists() -> None:
    given = {"sanction@24": 0.1, "coaching_targeting": "hubs", "teams_per_network": 3}
    sets = ["sanction@24=0.1", "coaching_targeting=hubs", "teams_per_network=3"]
    assert scenario_of(given).settings == load("baseline", sets=sets).settings


def test_values_without_a_name_are_named_by_what_they_are() -> None:
    found = scenarios_of(["baseline", {"alignment": 0.8}, {"alignment": 0.9}], size="classroom", months=30)
    assert list(found) == ["baseline", "baseline alignment=0.8", "baseline alignment=0.9"]
    assert found["baseline alignment=0.8"].question == "What if alignment=0.8?"
    assert {one.settings.months for one in found.values()} == {30}


REFUSED: dict[str, tuple[Any, dict[str, Any], str]] = {
    "a text": ("baseline", {}, "Allowed: a list"),
    "a number": ([3, "baseline"], {}, "of type int. Allowed: the name of a scenario"),
    "unknown": (["alinged", {"alignment": 0.8}], {}, "Did you mean 'aligned'?"),
    "unknown value": ([{"alinment": 0.8}], {}, "Did you mean 'alignment'?"),
    "out of range": ([{"alignment": 8}], {}, "outside 0 to 1"),
    "not finite": ([{"alignment": float("nan")}], {}, "alignment"),
    "no number": ([{"alignment": True}], {}, "alignment is True. Allowed: a number, a word"),
    "no text": ([{3: 0.8}], {}, "have the name 3"),
    "name": ([{"alignment": 0.8, "name": 3}], {}, "name is 3. Allowed: a text"),
    "formula": ([{"alignment": 0.8, "name": "=x"}], {}, "take for a formula"),
    "twice": ([{"alignment": 0.8, "name": "baseline"}, "baseline"], {}, "go by the name 'baseline'"),
    "set twice": ([{"alignment": 0.8}], {"sets": ["alignment=0.7"]}, "is set twice"),
    "of a Scenario": ([load("aligned"), "baseline"], {"size": "classroom"}, "aligned is loaded already"),
}


@pytest.mark.parametrize(("given", "more", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_said(given: Any, more: dict[str, Any], said: str) -> None:
    with pytest.raises(SimulationError, match=re.escape(said)):
        scenarios_of(given, **more)
