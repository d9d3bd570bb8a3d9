"""Figures and pages of analyses: the same bytes each time, self-contained, complete in both languages."""

import re
import struct
from pathlib import Path
from typing import Any

import pandas
import pytest

import experiments
from experiments.presentation.figures import COLUMN, PAGE, SERIES, SLIDE, Picture, Size, png_of, svg_of
from experiments.presentation.figures import axes as on
from experiments.presentation.figures.picture import figure_of
from experiments.presentation.figures.style import ON_PAGE
from experiments.presentation.page import Fact, Page, plain_table, render, write_outputs
from experiments.presentation.voice import LANGUAGES, Voice, catalogue, parts_of
from experiments.runs import extras
from tests.pictures import beyond, touching

FOLDERS = sorted(Path(experiments.__file__).parent.rglob("texts"))


def picture_of(voice: Voice, name: str = "what-decides") -> Picture:
    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        on.name_rows(axes, ["alignment", "sanction"])
        on.bars(axes, size, [0.5, 0.1], [0.4, 0.0], [0.6, 0.2], SERIES[1], label="a < b")
        on.write_numbers(axes.xaxis, voice, percent=True)
        on.legend_below(axes)

    return Picture(name, "Alignment & sanction", "How to read it.", "Two bars: 50% <and> 10%.", draw, rows=2)


def page_of(voice: Voice) -> Page:
    return Page(
        heading="What decides?",
        lead="A test.",
        findings=["Alignment does <b>.", "Nearly sure."],
        pictures=[picture_of(voice), picture_of(voice, "again")],
        tables=[plain_table("Shares", ["name", "share"], [["alignment", "0.5"], ["sanction", None]])],
        method=["So."],
        limits=["This far."],
        facts=[Fact("Seed", 1)],
        command="bubbles sensitivity first-look --store 'a b'",
        data={"shares": pandas.DataFrame({"name": ["alignment"], "share": [0.1 + 0.2]})},
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_text_stands_in_both_languages_with_the_same_parts(folder: Path) -> None:
    english, spanish = (catalogue(language, folder) for language in LANGUAGES)
    assert sorted(english) == sorted(spanish)
    for key, text in english.items():
        assert parts_of(text) == parts_of(spanish[key]), key
        assert text and spanish[key], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_outputs_are_a_page_and_files_the_same_each_time(language: str, tmp_path: Path) -> None:
    voice = Voice(language)
    written = write_outputs(tmp_path / "new" / "folder", page_of(voice), voice)
    names = ["report.html", "shares.csv"]
    names += [f"{p}{s}.{e}" for p in ("what-decides", "again") for s in ("", "-column") for e in ("svg", "png")]
    assert sorted(path.name for path in written) == sorted(names)
    first = {path.name: path.read_bytes() for path in written}
    again = {path.name: path.read_bytes() for path in write_outputs(tmp_path / "b", page_of(voice), voice)}
    assert first == again
    assert first["shares.csv"] == b"\xef\xbb\xbfname,share\nalignment,0.30000000000000004\n"
    for size, ending in ((SLIDE, ""), (COLUMN, "-column")):
        width, _ = struct.unpack(">II", first[f"what-decides{ending}.png"][16:24])
        assert abs(width - size.width * size.dots) <= 1


def test_a_page_asks_for_nothing_and_no_name_stands_twice() -> None:
    html = render(page_of(Voice("es")), Voice("es"))
    assert not re.search(r'(?:src|href)="(?!#)|@import|<script', html)
    names = re.findall(r'\sid="([^"]+)"', html)
    assert len(set(names)) == len(names)
    assert {used for used in re.findall(r'(?:href="|url\()#([^")]+)', html)} <= set(names)
    assert "Alignment does &lt;b&gt;." in html and "Qué se encontró" in html
    assert html.index("Alignment does") < html.index("<svg") < html.index("<table") < html.index("So.")


def test_a_picture_tells_what_it_shows_and_writes_numbers_as_its_language_does() -> None:
    svg = svg_of(picture_of(Voice("es")), PAGE)
    assert svg.startswith("<?xml") and 'role="img"' in svg
    assert ">Two bars: 50% &lt;and&gt; 10%.</desc>" in svg and ">Alignment &amp; sanction</title>" in svg
    assert ">20%<" in svg
    assert re.search(r"<text [^>]*>alignment</text>", svg), "letters stay letters"
    assert ">Alignment &amp; sanction</text>" in svg_of(picture_of(Voice("es")), SLIDE), "a slide has its title"
    assert png_of(picture_of(Voice("es")), COLUMN).startswith(b"\x89PNG")


LONG = [f"{name}, mentoría mantenida y muchos vínculos" for name in ("Política punitiva", "Alineadas", "Adaptativa")]


def panels(figure: Any, size: Size) -> None:
    columns = 3 if size.width > 5.0 else 2
    for axes, name in zip(figure.subplots(1, columns, sharey=True), LONG, strict=False):
        axes.plot([0, 1], [0, 1], label=name)
        axes.set_title(name)
        axes.set_xlabel(name)
    on.legend_below(axes, 3)


def rows(figure: Any, size: Size) -> None:
    axes = figure.subplots()
    on.name_rows(axes, LONG * 3, bold=[True])
    on.points(axes, size, [0.0] * 9, [0.0] * 9, [0.1] * 9, label=LONG[0])
    axes.set_xlabel(f"{LONG[0]}; {LONG[1]}")
    axes.set_ylabel("cobertura")
    on.legend_below(axes)


def crowded(figure: Any, size: Size) -> None:
    """Draw as many packages as a slide has rows for, under names as long as titles may be, as a decision does."""
    names = ["SIN SANCIONES, ACOMPAÑAMIENTO EN SEIS REGIONES MÁS"] * min(SLIDE.rows, size.rows)
    left, right = figure.subplots(1, 2, sharey=True)
    for axes, name in ((left, "ganancia, puntos"), (right, "costo adicional, miles de USD de 2023")):
        on.name_rows(axes, [on.wrapped(one) for one in names], bold=[True])
        on.points(axes, size, [0.0] * len(names), [0.0] * len(names), [0.1] * len(names))
        axes.set_xlabel(name)


@pytest.mark.parametrize("size", [COLUMN, PAGE, SLIDE, ON_PAGE], ids=lambda size: size.name)
@pytest.mark.parametrize("draw", [panels, rows, crowded])
def test_words_stay_inside_a_picture_and_apart(draw: Any, size: Size) -> None:
    figure = figure_of(
        Picture("long", " ".join(LONG), "", "", draw, rows={rows: 9, crowded: SLIDE.rows}.get(draw, 0)), size
    )
    assert beyond(figure) == [] and touching(figure) == []


def test_series_are_told_apart_without_colour() -> None:
    assert len({str(stroke.line) for stroke in SERIES}) == len(SERIES)
    assert len({stroke.mark for stroke in SERIES}) == len(SERIES)
    assert len({stroke.hatch for stroke in SERIES}) == len(SERIES)


def test_without_the_extra_one_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name.partition(".")[0])

    monkeypatch.setattr(extras.importlib, "import_module", missing)
    with pytest.raises(extras.ExtraMissingError, match=r"matplotlib is not installed; .*`make setup`"):
        write_outputs(tmp_path / "out", page_of(Voice("en")), Voice("en"))
    assert not (tmp_path / "out").exists()
