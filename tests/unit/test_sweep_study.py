"""Studies: what a file says becomes the same runs whatever the order of its lines, and mistakes are told."""

import itertools
import json
import os
import re
from pathlib import Path

import pytest

from experiments.runs.sweep.chunks import _runs
from experiments.runs.sweep.plan import Address, expansion_as_json, plan_as_json, plan_from_json, plan_of
from experiments.runs.sweep.study import FIELDS, MOST_MONTHS, MOST_REPLICATES, Study, available, load_study
from experiments.runs.sweep.table import ROLES
from scenarios.load import load
from scenarios.plausible import plausible_sets
from simulation.errors import SimulationError
from simulation.streams import LARGEST_SEED, run_key
from tests.docs.pages import ROOT

HEAD = 'question = "What?"\nscenarios = ["baseline", "aligned"]\nsize = "classroom"\nseed = 5\nreplicates = 3\n'


def study(folder: Path, text: str, head: str = HEAD) -> Study:
    path = folder / "study.toml"
    path.write_text(head + text, encoding="utf-8")
    return load_study(str(path))


def test_a_grid_has_every_combination(tmp_path: Path) -> None:
    found = study(tmp_path, "[levers]\nbonus = { values = [0.1, 0.2] }\nalignment = { values = [0.3, 0.4, 0.5] }\n")
    assert [c.name for c in found.columns] == ["alignment", "bonus"]
    assert found.rows == ((0.3, 0.1), (0.3, 0.2), (0.4, 0.1), (0.4, 0.2), (0.5, 0.1), (0.5, 0.2))
    assert found.runs == 2 * 6 * 3


def test_the_order_of_keys_and_the_way_of_writing_do_not_matter(tmp_path: Path) -> None:
    a = study(
        tmp_path,
        'design = "sobol"\npoints = 8\n[levers]\nalignment = {}\nbonus = { low = 0, high = 0.5 }\n'
        '[uncertain]\n"trust.gain_support" = { low = 0.1, high = 0.5 }\n',
    )
    b = study(
        tmp_path,
        "[uncertain.trust]\ngain_support = { high = 0.50, low = 0.1 }\n[levers]\nbonus = { high = 0.5, low = 0.0 }\n"
        "alignment = { low = 0, high = 1.0 }\n",
        'points = 8\nreplicates = 3\ndesign = "sobol"\nseed = 5\nsize = "classroom"\n'
        'scenarios = ["baseline", "aligned"]\nquestion = "Asked otherwise?"\n',
    )
    assert plan_of(a).keys == plan_of(b).keys


@pytest.mark.parametrize(
    "change",
    [
        ("seed = 5", "seed = 6"),
        ("replicates = 3", "replicates = 4"),
        ('"baseline", "aligned"', '"baseline", "hubs"'),
        ('"classroom"', '"default"'),
        ("question", 'measures = ["reach"]\nquestion'),
    ],
)
def test_whatever_decides_the_bits_changes_the_key(tmp_path: Path, change: tuple[str, str]) -> None:
    text = "[levers]\nalignment = { values = [0.3] }\n"
    key = plan_of(study(tmp_path, text)).keys
    assert plan_of(study(tmp_path, text, HEAD.replace(*change))).keys != key
    assert plan_of(study(tmp_path, text.replace("0.3", "0.3000000000000001"))).keys != key
    assert plan_of(study(tmp_path, text), chunk_size=7).keys == key


@pytest.mark.parametrize("design", ["sobol", "latin-hypercube"])
def test_samples_are_reproducible_and_stay_in_their_bounds(tmp_path: Path, design: str) -> None:
    text = f'design = "{design}"\npoints = 64\n[levers]\nalignment = {{ low = 0.2, high = 0.4 }}\n' + (
        "mentoring_start = { low = 10, high = 12 }\nbonus = { values = [0.1, 0.3] }\n"
    )
    found = study(tmp_path, text)
    assert study(tmp_path, text).rows == found.rows
    assert study(tmp_path, text, HEAD.replace("seed = 5", "seed = 6")).rows != found.rows
    names = [c.name for c in found.columns]
    alignment, start, bonus = (
        [row[names.index(n)] for row in found.rows] for n in ("alignment", "mentoring_start", "bonus")
    )
    assert all(0.2 <= value <= 0.4 for value in alignment)
    assert len(set(alignment)) == 64
    assert set(start) == {10.0, 11.0, 12.0}
    assert set(bonus) == {0.1, 0.3}


