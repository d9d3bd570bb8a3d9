"""Every analysis, at every door: one answer from Python and from the command line, a page in both languages, a quiet
answer, tables as files, a cell of a notebook, a line that makes the same again, and one file that brings it all back.

A new analysis adds its line to ``ASKED``; one that the door names and this table does not fails.
"""

from __future__ import annotations

import html
import json
import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

import click
import pandas
import pytest

import experiments
from experiments.presentation.findings import Findings
from experiments.presentation.page import render
from experiments.presentation.voice import LANGUAGES
from experiments.runs.durable_files import json_text
from interface import cli
from simulation.errors import SimulationError
from tests.cli import bubbles

STUDY = """
question = "Where do gains spread in a classroom?"
scenarios = ["mentoring-kept"]
size = "classroom"
months = 60
replicates = 2
design = "sobol"
points = 64
measures = ["regime", "reach", "spillover_gain.ccs"]
[levers]
"alignment@24" = {}
"peer_exchange@24" = { low = 0.0, high = 0.4 }
"""
DESIGN = """
question = "Which study would tell in a classroom?"
question_es = "¿Qué estudio lo diría en un aula?"
size = "classroom"
[[design]]
name = "parallel"
name_es = "paralelo"
kind = "parallel"
clusters = [4, 6]
women = 40
estimators = ["did", "mixed"]
[[design]]
name = "reports"
kind = "parallel"
clusters = 6
source = "reported"
[[design]]
name = "audit"
kind = "before_after"
clusters = 6
question = "theatre"
source = "audit"
"""
MOST_OF_A_CELL = 60_000
"""Characters of what a notebook shows of one result."""
COMMAND = re.compile(r"<code>(bubbles [^<]*)</code>")


class Asked(NamedTuple):
    """A question to the door, and the same on the command line."""

    names: tuple[Any, ...]
    options: dict[str, Any]
    words: str
    wrong: dict[str, Any]
    """An option with a value that it cannot have."""


SMALL: dict[str, Any] = {"size": "classroom", "months": 60}
SAME = "--size classroom --months 60"
ASKED = {
    "compare": Asked(
        ("baseline", "aligned"),
        {**SMALL, "replicates": 6},
        f"baseline aligned {SAME} --replicates 6",
        {"replicates": 0},
    ),
    "attribute": Asked(
        ("aligned",),
        {**SMALL, "loops": ("identity", "contagion"), "replicates": 4},
        f"aligned {SAME} --loops identity,contagion --replicates 4",
        {"loops": ("identty",)},
    ),
    "decide": Asked(
        (["baseline", "aligned"],),
        {**SMALL, "cases": 12, "replicates": 2},
        f"baseline aligned {SAME} --cases 12 --replicates 2",
        {"measure": "reech"},
    ),
    "discover": Asked(
        ("STUDY",),
        {"measure": "reach", "above": 0.2, "resamples": 2},
        "STUDY --measure reach --above 0.2 --resamples 2",
        {"measure": "reech"},
    ),
    "frontier": Asked(
        ("alignment",),
        {**SMALL, "scenario": "mentoring-kept", "measure": "reach", "level": 0.2, "replicates": 20, "precision": 0.2},
        f"alignment {SAME} --scenario mentoring-kept --measure reach --level 0.2 --replicates 20 --precision 0.2",
        {"precision": 0.0},
    ),
    "sensitivity": Asked(
        ("STUDY",),
        {"measures": ("reach",), "points": 16},
        "STUDY --measure reach --points 16",
        {"measures": ("reech",)},
    ),
    "fit": Asked(
        ("FIGURES",),
        {**SMALL, "scenario": "mentoring-kept", "replicates": 2},
        f"FIGURES {SAME} --scenario mentoring-kept --replicates 2",
        {"discrepancy": 0.3},
    ),
    "evaluate": Asked(("DESIGN",), {"data_sets": 16}, "DESIGN --data-sets 16", {"data_sets": 3}),
    "validate": Asked((), {"facts": ("V1",), "replicates": 4}, "--fact V1 --replicates 4", {"facts": ("V99",)}),
}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("analyses") / "study.toml"
    path.write_text(STUDY, encoding="utf-8")
    path.with_name("design.toml").write_text(DESIGN, encoding="utf-8")
    rows = [
        f"R1.N{n},{month},ccs,{0.52 + 0.001 * month + 0.03 * ((7 * month + 3 * n) % 9 - 4):.3f},60"
        for n in (1, 2, 3)
        for month in range(40)
    ]
    figures = "\n".join(["network,month,process,share,denominator", *rows])
    path.with_name("figures.csv").write_text(figures + "\n", encoding="utf-8")
    return path


