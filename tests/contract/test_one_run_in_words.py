"""One run in words: the answer is true of its measures, the same at every door, in both languages, with a figure."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import matplotlib.figure
import pytest
from click.testing import CliRunner

from experiments import SingleRun, run
from experiments.analyses.story import sentences
from experiments.presentation.voice import LANGUAGES
from interface.commands.run import run as run_command
from scenarios.vocabulary import title_of
from simulation.errors import SimulationError

ASKED: dict[str, dict[str, Any]] = {
    "mentoring-kept": {},
    "aligned": {},
    "no-coaching": {},
    "baseline": {"months": 20},
    "aligned-tied-kept": {"sets": ["coaching_coverage=1"]},
}
"""A bubble, a gain that faded, nobody coached, too few months for it, everybody coached."""
MOST_OF_A_CELL = 60_000


@pytest.fixture(scope="module")
def made() -> dict[str, SingleRun]:
    return {name: run(name, size="classroom", **options) for name, options in ASKED.items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ASKED)
def test_the_answer_says_which_run_and_what_stands(made: dict[str, SingleRun], name: str, language: str) -> None:
    one = made[name]
    said, voice, measures = one.headline(language), one.voice(language), one.measures()
    assert title_of(language, one.scenario) in said and "{" not in said and "<" not in said
    regime = measures["regime"]
    assert (sentences(one, voice).get("regime", "none") in said) == isinstance(regime, str)
    for gain in ("late_direct_gain.ccs", "spillover_gain.ccs"):
        value = measures[gain]
        if isinstance(value, float) and measures["coach_hours"]:
            assert f" {voice.number(100 * value, 1, signed=True)} " in said
    assert one.summary(language).startswith(said) and one.paragraphs(language)[0] == said
    assert one.summary(language).endswith(voice.plain("story.caution"))


def test_the_cases_are_what_they_are_for(made: dict[str, SingleRun]) -> None:
    regimes = {name: one.measures()["regime"] for name, one in made.items()}
    assert regimes["mentoring-kept"] == "bubble" and regimes["aligned"] == "faded"
    assert "Nobody was coached" in made["no-coaching"].headline()
    assert "gains are undefined" in made["baseline"].headline()
    assert "there are no others" in made["aligned-tied-kept"].headline()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ASKED)
def test_the_command_line_tells_the_same(made: dict[str, SingleRun], name: str, language: str) -> None:
    options = ASKED[name]
    words = [f"--set={one}" for one in options.get("sets", ())]
    words += ["--months", str(options["months"])] if "months" in options else []
    done = CliRunner().invoke(run_command, [name, "--size", "classroom", *words, "--language", language, "--quiet"])
    assert done.exit_code == 0, done.output
    printed = " ".join(done.stdout.split())
    for sentence in sentences(made[name], made[name].voice(language)).values():
        assert " ".join(sentence.split()) in printed


@pytest.mark.parametrize("name", ASKED)
def test_a_cell_shows_the_answer_and_one_small_figure(made: dict[str, SingleRun], name: str) -> None:
    one = made[name]
    shown = one._repr_html_()
    words = html.unescape(re.sub(r"<[^>]*>", "", shown))
    assert one.headline() in words and shown.count("<svg") == 1 and "<table" not in shown
    assert len(shown) < MOST_OF_A_CELL
    assert repr(one).startswith(f"<SingleRun: {name}, seed 1, replicate 0")


def test_the_figure_has_a_line_for_each_group_that_there_is(made: dict[str, SingleRun]) -> None:
    lines = {name: one.pictures()["coverage"].told for name, one in made.items()}
    for name in ("mentoring-kept", "aligned"):
        assert "Coached teams: " in lines[name] and "Uncoached teams: " in lines[name] and "twin" in lines[name]
    assert "Uncoached teams" not in lines["aligned-tied-kept"]
    for name in ("no-coaching", "baseline"):
        assert lines[name].startswith("All teams: ") and "twin" not in lines[name]
    figure = made["aligned"].plot("coverage", "es")
    assert isinstance(figure, matplotlib.figure.Figure)
    with pytest.raises(SimulationError, match="Allowed: coverage"):
        made["aligned"].plot("map")
    with pytest.raises(SimulationError, match="Allowed: en, es"):
        made["aligned"].headline("fr")


def test_a_cell_without_matplotlib_shows_the_answer_and_says_what_is_missing(tmp_path: Path) -> None:
    code = """
import sys
sys.modules["matplotlib"] = None  # as where the extra is not installed
from experiments import run
made = run("aligned", size="classroom")
shown = made._repr_html_()
assert made.headline() in shown and "<svg" not in shown and "matplotlib is not installed" in shown, shown
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_files_are_written_and_named(made: dict[str, SingleRun], tmp_path: Path) -> None:
    written = made["aligned"].write(str(tmp_path / "out"))
    assert sorted(path.name for path in written) == ["costs.csv", "run.json", "series.csv", "teams.csv"]
    assert sorted(written) == sorted((tmp_path / "out").iterdir())