def test_rows_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("bonus,coaching_targeting,alignment@24\n0.1,hubs,0.7\n0.2,scattered,0.8\n")
    found = study(tmp_path, "", HEAD + 'rows = "rows.csv"\n')
    assert [c.name for c in found.columns] == ["alignment@24", "bonus", "coaching_targeting"]
    assert found.rows == ((0.7, 0.1, 2.0), (0.8, 0.2, 0.0))


def test_a_row_is_what_set_would_set(tmp_path: Path) -> None:
    text = '[levers]\n"alignment@24" = { values = [0.55] }\n"bonus@0" = { values = [0.2] }\n'
    text += "sanction = { values = [0.1] }\n"
    plan = plan_of(study(tmp_path, text))
    for number, name in enumerate(plan.names):
        sets = ["alignment@24=0.55", "bonus@0=0.2", "sanction=0.1"]
        expected = load(name, size="classroom", sets=sets).settings
        assert plan.settings_of(plan.address(number)) == expected


def test_a_plan_comes_back_from_a_store_as_it_was(tmp_path: Path) -> None:
    plan = plan_of(study(tmp_path, '[levers]\n"alignment@24" = { values = [0.5, 0.6] }\n'))
    expansions = []
    for larger in (plan.extended(9), plan.extended(9).with_rows([(0.7,)]), plan.extended(9).with_rows([(0.7,)], 3)):
        expansions = [*expansions[: len(larger.segments) - 2], expansion_as_json(larger)]
        again = plan_from_json(plan_as_json(larger), json.loads(json.dumps(expansions)))
        assert (again.keys, again.segments, again.rows) == (larger.keys, larger.segments, larger.rows)
    plan = larger
    assert again.settings_of(again.address(5)) == plan.settings_of(plan.address(5))
    assert list(again.settings[0].values) == list(plan.settings[0].values)
    assert again.command(again.address(5)) == plan.command(plan.address(5))


def test_more_replicates_change_no_number(tmp_path: Path) -> None:
    small = plan_of(study(tmp_path, "[levers]\nalignment = { values = [0.5, 0.6] }\n"), 5)
    large = small.extended(20)
    assert [large.address(run) for run in range(small.runs)] == [small.address(run) for run in range(small.runs)]
    runs = [run for n in range(large.chunks) for run in range(*large.chunk(n)[2:])]
    assert runs == list(range(large.runs))
    assert all(large.chunk(n) == small.chunk(n) for n in range(small.chunks))
    assert len({large.address(run)[1:] for run in runs}) == len(runs) == 2 * 2 * 20
    assert all(large.chunk_of(run).first_run <= run < large.chunk_of(run).stop_run for run in runs)


def test_keys_made_all_at_once_are_those_of_single_runs(tmp_path: Path) -> None:
    plan = plan_of(study(tmp_path, "", HEAD.replace("seed = 5", f"seed = {LARGEST_SEED}")))
    addresses = [plan.address(run) for run in range(plan.runs)]
    large = [Address(0, 0, 0, replicate) for replicate in (0, 1, 99_999_999)]
    runs = _runs(plan, [*addresses, *large])
    assert [run.key for run in runs] == [run_key(LARGEST_SEED, a.replicate) for a in (*addresses, *large)]
    assert all(run.settings == plan.settings_of(a) for run, a in zip(runs, addresses, strict=False))
    assert runs[0].settings is runs[len(plan.names)].settings


def test_many_rows_whose_values_must_fit_each_other_are_checked(tmp_path: Path) -> None:
    text = '[uncertain]\n"ccs.ceiling" = {{ low = {low}, high = 0.9 }}\n'
    sampled = 'design = "sobol"\npoints = 128\n'
    assert len(study(tmp_path, sampled + text.format(low=0.7)).rows) == 128
    with pytest.raises(SimulationError, match=r"row \d+, scenario baseline: .*ccs\.ceiling is .* below ccs\.baseline"):
        study(tmp_path, sampled + text.format(low=0.2))


def test_rows_and_replicates_in_any_order_give_every_run_a_number_of_its_own(tmp_path: Path) -> None:
    small = plan_of(study(tmp_path, "[levers]\nalignment = { values = [0.5, 0.6] }\n"), 5)
    steps = [small, small.with_rows([(0.7,), (0.8,), (0.9,)], 7)]
    steps.append(steps[-1].extended(9, 4))
    steps.append(steps[-1].with_rows([(0.1,)]))
    for before, after in itertools.pairwise(steps):
        for run in range(before.runs):
            assert after.address(run) == before.address(run)
    large = steps[-1]
    runs = [run for n in range(large.chunks) for run in range(*large.chunk(n)[2:])]
    assert runs == list(range(large.runs))
    addresses = [large.address(run) for run in runs]
    every = {(s, row, rep) for s in range(2) for row in range(6) for rep in range(9)}
    assert {address[1:4] for address in addresses} == every and not any(a.plausible for a in addresses)
    assert len(addresses) == len(every)
    for number in range(large.chunks):
        chunk = large.chunk(number)
        parts = large.addresses(chunk.first_run, chunk.stop_run)
        assert [Address(*map(int, own)) for own in zip(*parts, strict=True)] == addresses[slice(*chunk[2:])]
        assert large.chunk_of(chunk.first_run) == large.chunk_of(chunk.stop_run - 1) == chunk
    assert len(set(large.keys)) == len(large.segments) == 4