def given(word: Any, study: Path) -> Any:
    """Return a word of a question, or the file that it stands for."""
    files = {"STUDY": study, "FIGURES": study.with_name("figures.csv"), "DESIGN": study.with_name("design.toml")}
    return str(files[word]) if isinstance(word, str) and word in files else word


@pytest.fixture(scope="module")
def found(study: Path) -> dict[str, Any]:
    """What each question was answered with, asked once."""
    return {}


def answer_of(name: str, study: Path, found: dict[str, Any]) -> Any:
    if name not in found:
        asked = ASKED[name]
        names = [given(one, study) for one in asked.names]
        found[name] = getattr(experiments, name)(*names, **asked.options)
    return found[name]


def words_of(name: str, study: Path) -> list[str]:
    return [name, *(given(word, study) for word in ASKED[name].words.split())]


def test_every_analysis_of_the_door_is_tried() -> None:
    answers = {name.removesuffix("Findings") for name in experiments.__all__ if name.endswith("Findings")}
    assert len(answers) == len(ASKED), answers


@pytest.mark.parametrize("name", ASKED)
def test_python_and_the_command_line_give_one_object(
    name: str, study: Path, found: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    answered = answer_of(name, study, found)
    assert isinstance(answered, Findings)
    code, out, _ = bubbles(capsys, *words_of(name, study), "--json")
    assert code == 0
    assert json_text(answered.as_json()) == out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ASKED)
def test_the_quiet_answer_is_the_headline(
    name: str, study: Path, found: dict[str, Any], capsys: pytest.CaptureFixture[str], language: str
) -> None:
    said = answer_of(name, study, found).headline(language)
    code, out, _ = bubbles(capsys, *words_of(name, study), "--quiet", "--language", language)
    assert code == 0 and " ".join(out.split()) == " ".join(said.split())
    assert "{" not in said and "<" not in said and len(re.findall(r"[.:](?= |$)", said)) <= 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ASKED)
def test_a_page_and_its_tables_are_written_whole(
    name: str, study: Path, found: dict[str, Any], tmp_path: Path, language: str
) -> None:
    answered = answer_of(name, study, found)
    written = answered.write(tmp_path / "out", language)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page and not re.search(r"\{[a-z_]+\}", page.partition("<body")[2][:20_000])
    assert {path.name for path in written} == {path.name for path in (tmp_path / "out").iterdir()}
    frames = answered.frames()
    assert frames and answered.to_pandas().equals(next(iter(frames.values())))
    for one, frame in frames.items():
        read = pandas.read_csv(tmp_path / "out" / f"{one}.csv", encoding="utf-8-sig", keep_default_na=True)
        assert list(read.columns) == [str(column) for column in frame.columns] and len(read) == len(frame)


@pytest.mark.parametrize("name", ASKED)
def test_a_cell_of_a_notebook_shows_the_answer_and_a_figure(name: str, study: Path, found: dict[str, Any]) -> None:
    answered = answer_of(name, study, found)
    shown = answered._repr_html_()
    assert len(shown) < MOST_OF_A_CELL and len(repr(answered)) < 500 and "\n" not in repr(answered)
    assert answered.headline()[:40] in html.unescape(re.sub(r"<[^>]*>", "", shown))
    if answered.pictures():
        assert "<svg" in shown and answered.plot() is not answered.plot()
    with pytest.raises(SimulationError, match="Allowed" if answered.pictures() else "There is no figure"):
        answered.plot("no such figure")
    with pytest.raises(SimulationError, match="Allowed"):
        answered.to_pandas("no such table")
    with pytest.raises(SimulationError, match="Allowed: en, es"):
        answered.headline("fr")


