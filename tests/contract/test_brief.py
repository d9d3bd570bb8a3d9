"""Briefs: the same page in every form and both languages, at every door; nothing half-written, no name of the code."""

from __future__ import annotations

import io
import math
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from python_calamine import CalamineWorkbook

from experiments import compare, decide
from experiments.presentation.brief import NAMES, Brief, Briefed
from experiments.presentation.brief import files as brief_files
from experiments.presentation.figures.style import SLIDE
from experiments.runs.extras import ExtraMissingError
from interface.cli import main
from scenarios.library import available
from simulation.errors import SimulationError
from tests.evaluated import comparative_study
from tests.sheets import laid_out, xlsx

PACKAGES = ("baseline", "aligned", "aligned-kept")
SMALL = {"size": "classroom", "months": 60}
RAW = re.compile(r"\b(?:aligned-kept|baseline|coverage\.ccs|late_direct_gain|regime\.\w+|[a-z]+_[a-z_]+)\b")
"""What things are called in code."""


@pytest.fixture(scope="module")
def decided() -> Briefed:
    return decide(PACKAGES, cases=40, replicates=2, worth=20_000.0, require=["gain>=0.03"], **SMALL)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def compared() -> Briefed:
    return compare(*PACKAGES, replicates=12, bands=False, **SMALL)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def by_place() -> Briefed:
    size: dict[str, Any] = {"size": "default", "months": 60}
    return compare("baseline", "aligned-kept", replicates=12, by="network", bands=False, **size)


@pytest.fixture(scope="module")
def many() -> Briefed:
    return decide(available()[: SLIDE.rows], cases=8, replicates=1, **SMALL)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def evaluated() -> Briefed:
    return comparative_study()


@pytest.fixture(params=["decided", "compared", "by_place", "evaluated"])
def found(request: pytest.FixtureRequest) -> Briefed:
    return request.getfixturevalue(request.param)


def words_of(brief: Brief) -> list[str]:
    """Return everything that a reader of any form must find."""
    numbers = [text for number in brief.numbers for text in number]
    places = brief.places
    of_places = (
        [] if places is None else [places.title, *places.said, *places.heads, *(c for r in places.rows for c in r)]
    )
    numbers += of_places
    return [brief.question, brief.asked, *brief.packages, brief.answer, *numbers, *brief.changes, *brief.limits]