@pytest.mark.parametrize("name", available())
def test_a_study_that_comes_with_the_model_is_right(name: str) -> None:
    assert load_study(name).runs > 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[levers]\nalignmnt = { values = [0.5] }\n",
            "study.toml:7: 'alignmnt' is not a parameter. Did you mean 'alignm",
        ),
        ("[levers]\nalignment = { values = [1.5] }\n", "study.toml:7: alignment is 1.5, outside 0 to 1"),
        ("[levers]\nalignment = { low = 0.5, high = 0.2 }\n", "alignment has low 0.5 and high 0.2. Allowed: low below"),
        ("[levers]\nalignment = { lo = 0.5 }\n", "alignment is {'lo': 0.5}. Allowed: { values = [...] } or"),
        ("[levers]\nalignment = { low = 0.5 }\n", "alignment has bounds, and the design is grid."),
        ("[levers]\ntrust.gain_support = { values = [0.1] }\n", "Allowed in levers: levers. Move it to [uncertain]"),
        ("[levers]\nregions = { values = [2] }\n", "regions cannot vary in a study"),
        ('[levers]\n"alignment@144" = { values = [0.2] }\n', "alignment@144: the month is '144'. Allowed: 0 to 143"),
        ('[uncertain]\n"manager_turnover@3" = { values = [0.2] }\n', "holds from month 0. Allowed: manager_turnover"),
        ('design = "sobol"\npoints = 100\n[levers]\nalignment = {}\n', "points is 100. Allowed: a power of two"),
        ('design = "sobl"\n', "design is 'sobl'. Did you mean 'sobol'?"),
        ('design = "sobol"\npoints = 8\n', "nothing varies"),
        ("point = 8\n", "'point' is no field of a study. Did you mean 'points'?"),
        ("points = 8\n", "points is given, and the design is grid"),
        ('measures = ["reech"]\n', "'reech', which is no measure. Did you mean 'reach'?"),
        ("[levers]\nmentoring_end = { values = [3] }\n", "row 0, scenario baseline"),
        ("seed = 1\n", "study.toml:6: seed is given twice"),
        ("[levers]\nalignment = { values = [nan] }\n", "alignment is nan"),
        ("[levers]\nalignment = { values = [0.5, 0.5] }\n", "alignment has a value twice"),
        ('rows = "nothing.csv"\n', "nothing.csv: there is no such file"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SimulationError) as told:
        study(tmp_path, text)
    assert message in str(told.value)
    assert str(told.value).startswith(f"{tmp_path}{os.sep}")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("replicates = 3", "replicates = 0"), "replicates is 0. Allowed: a whole number, 1 to"),
        (("replicates = 3\n", ""), "replicates is missing"),
        (('"classroom"', '"clasroom"'), "size is 'clasroom'. Did you mean 'classroom'?"),
        (('["baseline", "aligned"]', '["baseline", "alined"]'), "'alined' is no scenario. Did you mean 'aligned'?"),
        (('["baseline", "aligned"]', '"baseline"'), "scenarios is 'baseline'. Allowed: a list"),
        (('["baseline", "aligned"]', '["hubs", "hubs"]'), "scenarios has 'hubs' twice"),
        (("seed = 5", "seed = -1"), "seed is -1. Allowed: a whole number, 0 to"),
        (('question = "What?"\n', ""), "question is missing"),
    ],
)
def test_a_mistake_in_a_field_is_told(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(SimulationError, match=r"Allowed|is no scenario") as told:
        study(tmp_path, "", HEAD.replace(*change))
    assert message in str(told.value)


def test_the_page_of_studies_names_every_field_and_every_column() -> None:
    page = (ROOT / "docs" / "reference" / "studies.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`([a-z_]+)`", "".join(line for line in page.splitlines(True) if line.startswith("| `"))))
    assert {*FIELDS, *ROLES} <= listed
    assert f"{MOST_REPLICATES:,}" in page and f"{len(plausible_sets())}" in page and f"{MOST_MONTHS}" in page
