"""The page on one's own rule, as it stands: in a copy the rule runs in both engines, and everything made is marked."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, Block, blocks_of, commands_of

pytestmark = pytest.mark.thorough  # the model is compiled anew
PAGE = ROOT / "docs" / "how-to" / "your-own-rule.md"
COPIED = ("simulation", "scenarios", "experiments", "interface", "tests", "docs", "pyproject.toml")
MARK = "Draft, not the published model: its rules differ; numbers of the reference differ; draft values: weariness."
MODEL = "draft-"


def edited(text: str, diff: str) -> str:
    """Return a file with the changes of a block, each of which has one place: `` `` stays, ``-`` goes, ``+`` comes."""
    for change in diff.split("@@\n"):
        lines = change.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(before) == 1, f"{text.count(before)} places for\n{before}"
        text = text.replace(before, after)
    return text


def put(block: Block, folder: Path) -> None:
    """Do to a file of the copy what a block of the page says: change it, write it, or add to it."""
    file = folder / block.title
    if block.language == "diff":
        file.write_text(edited(file.read_text(encoding="utf-8"), block.body), encoding="utf-8")
    elif block.language == "toml":
        file.write_text(f"{file.read_text(encoding='utf-8')}\n{block.body}", encoding="utf-8")
    else:
        assert not file.exists(), file
        file.write_text(block.body, encoding="utf-8")


class Copy:
    """A copy of the project in which the page was followed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            source = ROOT / name
            ignored = shutil.ignore_patterns("__pycache__", "node_modules")
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=ignored)
            else:
                shutil.copy(source, folder / name)
        for block in blocks_of(PAGE):
            if block.title:
                put(block, folder)

    def does(self, *arguments: str, code: int = 0) -> str:
        """Run Python in the copy; return what it printed."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=1800,  # the first compiles, and a machine may be busy
            check=False,
        )
        assert done.returncode == code, f"{shlex.join(arguments)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def bubbles(self, line: str) -> str:
        return self.does("-m", "interface", *shlex.split(line))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("own") / "rule")


@pytest.fixture(scope="module")
def printed(copy: Copy) -> list[str]:
    """Return what each command of the page prints."""
    commands = [command for block in blocks_of(PAGE) for command in commands_of(block)]
    return [copy.bubbles(command.removeprefix("bubbles ")) for command in commands]


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_both_engines_live_the_same_life_under_the_rule_of_the_page(printed: list[str]) -> None:
    found = [re.findall(r"([0-9a-f]{64})$", text, re.MULTILINE) for text in printed[:2]]
    assert len(found[0]) == 2 and found[0] == found[1]
    assert all(re.search(rf"^Digest of the model: +{MODEL}[0-9a-f]", text, re.MULTILINE) for text in printed[:2])


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_what_commands_print_and_write_is_marked(copy: Copy, printed: list[str]) -> None:
    for text in printed:
        assert " ".join(text.split()).startswith(MARK), text[:300]
    shown = next(block for block in blocks_of(PAGE) if block.language == "text")
    assert " ".join(shown.body.split()) in " ".join(printed[0].split())
    folder = copy.folder / "tried"
    told = json.loads((folder / "compare.json").read_text(encoding="utf-8"))
    assert told["model"].startswith(MODEL) and told["draft"]["rules"] and "weariness.rest" in told["draft"]["values"]
    with (folder / "runs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows and {row["model"] for row in rows} == {told["model"]}
    report = (copy.folder / "tried.html").read_text(encoding="utf-8")
    assert "<title>Draft: " in report and '<p class="alarm" role="note" id="draft">Draft, not' in report
    figures = re.findall(r"<figure .*?</figure>", report, re.DOTALL)
    assert figures and all("Draft, not the published model" in figure for figure in figures)
    assert all("· Draft" in caption for caption in re.findall(r"<caption><span>.*?</caption>", report, re.DOTALL))
    assert json.loads(copy.bubbles("show baseline --json"))["draft"]["numbers"]
    assert copy.bubbles("show baseline --quiet --language es").startswith("Borrador, no es el modelo publicado: ")


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_reports_figures_and_stores_are_marked(copy: Copy) -> None:
    copy.bubbles("frontier alignment --size classroom --replicates 8 --report along --quiet")
    page = (copy.folder / "along" / "report.html").read_text(encoding="utf-8")
    assert '<p class="alarm" role="note" id="draft">Draft, not' in page
    drawn = list((copy.folder / "along").glob("*.svg"))
    assert drawn and all("Draft · Borrador: draft-" in file.read_text(encoding="utf-8") for file in drawn)
    study = 'question = "?"\nscenarios = ["baseline"]\nreplicates = 2\nmeasures = ["reach"]\nsize = "classroom"\n'
    (copy.folder / "study.toml").write_text(study, encoding="utf-8")
    copy.bubbles("sweep study.toml --store store --quiet")
    kept = json.loads((copy.folder / "store" / "study.json").read_text(encoding="utf-8"))
    assert (
        kept["provenance"]["model"].startswith(MODEL) and kept["specification"]["model"] == kept["provenance"]["model"]
    )
    copy.bubbles("export --store store --to runs.csv --quiet")
    with (copy.folder / "runs.csv").open(encoding="utf-8-sig", newline="") as file:
        assert all(row["model"].startswith(MODEL) for row in csv.DictReader(file))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_card_of_the_explorer_and_python_are_marked(copy: Copy) -> None:
    said = copy.does(
        "-c",
        "import json, warnings; warnings.simplefilter('error')\n"
        "from interface.explorer.card import card\n"
        "warnings.simplefilter('ignore'); made = card(); warnings.simplefilter('error')\n"
        "from scenarios.load import DraftWarning, load, _warn_of_draft\n"
        "_warn_of_draft.cache_clear()\n"
        "try: load('aligned'); raise SystemExit('no warning')\n"
        "except DraftWarning as warning: print(json.dumps([made['model'], made['draft'], str(warning)]))",
    )
    model, draft, warning = json.loads(said)
    assert model.startswith(MODEL) and draft["en"].startswith(MARK) and draft["es"].startswith("Borrador")
    assert "weariness.loss_motivation" in warning


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_draft_passes_what_holds_for_any_rules_and_the_rest_is_counted_apart(copy: Copy) -> None:
    pytest_ = ("-m", "pytest", "-n", "0", "-p", "no:cacheprovider")
    parity = "tests/parity/test_parity.py::test_measures_series_and_traces_are_equal"
    passed = copy.does(*pytest_, "-m", "any_rules", parity, "tests/verification/test_counterfactuals.py")
    assert " failed" not in passed and " draft" not in passed.splitlines()[-1] and " passed" in passed
    assert f"{MARK}" in " ".join(passed.split()) and "What it lacks: make draft." in passed
    golden = copy.does(*pytest_, "tests/regression", code=1)
    assert "1 tests hold what was published" in golden and "tests/regression/test_golden.py (1)" in golden
    assert "1 draft" in golden.splitlines()[-1] and "failed" not in golden and "digests changed" not in golden
    assert "digests changed" in copy.does(*pytest_, "--draft-fails", "tests/regression", code=1)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_what_it_lacks_is_named_and_nothing_published_is_written_over(copy: Copy) -> None:
    said = copy.does("-m", "experiments.documentation.draft")
    assert said.startswith(MARK) and "- weariness.rest: a status and a source" in said
    for what in ("its sign", "an arrow", "words/mechanisms.toml: 'weariness.rest'", "no section is about weariness.py"):
        assert what in said, what
    before = (copy.folder / "docs" / "validation.md").read_bytes()
    copy.does("-m", "experiments.evidence.validation.page", code=2)
    copy.does("-m", "experiments.evidence.rivals", code=2)
    copy.does("-m", "experiments.evidence.claims", code=2)
    assert (copy.folder / "docs" / "validation.md").read_bytes() == before
