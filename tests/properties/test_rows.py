"""Rows: what a row of a study makes of a scenario is what ``--set`` makes of it, in every place and month."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from experiments import sweep
from experiments.analyses.sensitivity.figures import input_named
from experiments.analyses.sensitivity.report import voice_of
from experiments.presentation.words import name_in_words
from experiments.runs.sweep.plan import plan_as_json, plan_from_json
from experiments.runs.sweep.row_file import in_order
from experiments.runs.sweep.row_settings import sets_of, settings_with
from experiments.runs.sweep.variants import columns_named, plan_of_variants
from scenarios import load
from scenarios.load import at_point
from simulation import run
from simulation.errors import SimulationError
from simulation.settings import Settings

SMALL = ("regions=3", "networks_per_region=2", "teams_per_network=1", "months=30")
LEVERS = ("alignment", "sanction", "peer_exchange")
WHERE = ("", "[R1]", "[R3]", "[R2; R3]")
MONTHS = ("", "@0", "@6", "@12", "@18")
shares = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
names = st.builds("".join, st.tuples(st.sampled_from(LEVERS), st.sampled_from(MONTHS), st.sampled_from(WHERE)))
given_values = st.dictionaries(names, shares, max_size=4)


def as_sets(values: dict[str, float]) -> list[str]:
    return [f"{name}={value}" for name, value in values.items()]


def clash(values: dict[str, float]) -> bool:
    """Return whether some give one lever two values in one month and place, which is refused."""
    heads = [name.replace("@0", "") for name in values]
    named = [(head.partition("[")[0], head.partition("[")[2].removesuffix("]").split("; ")) for head in heads]
    return any(
        one[0] == other[0] and (one[1] == other[1] or set(one[1]) & set(other[1]))
        for one, other in itertools.combinations(named, 2)
    )


def undoes(before: dict[str, float], row: dict[str, float]) -> bool:
    """Return whether a row takes back a dated value, which --set, undated ones first, does not."""
    dated = {name.partition("@")[0] for name in before if "@" in name}
    return any("@" not in name and name.partition("[")[0] in dated for name in row)


@settings(deadline=None, max_examples=200)
@given(given_values, given_values)
def test_a_row_is_laid_as_the_command_line_sets_it(before: dict[str, float], row: dict[str, float]) -> None:
    assume(not clash({**before, **row}) and not set(before) & set(row) and not undoes(before, row))
    sets = [*SMALL, *as_sets(before)]
    own = at_point("baseline", sets=sets).settings
    columns = in_order(columns_named(list(row), own), own.processes) if row else ()
    values = tuple(row[column.name] for column in columns)
    laid = settings_with(own, columns, values)
    assert laid.jurisdictions == at_point("baseline", sets=[*sets, *sets_of(columns, values)]).settings.jurisdictions
    assert is_read_again(laid) == laid


def test_what_a_place_has_in_all_months_outlasts_a_wide_column() -> None:
    own = load("baseline", size="classroom", sets=["alignment[R1]=0.1"]).settings
    laid = settings_with(own, columns_named(["alignment@24"], own), (0.7,))
    assert laid.values_at(30, 0)["alignment"] == 0.1 and laid.values_at(30, 5)["alignment"] == 0.7


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("alignment@24[R9]", "alignment is given for 'R9', which is no region and no network."),
        ("alignment@24[R1.N1]", "Allowed: regions. Write R1."),
        ("coach_capacity[R1]", "coach_capacity is the same everywhere."),
        ("trust.shield@24", "Drop the @."),
        ("alignment@900[R1]", "the month is '900'. Allowed: 0 to"),
        ("alignment@24[]", "the places are ''"),
        ("alinment[R1]", "alinment is not a parameter. Did you mean 'alignment'?"),
    ],
)
def test_what_cannot_vary_there_is_refused(name: str, told: str) -> None:
    with pytest.raises(SimulationError, match=re.escape(told)):
        columns_named([name], load("baseline").settings)


def test_a_study_varies_rules_by_place_and_its_runs_are_those_of_the_command_line(tmp_path: Path) -> None:
    study = {
        "question": "Where?",
        "scenarios": ["aligned-tied"],
        "size": "classroom",
        "replicates": 2,
        "levers": {"alignment@24": {"values": [0.2, 0.7]}, "alignment@24[R2; R1]": {"values": [0.1, 0.9]}},
        "measures": ["reach", "coverage.ccs"],
    }
    swept = sweep(study, tmp_path / "store", threads=1).to_pandas()
    assert list(swept.columns[swept.columns.str.startswith("alignment")]) == ["alignment@24", "alignment@24[R1; R2]"]
    last = swept.iloc[-1]
    same = load("aligned-tied", size="classroom", sets=["alignment@24=0.7", "alignment@24[R1; R2]=0.9"])
    assert last["coverage.ccs"] == run(same, 1, [1]).measure("coverage.ccs")[0]


def is_read_again(own: Settings) -> Settings:
    """Return settings after a store has kept and read them."""
    plan = plan_of_variants({"own": own}, measures=["reach"], replicates=1)
    return plan_from_json(plan_as_json(plan)).settings[0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_varies_in_some_places_is_told_apart(language: str) -> None:
    voice = voice_of(language)
    names = ("alignment@24", "alignment@60", "alignment@24[R1]", "sanction[R2]", "trust.shield")
    told = [input_named(Named(names), name, voice) for name in names]  # type: ignore[arg-type]
    assert len(set(told)) == len(names)
    assert voice.month(24) in told[0]
    assert "R1" in told[2] and "R2" in told[3] and told[4] == "trust.shield"
    assert "R1" in name_in_words(voice, names[2]) and voice.as_set(names[2]) == names[2]


class Named(NamedTuple):
    """Inputs, as the figures of a sensitivity analysis look at them."""

    names: tuple[str, ...]
