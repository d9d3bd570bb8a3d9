"""Evaluations: what cannot be is said before any run, with design, field, value, range, remedy; runs resume."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import experiments
from experiments.analyses.evaluation.design import KINDS
from experiments.analyses.evaluation.reading import available, evaluation_of
from simulation.errors import SimulationError
from tests.cli import bubbles

HEAD = 'question = "Which study would tell?"\nsize = "classroom"\n'
NULL = '[[accounts]]\nof = "null"\n'
GOOD: dict[str, Any] = {"name": "one", "kind": "parallel", "clusters": 6, "women": 40}
WEDGE: dict[str, Any] = {"name": "one", "kind": "stepped_wedge", "clusters": 6, "waves": 3, "step": 6}
TWO_STAGES: dict[str, Any] = {"name": "one", "kind": "saturation", "clusters": 30, "saturations": [0.0, 0.6]}
FACTORIAL: dict[str, Any] = {"name": "one", "kind": "factorial", "clusters": 4, "question": "rules"}
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({**GOOD, "clusters": 3}, r"clusters is 3\. Allowed: 4 or more"),
    ({**GOOD, "clusters": 7}, r"clusters is 7\. Allowed: up to 6, the networks of baseline"),
    ({**GOOD, "coached": 0.1}, r"coached is 0\.1\. Allowed: a share that leaves two"),
    ({**GOOD, "kind": "paralel"}, r"kind is 'paralel'\. Did you mean 'parallel'"),
    ({**GOOD, "wommen": 30}, r"'wommen' is no field of a design\. Did you mean 'women'"),
    ({**GOOD, "women": 0}, r"women is 0\. Allowed: a whole number, or a list of some, 1 to"),
    ({**GOOD, "women": [30, "many"]}, r"women is \[30, 'many'\]"),
    ({**GOOD, "start": [24, 30]}, r"start is \[24, 30\]\. Allowed: a whole number, 1 to"),
    ({**GOOD, "before": 0}, r"before is 0\. Allowed: 6 or more: without a round before coaching there is no change"),
    ({**GOOD, "before": 30}, r"before is 30\. Allowed: up to 24"),
    ({**GOOD, "reliability": 0.0}, r"reliability is 0\. Allowed: 0\.05 to 1"),
    ({**GOOD, "missing": 0.9}, r"missing is 0\.9\. Allowed: 0 to 0\.5"),
    ({**GOOD, "process": "hiv"}, r"process is 'hiv'\. Allowed: ccs, anc"),
    ({**GOOD, "question": "kept"}, r"after is 0\. Allowed: 18 or more: kept is asked from a year after"),
    ({**GOOD, "question": "spillover", "estimators": ["did"]}, r"estimators is did\. Allowed: ties"),
    ({**GOOD, "question": "theatre"}, r"source is survey\. Allowed: audit"),
    ({**GOOD, "source": "reported", "outcome": "safety"}, r"outcome is safety\. Allowed: coverage in registers"),
    ({**GOOD, "waves": 3}, r"waves is given, and acts in a design of kind stepped_wedge only"),
    ({**GOOD, "saturations": [0.0, 0.5]}, r"saturations is given, and acts in a design of kind saturation only"),
    ({**GOOD, "estimators": []}, r"estimators is \[\]\. Allowed: a list of names"),
    ({"name": "one", "kind": "parallel"}, r"clusters is missing"),
    (
        {"name": "one", "kind": "before_after", "clusters": 6, "estimators": ["did"]},
        r"estimators is did\. Allowed: before_after\. It has no control",
    ),
    (
        {"name": "one", "kind": "before_after", "clusters": 6, "question": "spillover"},
        r"question is spillover\. Allowed:",
    ),
    ({**WEDGE, "estimators": ["did"]}, r"All are coached in the end, so that no cluster stays a control"),
    ({**WEDGE, "waves": 7}, r"waves is 7\. Allowed: 2 to 6, the number of clusters"),
    ({**WEDGE, "waves": 6, "step": 1, "before": 1, "start": 1, "every": 2}, r"every is 2\. Allowed: up to the step"),
    ({**WEDGE, "months": 12}, r"months is given, and in a stepped wedge all are coached to the end"),
    ({**WEDGE, "question": "kept"}, r"question is kept\. Allowed: direct, theatre in a design of kind stepped_wedge"),
    ({**TWO_STAGES, "clusters": 6}, r"saturations is \[0\.0, 0\.6\]\. Allowed: up to 1 of them"),
    ({**TWO_STAGES, "unit": "region"}, r"unit is region\. Allowed: network: regions draw a saturation"),
    (FACTORIAL, r"rules is missing\. Allowed: what half of the regions change to"),
    ({**FACTORIAL, "unit": "region"}, r"unit is region\. Allowed: network: regions draw rules"),
    ({**FACTORIAL, "rules": {"algnment": 0.8}}, r"algnment is not a parameter\. Did you mean 'alignment'"),
    ({**FACTORIAL, "rules": {"alignment": 1.8}}, r"alignment is 1\.8, outside 0 to 1"),
    ({**FACTORIAL, "rules": {"alignment": "high"}}, r"rules\.alignment is 'high'\. Allowed: a number"),
    (
        {**FACTORIAL, "rules": {"coaching_coverage": 0.5}},
        r"coaching_coverage is given for R1, and it is the same every",
    ),
    ({**FACTORIAL, "rules": {"alignment": 0.8}}, r"kind is factorial\. Allowed: 4 or more regions, which draw rules"),
    ({**GOOD, "rules": {"alignment": 0.8}}, r"rules is given, and acts in a design of kind factorial only"),
]


def file_of(folder: Path, *designs: dict[str, Any], head: str = HEAD) -> Path:
    lines = [head]
    for design in designs:
        lines.append("[[design]]")
        lines += [f"{name} = {_as_toml(value)}" for name, value in design.items()]
    path = folder / "design.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _as_toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_as_toml(one)}" for name, one in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


@pytest.fixture
def no_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise AssertionError("a run was made")

    monkeypatch.setattr("simulation.engine.compiled.ensemble.Workspace.simulate", none)


@pytest.mark.usefixtures("no_runs")
@pytest.mark.parametrize(("design", "said"), REFUSED)
def test_what_a_design_cannot_be_is_said_before_any_run(
    design: dict[str, Any], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file_of(tmp_path, design)
    code, out, err = bubbles(capsys, "evaluate", str(path), "--out", str(tmp_path / "out"))
    assert code == 2 and not out and not (tmp_path / "out").exists()
    line = " ".join(err.split())
    assert re.search(said, line) and str(path) in err and "one" in line and "Traceback" not in err
    with pytest.raises(SimulationError, match=said):
        experiments.evaluate({"question": "?", "size": "classroom", "design": [design]})


@pytest.mark.usefixtures("no_runs")
@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('size = "classroom"\n', "question is missing"),
        (HEAD + "power = 80\n", r"power is 80\. Allowed: 0\.5 to 0\.99"),
        (HEAD + 'sets = "sanction=0.2"\n', "sets is 'sanction=0.2'. Allowed: a list of texts"),
        (HEAD + "prices = 3\n", "prices is 3. Allowed: a table"),
        (HEAD + "[prices]\nwomen = 3\n", "'women' is no field of prices. Did you mean 'woman'"),
        (HEAD + "[planted]\nbetween = 2.0\n", r"planted\.between is 2\. Allowed: 0 to 0\.5"),
        (HEAD + "arms = 3\n", "'arms' is no field of a design file"),
        (HEAD + 'scenario = "basline"\n', "basline"),
        (HEAD + "accounts = 3\n", "accounts is 3. Allowed: tables"),
        (HEAD + "[[accounts]]\n", "accounts: of is missing. Allowed: confinement, null"),
        (HEAD + '[[accounts]]\nof = "nul"\n', "of is 'nul'. Did you mean 'null'"),
        (HEAD + NULL + "amongst = 3\n", "'amongst' is no field of accounts. Did you mean 'among'"),
        (HEAD + NULL + 'among = ["lag"]\n', r"among is \['lag'\]. Allowed: two or more of attribution, ceiling"),
        (HEAD + NULL + 'among = ["lag", "gates"]\n', "among is 'gates'. Allowed: attribution, ceiling"),
        (HEAD + NULL + 'design = "two"\n', "design is 'two'. .*Allowed: one"),
        (HEAD + NULL + 'more = ["dairy"]\n', "more is 'dairy'. Did you mean 'diary'"),
        (HEAD + NULL + "taken = 0\n", "taken is 0. Allowed: a whole number, 1 to"),
        (HEAD + 'sets = ["anc.lag=3"]\n' + NULL, "anc.lag is chosen in the scenario or in sets, and accounts differ"),
        (HEAD + NULL + "[planted]\neffect = 0.1\n", "a planted world has no mechanism"),
    ],
)
def test_what_a_file_cannot_be_is_said_before_any_run(
    head: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = bubbles(capsys, "evaluate", str(file_of(tmp_path, GOOD, head=head)))
    assert code == 2 and not out and re.search(said, " ".join(err.split())), err


@pytest.mark.parametrize(
    ("scenario", "rules", "said"),
    [
        (
            "aligned-tied-kept",
            {"alignment": 0.8},
            r"rules\.alignment is 0\.8, as everywhere .* in month 24: nothing would ch",
        ),
        (
            "aligned-late",
            {"alignment": 0.6},
            r"the scenario changes alignment in month 42, and what regions drew from mon",
        ),
        ("baseline", {"mentoring": 0.2}, r"rules\.mentoring: it says what coaching is or costs"),
    ],
)
def test_rules_that_would_do_nothing_or_be_undone_are_refused(
    scenario: str, rules: dict[str, float], said: str
) -> None:
    design = {**FACTORIAL, "clusters": 24, "rules": rules}
    with pytest.raises(SimulationError, match=said):
        evaluation_of({"question": "?", "scenario": scenario, "size": "default", "design": [design]})


def test_regions_of_any_name_draw_rules_and_of_unequal_size_as_many_networks_as_the_smallest_has(
    tmp_path: Path,
) -> None:
    sizes = {"A [norte]": 2, "B=1": 6, "C's": 8, "D": 5}
    rows = [
        f"{region},{region}-{net},{region}-{net}-{team}"
        for region in sizes
        for net in range(sizes[region])
        for team in "ab"
    ]
    (tmp_path / "places.csv").write_text("region,network,team\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "own.toml").write_text(
        'question = "?"\nbased_on = "baseline"\nplaces = "places.csv"\n', encoding="utf-8"
    )
    design = {**FACTORIAL, "rules": {"alignment": 0.8}}
    head = 'question = "Which study would tell?"\nscenario = "own.toml"\n'
    (one,) = evaluation_of(file_of(tmp_path, {**design, "clusters": 8}, head=head)).designs
    assert one.rules == (("alignment", 0.8),)
    for kind in (design, {**TWO_STAGES}):
        with pytest.raises(SimulationError, match=r"clusters is 12\. Allowed: up to 8, as a region has 2 networks"):
            evaluation_of(file_of(tmp_path, {**kind, "clusters": 12}, head=head))


@pytest.mark.parametrize(
    ("scenario", "rules", "months", "words"),
    [
        ("baseline", {"alignment": 0.8}, 48, ("gain more than elsewhere", "against coaching")),
        ("aligned", {"alignment": 0.05, "sanction": 1.0}, 18, ("gain less than elsewhere", "for coaching")),
    ],
)
def test_what_the_uncoached_gain_under_other_rules_is_told_with_its_sign(
    scenario: str, rules: dict[str, float], months: int, words: tuple[str, str]
) -> None:
    design = {**FACTORIAL, "clusters": 24, "question": "interaction", "rules": rules, "months": months}
    found = experiments.evaluate(
        {"question": "?", "scenario": scenario, "size": "default", "design": [design]}, data_sets=48
    )
    part = found.answers[0].contamination
    assert part is not None and part.mean is not None and (part.mean < 0.0) == (words[1] == "against coaching")
    said = " ".join(found.paragraphs())
    assert f"{words[0]}, by {abs(100.0 * part.mean):.1f} points" in said and f"counts that {words[1]}" in said
    assert "contamination is not what to fear" not in said and "Controls gain" not in said


def test_a_model_whose_coaching_cannot_be_told_from_time_is_refused(tmp_path: Path) -> None:
    design = {**WEDGE, "clusters": 6, "waves": 2, "step": 6, "every": 6, "before": 6}
    asked = evaluation_of(file_of(tmp_path, design))
    assert asked.designs[0].estimators == ("mixed",)
    with pytest.raises(SimulationError, match=r"singular.*Allowed: clusters that begin at other times"):
        from dataclasses import replace

        from experiments.analyses.evaluation.method import check_estimators

        check_estimators(replace(asked, designs=(replace(asked.designs[0], kind="before_after", months=12),)))


def test_files_without_designs_and_twins_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for designs, said in (((), "design is missing"), ((GOOD, GOOD), "is there twice")):
        code, _, err = bubbles(capsys, "evaluate", str(file_of(tmp_path, *designs)))
        assert code == 2 and said in " ".join(err.split())
    many = {**GOOD, "women": list(range(10, 30)), "every": [1, 2, 3, 4, 5, 6, 9]}
    code, _, err = bubbles(capsys, "evaluate", str(file_of(tmp_path, many)))
    assert code == 2 and "comes to 140 variants. Allowed: up to 120" in " ".join(err.split())


def test_lists_make_variants_and_what_comes_with_the_model_is_known(tmp_path: Path) -> None:
    asked = evaluation_of(file_of(tmp_path, {**GOOD, "clusters": [4, 6], "women": [20, 40, 80]}))
    assert [(one.clusters, one.women) for one in asked.designs] == [
        (4, 20),
        (4, 40),
        (4, 80),
        (6, 20),
        (6, 40),
        (6, 80),
    ]
    assert available() == ["comparative-study", "rules-by-region", "which-account"]
    kinds = {one.kind for name in available() for one in evaluation_of(name).designs}
    assert kinds == set(KINDS)


def test_runs_are_kept_and_what_was_stopped_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, store = file_of(tmp_path, {**GOOD, "clusters": [4, 6]}), tmp_path / "worlds"
    words = ("evaluate", str(path), "--data-sets", "40", "--json")
    code, whole, _ = bubbles(capsys, *words)
    assert code == 0
    assert bubbles(capsys, *words, "--store", str(store))[:2] == (0, whole)
    kept = sorted(store.iterdir())
    assert len(kept) == 6
    kept[0].unlink()
    kept[1].write_bytes(kept[1].read_bytes()[:-40] + b"\0" * 40)
    made: list[str] = []
    from experiments.analyses.evaluation import worlds

    real = worlds.lived
    monkeypatch.setattr(worlds, "lived", lambda *a, **k: (made.append("one"), real(*a, **k))[1])
    assert bubbles(capsys, *words, "--store", str(store))[:2] == (0, whole)
    assert made == ["one", "one"] and sorted(store.iterdir()) == kept
    assert bubbles(capsys, *words, "--store", str(store), "--seed", "2")[1] != whole and len(made) == 8


def test_a_folder_of_other_files_is_no_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of(tmp_path, GOOD)
    code, _, err = bubbles(capsys, "evaluate", str(path), "--store", str(tmp_path))
    assert code == 2 and "holds other files than the worlds of an evaluation" in " ".join(err.split())
    assert path.exists()


def test_more_women_or_clusters_are_no_other_worlds_and_see_more(tmp_path: Path) -> None:
    path = file_of(tmp_path, {**GOOD, "women": [10, 400]})
    few, many = experiments.evaluate(path, data_sets=64).answers
    assert few.truth == many.truth and few.visible.mean is not None and many.visible.mean is not None
    assert few.visible.mean > many.visible.mean and few.cost.data < many.cost.data


def test_the_number_of_threads_changes_nothing(tmp_path: Path) -> None:
    path = file_of(tmp_path, {**WEDGE, "estimators": ["mixed", "randomisation"]})
    assert experiments.evaluate(path, data_sets=40, threads=1) == experiments.evaluate(path, data_sets=40, threads=3)


def test_failures_are_counted_and_shown(tmp_path: Path) -> None:
    path = file_of(tmp_path, {**GOOD, "clusters": 4, "missing": 0.5, "every": 6, "before": 6, "months": 6})
    found = experiments.evaluate(path, data_sets=48)
    (one,) = found.answers
    assert one.failed > 0 and one.power.defined == 48 and one.cover.defined == 48 - one.failed
    said = found.summary()
    assert f"had no answer in {one.failed} of 48 data sets" in said


def test_a_name_that_is_no_design_is_told_with_the_nearest() -> None:
    with pytest.raises(SimulationError, match=r"'comparativ-study' is no design .* Did you mean 'comparative-study'\?"):
        evaluation_of("comparativ-study")


# Accounts -----------------------------------------------------------------------------------------------------


def test_what_a_design_measures_anyway_is_no_measurement_more(tmp_path: Path) -> None:
    head = HEAD + '[[accounts]]\nof = "confinement"\ndesign = "one"\nmore = ["safety"]\n'
    path = file_of(tmp_path, {**GOOD, "outcome": "safety"}, head=head)
    with pytest.raises(SimulationError, match=r"more is safety, which 'one' measures anyway. Allowed: diary"):
        evaluation_of(path)


def test_accounts_are_told_apart_by_the_design_that_is_advised_and_worlds_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = HEAD + '[[accounts]]\nof = "confinement"\namong = ["own", "gates"]\nmore = ["diary"]\n'
    path, store = file_of(tmp_path, {**GOOD, "clusters": [4, 6]}, head=head), tmp_path / "worlds"
    words = ("evaluate", str(path), "--data-sets", "32", "--json")
    code, whole, _ = bubbles(capsys, *words, "--threads", "1")
    assert code == 0
    assert bubbles(capsys, *words, "--store", str(store), "--threads", "2")[:2] == (0, whole)
    kept = sorted(store.iterdir())
    assert len(kept) == 2 * 2 + 2 * 2
    assert bubbles(capsys, *words, "--store", str(store))[:2] == (0, whole) and sorted(store.iterdir()) == kept
    (one,) = json.loads(whole)["accounts"]
    assert one["accounts"] == ["own", "gates"] and [told["measurement"] for told in one["told"]] == [None, "diary"]
    assert one["design"]["clusters"] == 4 and one["told"][1]["cost"] == 4 * 5 * 30 * 2.0
    found = experiments.evaluate(path, data_sets=32, store=store)
    assert found.as_json()["accounts"] == [one] and "Which account is true" in found.summary()
    for language in ("en", "es"):
        assert found.page(language).tables and len(found.brief(language).sheets) == 2
