"""Titles: a scenario of a user's own is called in briefs and reports as its file says."""

from functools import partial
from pathlib import Path

import pytest

from experiments import attribute, compare, decide, discover, sensitivity
from scenarios import load
from scenarios.asked import scenario_of
from scenarios.vocabulary import title_of, titles_of
from simulation.errors import ScenarioError

LINES = 'title = "Milder sanctions"\ntitle_es = "Sanciones más suaves"\n'
BODY = 'question = "Do they?"\nbased_on = "baseline"\n[[change]]\nmonth = 24\nsanction = 0.2\n'


def written(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_each_language_has_its_title_and_one_stands_for_the_other(tmp_path: Path) -> None:
    both = load(written(tmp_path, "both.toml", LINES + BODY))
    assert [title_of(language, both) for language in ("en", "es")] == ["Milder sanctions", "Sanciones más suaves"]
    one = load(written(tmp_path, "one.toml", LINES.splitlines()[1] + "\n" + BODY))
    assert [title_of(language, one) for language in ("en", "es")] == ["Sanciones más suaves"] * 2
    none = load(written(tmp_path, "plain.toml", BODY))
    assert title_of("es", none) == "plain"


def test_a_title_is_not_taken_over_from_what_a_file_is_based_on_and_moves_no_run(tmp_path: Path) -> None:
    written(tmp_path, "first.toml", LINES + BODY)
    own = load(written(tmp_path, "second.toml", 'question = "And then?"\nbased_on = "first"\n'))
    assert (own.title, title_of("en", own)) == ("", "second")
    assert own.settings == load(str(tmp_path / "first.toml")).settings


def test_two_of_one_title_go_by_their_names(tmp_path: Path) -> None:
    both = {name: load(written(tmp_path, f"{name}.toml", LINES + BODY)) for name in ("a", "b")}
    assert titles_of("en", both) == {"a": "a", "b": "b"}


@pytest.mark.parametrize("title", ['""', '"=1+1"', '"NA"', "3", f'"{"x" * 61}"'])
def test_what_is_no_title_is_refused_with_its_line(tmp_path: Path, title: str) -> None:
    path = written(tmp_path, "own.toml", f"title = {title}\n{BODY}")
    with pytest.raises(ScenarioError, match=r"own\.toml:1: title is .*Allowed: a text of 1 to 60 letters"):
        load(path)


def test_a_question_in_spanish_alone_is_enough(tmp_path: Path) -> None:
    own = load(written(tmp_path, "sola.toml", BODY.replace("question", "question_es")))
    assert own.question == own.question_es == "Do they?"


def test_values_may_have_a_title() -> None:
    own = scenario_of({"name": "milder", "title_es": "Más suaves", "sanction": 0.1})
    assert [title_of(language, own) for language in ("en", "es")] == ["Más suaves"] * 2


def test_briefs_and_reports_speak_of_it_by_its_title(tmp_path: Path) -> None:
    own = written(tmp_path, "milder.toml", LINES + BODY)
    decided = decide(("baseline", own), size="classroom", months=60, cases=6, replicates=1).brief("es")
    assert "“Sanciones más suaves”" in decided.question + decided.answer and "milder" not in decided.answer
    compared = compare("baseline", own, size="classroom", months=60, replicates=4).brief("es")
    assert "“Sanciones más suaves”" in compared.question and "Sanciones más suaves" in compared.answer


STUDY = """
question = "Where?"
scenarios = ["./milder.toml", "mentoring-kept"]
size = "classroom"
months = 60
replicates = 2
design = "sobol"
points = 32
measures = ["reach"]
[levers]
"alignment@24" = {}
"peer_exchange@24" = {}
"""


def test_analyses_of_runs_speak_of_it_by_its_title_of_a_store_too(tmp_path: Path) -> None:
    own = written(tmp_path, "milder.toml", LINES + BODY)
    shared = attribute(own, size="classroom", months=60, replicates=2).page("es")
    assert "Sanciones más suaves" in str(shared.heading)
    assert shared.facts[0].value == "Sanciones más suaves (milder)"
    study = written(tmp_path, "study.toml", STUDY)
    look = partial(discover, measure="reach", above=0.02, resamples=2)
    for found in (look(study, store=tmp_path / "runs"), look(str(tmp_path / "runs"))):
        for language, title in (("en", "Milder sanctions"), ("es", "Sanciones más suaves")):
            assert title in str(found.page(language).lead)
    moved = sensitivity(study, measures=("reach",), points=16, scenario="milder")
    assert moved.page("es").facts[0].value == "Sanciones más suaves (milder)"