def text_of_document(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(one.text for one in [*document.paragraphs, *(line for cell in cells for line in cell.paragraphs)])


def text_of_slides(data: bytes) -> str:
    shapes: list[Any] = [shape for slide in pptx.Presentation(io.BytesIO(data)).slides for shape in slide.shapes]
    cells = [cell for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    framed = [shape for shape in shapes if shape.has_text_frame]
    return "\n".join(one.text_frame.text for one in (*framed, *cells))


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_form_says_the_same(found: Briefed, language: str, tmp_path: Path) -> None:
    written = found.write_brief(tmp_path, language)
    assert sorted(path.name for path in written) == sorted(NAMES) == sorted(path.name for path in tmp_path.iterdir())
    brief = found.brief(language)
    page = found.brief(language)
    assert len(brief.numbers) == 3 and all(all(number) for number in brief.numbers) and page.question == brief.question
    html = re.sub(r"<[^>]+>", "\n", (tmp_path / "brief.html").read_text(encoding="utf-8"))
    forms = {
        "page": html.replace("&#39;", "'").replace("&amp;", "&"),
        "document": text_of_document((tmp_path / "brief.docx").read_bytes()),
        "slides": text_of_slides((tmp_path / "brief.pptx").read_bytes()),
    }
    for form, text in forms.items():
        for said in words_of(brief):
            assert said in text, (form, said)
    assert f'<html lang="{language}">' in (tmp_path / "brief.html").read_text(encoding="utf-8")


def test_every_slide_has_a_title_of_its_own(found: Briefed, tmp_path: Path) -> None:
    found.write_brief(tmp_path)
    slides = list(pptx.Presentation(str(tmp_path / "brief.pptx")).slides)
    brief = found.brief()
    titles = [slide.shapes.title.text_frame.text for slide in slides if slide.shapes.title is not None]
    assert titles[0] == brief.question and brief.picture is not None and brief.picture.title in titles
    assert all(titles) and len(set(titles)) == len(titles) == len(slides) >= 3 + (brief.places is not None)
    assert all(slide.shapes[0] == slide.shapes.title for slide in slides), "it is heard first"


LETTERS, FOOT = 11.0, 9.0
"""In points: the smallest letters of a slide of 13 inches, but for the line beneath that says where it comes from."""


@pytest.mark.parametrize("which", ["decided", "compared", "by_place", "evaluated", "many"])
def test_slides_are_read_across_a_room(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    request.getfixturevalue(which).write_brief(tmp_path, "es")  # the longer words
    slides: list[Any] = list(pptx.Presentation(str(tmp_path / "brief.pptx")).slides)
    framed = [shape for slide in slides for shape in slide.shapes if shape.has_text_frame]
    runs = [run for shape in framed for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]
    small = [run.text for run in runs if run.font.size.pt < LETTERS and run.font.size.pt != FOOT]
    assert small == [] and len(slides) <= 6
    assert len([run for run in runs if run.font.size.pt == FOOT]) == len(slides)


@pytest.mark.parametrize("language", ["en", "es"])
def test_places_on_the_page_are_those_with_the_most_and_the_least(by_place: Briefed, language: str) -> None:
    brief, found = by_place.brief(language), by_place.by_place  # type: ignore[attr-defined]
    assert brief.places is not None
    contrasts = [one for one in found.contrasts if one.measure == "coverage.ccs"]
    ranked = sorted(contrasts, key=lambda one: -one.mean)
    shown = [*ranked[:3], *ranked[-3:]]
    assert [row[0] for row in brief.places.rows] == [one.place for one in shown]
    for row, one in zip(brief.places.rows, shown, strict=True):
        assert row[3].replace("\N{MINUS SIGN}", "-") == f"{100.0 * one.mean:+.1f}"
        ends = [f"{100.0 * end:+.1f}" for end in (one.low_together, one.high_together) if end is not None]
        assert all(end in row[4].replace("\N{MINUS SIGN}", "-") for end in ends)
        assert bool(ends) != bool(one.withheld), "an interval stands there, or why there is none"
        settled = one.sign != 0
        assert settled != any(words in row[4] for words in ("not settled", "no es claro"))
    [sheet] = [one for one in brief.sheets if "low_together" in one.frame]
    assert len(sheet.frame) == len(found.estimates) + len(found.contrasts), "the workbook has them all"


def test_few_runs_say_nothing_of_single_places() -> None:
    few = compare("baseline", "aligned", replicates=4, by="region", bands=False, **SMALL)  # type: ignore[arg-type]
    places = few.brief().places
    assert places is not None and {row[4] for row in places.rows} == {"too few runs"}
    assert len(places.said) == 1 and "nothing is settled for a single place" in places.said[0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_name_of_the_code_stands_in_it(found: Briefed, language: str) -> None:
    brief = found.brief(language)
    assert brief.picture is not None
    for said in [*words_of(brief), brief.picture.title, str(brief.picture.caption), brief.picture.told]:
        assert not RAW.search(said), said
    for sheet in brief.sheets:
        for column in sheet.columns:
            assert not RAW.search(column.head), column
            if column.unit == "text" and column.key not in ("case", "set", "members"):
                assert not [cell for cell in sheet.frame[column.key] if RAW.search(str(cell))], column.key


@pytest.mark.parametrize("language", ["en", "es"])
def test_numbers_of_the_workbook_are_numbers_and_are_explained(found: Briefed, language: str, tmp_path: Path) -> None:
    found.write_brief(tmp_path, language)
    brief = found.brief(language)
    book = CalamineWorkbook.from_path(str(tmp_path / "tables.xlsx"))
    first, *others = book.sheet_names
    assert others == [sheet.name for sheet in brief.sheets]
    explained = [tuple(row) for row in book.get_sheet_by_name(first).to_python()]
    for sheet in brief.sheets:
        assert (sheet.name, sheet.about) in [row[:2] for row in explained]
        heads, *rows = book.get_sheet_by_name(sheet.name).to_python()
        assert heads == [column.head for column in sheet.columns] and len(rows) == len(sheet.frame)
        for place, column in enumerate(sheet.columns):
            assert ("", column.head, column.meaning) in explained
            for cell, own in zip([row[place] for row in rows], sheet.frame[column.key].tolist(), strict=True):
                if column.unit == "text":
                    assert cell == own or float(str(cell)) == float(own)
                elif own is None or math.isnan(own):
                    assert cell == ""
                else:
                    assert cell == pytest.approx(own)


WIDE = 220
"""Letters, of the usual size, that A4 lying takes on a line and that can still be read."""


@pytest.mark.parametrize("which", ["decided", "compared", "by_place", "evaluated", "many"])
def test_nothing_in_the_workbook_is_cut_and_it_prints_on_a4(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    request.getfixturevalue(which).write_brief(tmp_path, "es")  # the longer words
    sheets = laid_out(tmp_path / "tables.xlsx")
    assert len(sheets) > 1
    for name, sheet in sheets.items():
        assert sheet.cut == [], name
        own = (
            sheet.setup["orientation"],
            sheet.setup["paperSize"],
            sheet.setup["fitToPage"],
            sheet.setup["fitToHeight"],
        )
        assert own == ("landscape", "9", "1", "0"), name
        assert sheet.width <= WIDE * int(sheet.setup.get("fitToWidth", 1)), name


def test_a_cell_that_is_cut_is_found(tmp_path: Path) -> None:
    def narrow(_: Any, sheet: Any) -> None:
        sheet.set_column(1, 1, 4)

    xlsx(tmp_path / "t.xlsx", {"a": [["x" * 9, 123456.0, "ab"]]}, narrow)
    assert laid_out(tmp_path / "t.xlsx")["a"].cut == ["x" * 9, "123456"]


def test_the_same_brief_is_the_same_bytes_and_takes_the_place_of_none_but_its_own(
    decided: Briefed, tmp_path: Path
) -> None:
    decided.write_brief(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    decided.write_brief(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    decided.write_brief(tmp_path, "es")
    (tmp_path / "brief.docx").write_bytes(b"edited by somebody")
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(SimulationError, match=r"brief\.docx"):
        decided.write_brief(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept


def test_a_brief_of_a_decision_says_what_its_verdict_says(decided: Briefed) -> None:
    verdict = decided.found.verdict  # type: ignore[attr-defined]
    brief = decided.brief()
    assert verdict.kind == "try" and brief.answer.startswith("Try “Aligned, mentoring kept”")
    own = decided.found.packages["aligned-kept"]  # type: ignore[attr-defined]
    assert brief.numbers[0].value == f"+{100.0 * own.gain.mean.mean:.1f} points"
    assert f"between {100.0 * own.gain.low:.1f} and {100.0 * own.gain.high:.1f} points" in brief.numbers[0].range
    assert brief.numbers[2].value == f"{100.0 * own.best.mean:.0f}%"
    assert any("learning" in said or "learn" in said for said in brief.changes)


@pytest.mark.parametrize("worth", [5.0, 50_000_000.0])
def test_what_is_worth_most_at_the_price_that_was_said_stands_in_the_answer_where_it_is_another(worth: float) -> None:
    found = decide(PACKAGES, cases=40, replicates=1, worth=worth, **SMALL)  # type: ignore[arg-type]
    verdict, economics = found.found.verdict, found.found.economics
    assert verdict.kind == "try" and economics is not None
    chosen = economics.worth_most()
    assert chosen is not None
    is_another = chosen.package != verdict.advised
    assert is_another == (worth < 100.0)
    brief = found.brief()
    at_worth = [said for said in (brief.answer, *brief.changes) if " USD a point, “" in said and "worth most" in said]
    assert len(at_worth) == 1 and (at_worth[0] == brief.answer) == is_another


def test_a_brief_of_a_comparison_says_what_its_contrast_says(compared: Briefed) -> None:
    brief = compared.brief()
    own = compared.contrast("aligned-kept", "coverage.ccs")  # type: ignore[attr-defined]
    assert own.mean > compared.contrast("aligned", "coverage.ccs").mean  # type: ignore[attr-defined]
    assert (
        brief.numbers[0].value == f"+{100.0 * own.mean:.1f} points"
        and "“Aligned, mentoring kept”" in brief.numbers[0].label
    )
    spread = compared.estimates["aligned-kept"]["regime.spread"]  # type: ignore[attr-defined]
    assert brief.numbers[1].value == f"{100.0 * spread.mean:.0f}%"


def test_one_run_has_no_interval_and_says_so() -> None:
    once = compare("baseline", "aligned", replicates=1, uncertainty="none", bands=False, **SMALL)  # type: ignore[arg-type]
    assert once.brief().numbers[0].range == "From one run: no interval."


def test_rules_that_change_nothing_are_said_to_differ_in_nothing() -> None:
    same = compare("baseline", {"name": "same"}, replicates=3, bands=False, **SMALL)  # type: ignore[arg-type]
    assert same.brief().numbers[0].range == "The same in every run."


# Doors ------------------------------------------------------------------------------------------------------


def left(words: tuple[str, ...]) -> int:
    """Return the exit code of a command."""
    with pytest.raises(SystemExit) as gone:
        main(list(words))
    return int(gone.value.code or 0)


ASKED = ("--size", "classroom", "--months", "40")


@pytest.mark.parametrize(
    "words",
    [
        ("brief", "baseline", "aligned", "--cases", "4", "--replicates", "1", *ASKED, "--out", "made"),
        ("decide", "baseline", "aligned", "--cases", "4", "--replicates", "1", *ASKED, "--brief", "made"),
        ("compare", "baseline", "aligned", "--replicates", "3", *ASKED, "--brief", "made"),
    ],
)
def test_each_command_writes_it_and_says_where(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert left(words) == 0
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == sorted(NAMES)
    assert "brief.html" in capsys.readouterr().out
    page = (tmp_path / "made" / "brief.html").read_text(encoding="utf-8")
    assert f"bubbles {' '.join(words)}" in page, "the line that makes it again"


@pytest.mark.parametrize(
    ("place", "message"),
    [("taken", "brief.html"), ("brief.docx", "Allowed: a folder")],
)
def test_what_is_in_the_way_is_refused_before_any_run(
    place: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "brief.html").write_text("somebody's", encoding="utf-8")
    assert left(("brief", "baseline", "aligned", "--cases", "4", *ASKED, "--out", place)) == 2
    said = capsys.readouterr()
    assert message in said.err and said.out == ""
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["brief.html"]
    assert {path.name for path in tmp_path.iterdir()} == {"taken"}


def test_what_somebody_edited_is_refused_before_any_run(
    decided: Briefed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decided.write_brief(tmp_path / "made")
    (tmp_path / "made" / "brief.docx").write_bytes(b"edited by somebody")

    def run(*_: object, **__: object) -> None:
        raise AssertionError("a run was made")

    monkeypatch.setattr("experiments.runs.sweep.variants._gathered", run)
    assert left(("brief", "baseline", "aligned", "--cases", "4", *ASKED, "--out", str(tmp_path / "made"))) == 2
    assert "brief.docx" in capsys.readouterr().err


def test_a_name_that_no_document_can_hold_is_written_without_what_it_cannot(tmp_path: Path) -> None:
    file = tmp_path / "odd\x01name.toml"
    try:
        file.write_text('based_on = "aligned"\nquestion = "What if?"\n', encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    found = decide(["baseline", str(file)], cases=4, replicates=1, **SMALL)  # type: ignore[arg-type]
    found.write_brief(tmp_path / "made")
    assert "oddname" in text_of_document((tmp_path / "made" / "brief.docx").read_bytes())


def test_a_missing_library_is_told_before_any_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> None:
        raise ExtraMissingError(f"{name} is not installed; it comes with the extra `analysis`.")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(brief_files, "optional", missing)
    assert left(("brief", "baseline", "aligned", "--cases", "4", *ASKED, "--out", "made")) == 2
    assert "is not installed" in capsys.readouterr().err and not (tmp_path / "made").exists()


def test_a_document_is_a_whole_archive(decided: Briefed, tmp_path: Path) -> None:
    decided.write_brief(tmp_path)
    for name in ("brief.docx", "brief.pptx", "tables.xlsx"):
        with zipfile.ZipFile(tmp_path / name) as archive:
            assert archive.testzip() is None