@pytest.mark.parametrize("name", ASKED)
def test_the_line_of_a_report_makes_the_same_again(
    name: str, study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "a folder" / "it's here"
    words = [*words_of(name, study), "--report", str(place), "--language", "es", "--seed", "3"]
    words = words if name != "sensitivity" else words[:-2]
    code, first, _ = bubbles(capsys, *words, "--json")
    assert code == 0
    page = (place / "report.html").read_text(encoding="utf-8")
    told = [html.unescape(line) for line in COMMAND.findall(page)]
    assert [shlex.split(line) for line in told] == [["bubbles", *words, "--json"]]
    (place / "report.html").unlink()
    code, again, _ = bubbles(capsys, *shlex.split(told[0])[1:])
    assert code == 0 and json.loads(again) == json.loads(first)
    assert COMMAND.findall((place / "report.html").read_text(encoding="utf-8")) == COMMAND.findall(page)


@pytest.mark.parametrize("name", ASKED)
def test_a_report_is_one_file_where_a_file_is_named(
    name: str, study: Path, found: dict[str, Any], tmp_path: Path
) -> None:
    answered = answer_of(name, study, found)
    file = tmp_path / "one.html"
    assert answered.write_report(file, "es", "bubbles") == file
    assert [path.name for path in tmp_path.iterdir()] == ["one.html"]
    page = file.read_text(encoding="utf-8")
    assert '<html lang="es">' in page and "<svg" in page
    assert answered.write_report(file) == file, "an earlier one is replaced"
    folder = tmp_path / "many"
    assert answered.write_report(folder) == folder / "report.html" and len(list(folder.iterdir())) > 1


def test_a_report_is_asked_for_in_the_same_words_by_every_command() -> None:
    group = cli.bubbles
    commands = [group.get_command(click.Context(group), name) for name in cli.COMMANDS]
    options = [one for command in commands if command is not None for one in command.params]
    asked = [one for one in options if isinstance(one, click.Option) and "--report" in one.opts]
    assert len(asked) > 6 and len({(one.metavar, one.help) for one in asked}) == 1


@pytest.mark.parametrize("name", ASKED)
def test_what_was_saved_comes_back_as_it_was(
    name: str, study: Path, found: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = answer_of(name, study, found)
    file = answered.save(tmp_path / f"{name}.findings")
    assert file.read_bytes() == answered.save(file).read_bytes()

    def none(*_: object, **__: object) -> None:
        raise AssertionError("a run was made")

    monkeypatch.setattr("simulation.engine.compiled.ensemble.Workspace.simulate", none)
    again: Any = experiments.load_findings(file)
    assert type(again) is type(answered) and again == answered and hash(again) == hash(answered)
    assert {answered: 1}[again] == 1 and again.content == answered.content and repr(again) == repr(answered)
    for language in LANGUAGES:
        assert again.headline(language) == answered.headline(language)
        assert again.summary(language) == answered.summary(language)
        assert json_text(again.as_json(language)) == json_text(answered.as_json(language))
        voice = answered.voice(language)
        assert render(again.page(language), voice) == render(answered.page(language), voice)
    assert list(again.frames()) == list(answered.frames())
    for one, frame in answered.frames().items():
        pandas.testing.assert_frame_equal(again.frames()[one], frame, check_exact=True)
    assert again.save(tmp_path / "again.findings").read_bytes() == file.read_bytes()


def test_findings_that_differ_are_not_equal(study: Path, found: dict[str, Any]) -> None:
    answers = [answer_of(name, study, found) for name in ASKED]
    assert len(set(answers)) == len(answers)
    asked = ASKED["attribute"]
    other = experiments.attribute(*asked.names, **{**asked.options, "seed": 2})
    assert other != answer_of("attribute", study, found)
    assert experiments.attribute(*asked.names, **asked.options) == answer_of("attribute", study, found)
    asked = ASKED["sensitivity"]
    assert experiments.sensitivity(str(study), **asked.options) == answer_of("sensitivity", study, found)


@pytest.mark.parametrize("name", ASKED)
def test_what_cannot_be_is_refused_before_any_run(name: str, study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ASKED[name]
    names = [given(one, study) for one in asked.names]

    def none(*_: object, **__: object) -> None:
        raise AssertionError("a run was made")

    monkeypatch.setattr("simulation.engine.compiled.ensemble.Workspace.simulate", none)
    with pytest.raises(SimulationError, match=r"Allowed|[Tt]here is no|not know"):
        getattr(experiments, name)(*names, **{**asked.options, **asked.wrong})
