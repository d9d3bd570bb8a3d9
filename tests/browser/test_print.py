"""Paper: every report prints on A4, upright: the answer on page one, nothing cut, nothing parted, words for names.

A report is laid out by a real Chromium at the width of paper, measured there, and printed.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

import experiments
from experiments.presentation.figures import COLUMN, SLIDE
from experiments.presentation.figures.picture import figure_of
from experiments.presentation.findings import Findings
from tests.evaluated import comparative_study
from tests.pictures import beyond, touching

MILLIMETRE = 96.0 / 25.4
WIDTH, HEIGHT = round(180 * MILLIMETRE), round(269 * MILLIMETRE)
"""What A4 holds between the margins of the style sheet, in pixels."""
A4 = (595, 842)
"""In points."""
MOST_PAGES = 8
"""Of any report. What stays whole takes a third of a page at most, so that no larger gap opens before it."""
FULL, LAST = 0.6, 0.2
"""Of its height, that every page but the last is filled to at least, and the last of several.

A report ends where it has no more to say, so a last page may be short; it is never a torn-off rest: what is not claimed
and how to run it again stay together (`.back` of the style sheet), a fifth of a page and more.
"""
HEADING = 10.25
"""In points: words of a page are smaller, but for headings, the question and numbers in full."""
TOP, BOTTOM = 13 * MILLIMETRE, 15 * MILLIMETRE
"""Margins of the style sheet."""
SMALL: dict[str, Any] = {"size": "classroom", "months": 60}
KEPT = ("mentoring-kept", "aligned-kept", "aligned-tied-kept", "baseline", "aligned", "aligned-tied")
STUDY = """
question = "Where do gains spread in a classroom?"
scenarios = ["mentoring-kept"]
size = "classroom"
months = 60
replicates = 2
design = "sobol"
points = 64
measures = ["regime", "reach"]
[levers]
"alignment@24" = {}
"peer_exchange@24" = { low = 0.0, high = 0.4 }
"""
ASKED: dict[str, Callable[[Path], Findings]] = {
    "compare": lambda _: experiments.compare("baseline", "aligned", replicates=12),
    "compare three": lambda _: experiments.compare(*KEPT[:3], replicates=8),
    "compare many": lambda _: experiments.compare(*KEPT, replicates=24, by="authority.waits_for_policy", **SMALL),
    "compare seven": lambda _: experiments.compare(
        *KEPT[:4], "authorities-learn-kept", "verified-to-learn-kept", "sanctions-ended-kept", replicates=8, **SMALL
    ),
    "compare by region": lambda _: experiments.compare("baseline", "aligned", replicates=24, by="region"),
    "compare by network": lambda _: experiments.compare(*KEPT[:3], replicates=24, by="network"),
    "compare many by region": lambda _: experiments.compare(*KEPT, replicates=24, by="region"),
    "attribute": lambda _: experiments.attribute("aligned-kept", replicates=4, **SMALL),
    "decide": lambda _: experiments.decide(
        KEPT[:4], cases=12, replicates=2, worth=50_000.0, search=True, generations=1, **SMALL
    ),
    "discover": lambda at: experiments.discover(at / "study.toml", measure="reach", above=0.2, resamples=2),
    "frontier": lambda _: experiments.frontier("alignment", scenario="aligned-kept", replicates=20, **SMALL),
    "frontier over two": lambda _: experiments.frontier("alignment", "peer_exchange", replicates=8, **SMALL),
    "sensitivity": lambda at: experiments.sensitivity(at / "study.toml", measures=("reach",), points=16),
    "fit": lambda at: experiments.fit(at / "figures.csv", scenario="mentoring-kept", replicates=2, **SMALL),
    "evaluate": lambda _: comparative_study(),
    "validate": lambda _: experiments.validate(facts=("C1", "V1"), replicates=4),
}
LAID_OUT = """
([width, height]) => {
  const shown = [...document.querySelectorAll("main *, header *")].filter((one) => one.checkVisibility());
  const of = (...names) => shown.filter((one) => one.matches(names.join(", ")));
  const name = (one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 60)}`;
  const edge = document.querySelector("main").getBoundingClientRect().right;
  const style = (one, key) => getComputedStyle(one)[key];
  const drawn = (one) => one.querySelector("svg").getBoundingClientRect();
  const answer = document.querySelector(".answer");
  return {
    wide: of("table", "figure", "pre", "svg", "h1", "p", "li")
      .filter((one) => one.getBoundingClientRect().right > edge + 1 || one.getBoundingClientRect().left < -1)
      .map(name),
    cut: of("td", "th", "pre", ".panel-title")
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0).map(name),
    crossed: of("tr").flatMap((row) => [...row.children].filter((cell) => {
      const next = cell.nextElementSibling;
      const range = document.createRange();
      range.selectNodeContents(cell);
      return next && next.checkVisibility() && range.getBoundingClientRect().right > next.getBoundingClientRect().right;
    }).map(name)),
    parted: of("tr", ".panel", ".drawn", ".answer", "figure.whole", ".short")
      .filter((one) => style(one, "breakInside") !== "avoid").map(name),
    tall: of("tr", ".panel", ".drawn", ".answer", ".whole", ".short")
      .filter((one) => one.getBoundingClientRect().height > height).map(name),
    gaping: of("tr", ".panel", ".strip.whole", "figure.whole:not(:has(.drawn))", ".short", ".two-ways p", ".alarm")
      .filter((one) => one.getBoundingClientRect().height > height / 3).map(name),
    alone: of("h1", "h2", "h3", "h4", ".panel-title", "thead", "figcaption")
      .filter((one) => style(one, "breakAfter") !== "avoid").map(name),
    uneven: of(".panels").filter((panels) => {
      const widths = [...panels.querySelectorAll(".plot")].map((plot) => plot.getBoundingClientRect().width);
      return Math.max(...widths) - Math.min(...widths) > 1;
    }).map(name),
    unfit: of(".plot").filter((plot) => {
      const own = plot.getBoundingClientRect();
      return Math.abs(drawn(plot).width - own.width) > 2 || Math.abs(drawn(plot).height - own.height) > 2;
    }).map(name),
    answered: answer.getBoundingClientRect().bottom,
    said: of("h1", "h2", "h3", "h4", "p", "li", "dt", "caption", "figcaption")
      .filter((one) => !one.closest("#rerun, #reproduce, table:not(:has(caption))"))
      .map((one) => { const copy = one.cloneNode(true); copy.querySelectorAll(".screen").forEach((s) => s.remove());
        return copy.textContent; }),
    drawn: [...document.querySelectorAll("main svg text")].map((one) => one.textContent),
    cells: of("td", "th").map((one) => one.textContent),
  };
}
"""
PLOTS = "() => [...document.querySelectorAll('.plot')].map((plot) => plot.getBoundingClientRect().width)"
"""How wide what is drawn by script is: measured when paper is announced, and on paper, which waits for no redrawing."""
IDENTIFIER = re.compile(r"\b[a-z]\w*_\w+|\b\w+\.(?:ccs|anc)\b|\b\w+@\d|\b(?:mentoring|aligned|aligned-tied)-kept\b")
"""What the command line takes, and no sentence says."""
HYPHEN_FOR_MINUS = re.compile(r"(?<![\w\-.])-\d")


class Printed(NamedTuple):
    """A report laid out for paper, and printed."""

    findings: Findings
    found: dict[str, Any]
    pages: list[tuple[int, int]]
    filled: list[float]
    at_foot: list[float]
    """How large the lowest words of each page are, in points."""


Print = Callable[[str, str], Printed]


@pytest.fixture(scope="module")
def printed(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Print]:
    """Print a kind of report in a language; each is made and printed once."""
    folder = tmp_path_factory.mktemp("paper")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    rows = [f"R1.N{n},{month},ccs,{0.5 + 0.01 * ((month + n) % 9):.3f},60" for n in (1, 2, 3) for month in range(40)]
    text = "\n".join(["network,month,process,share,denominator", *rows])
    (folder / "figures.csv").write_text(text + "\n", encoding="utf-8")
    findings: dict[str, Findings] = {}
    done: dict[tuple[str, str], Printed] = {}
    context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT})

    def report(kind: str, language: str) -> Printed:
        if kind not in findings:
            findings[kind] = ASKED[kind](folder)
        if (kind, language) not in done:
            path = findings[kind].write(folder / kind / language, language, "bubbles compare baseline aligned")[0]
            page = context.new_page()
            page.goto(path.as_uri())
            if page.locator(".plot").count():
                page.locator("html[data-drawn=yes]").wait_for(state="attached", timeout=120_000)
            done[kind, language] = _printed(findings[kind], page)
            page.close()
        return done[kind, language]

    yield report
    context.close()


def _printed(findings: Findings, page: Page) -> Printed:
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    measured = page.evaluate(PLOTS)
    page.emulate_media(media="print")
    printed = page.evaluate(PLOTS)
    found = page.evaluate(LAID_OUT, [WIDTH, HEIGHT])
    found["mistaken"] = [own for own in zip(measured, printed, strict=True) if own[1] and abs(own[0] - own[1]) > 2]
    lowest = list(_lowest(paper))
    sizes = [(round(float(width)), round(float(height))) for width, height in boxes]
    return Printed(findings, found, sizes, [(at - TOP) / HEIGHT for at, _ in lowest], [size for _, size in lowest])


def _lowest(paper: bytes) -> Iterator[tuple[float, float]]:
    """Yield how far from its top the lowest words of each page stand, in pixels, and how large they are, in points."""
    for match in re.finditer(rb"/Filter /FlateDecode\s*/Length (\d+)>> stream\r?\n", paper):
        drawn = zlib.decompress(paper[match.end() : match.end() + int(match[1])])
        if b"\nBT\n" in drawn:
            yield max(words for words in _words_at(drawn.decode("latin-1")) if words[0] <= A4[1] * 96 / 72 - BOTTOM)


def _words_at(drawn: str) -> Iterator[tuple[float, float]]:
    """Yield where upright words of a page stand, from its top, and their size: Chromium scales and moves."""
    kept: list[tuple[float, float]] = []
    scale, moved, size = 1.0, 0.0, 0.0
    for line in drawn.splitlines():
        *numbers, what = line.split() or [""]
        if what == "q":
            kept.append((scale, moved))
        elif what == "Q":
            scale, moved = kept.pop()
        elif what == "cm":
            scale, moved = scale * float(numbers[3]), scale * float(numbers[5]) + moved
        elif what == "Tf":
            size = float(numbers[1])
        elif what == "Tm" and scale * float(numbers[3]):
            yield (A4[1] - (scale * float(numbers[5]) + moved)) * 96 / 72, abs(scale * float(numbers[3])) * size


LONG = ("compare three", "compare seven", "compare many", "compare by network", "compare many by region")
EVERY = pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.thorough) if kind in LONG else kind for kind in ASKED]
)
"""Every report; comparisons that take long by `make thorough`."""
SPOKEN = pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.thorough), "es"])
"""Spanish has the longer words: what fits in it fits in English, which `make thorough` tries too."""


def test_every_analysis_is_printed() -> None:
    assert {kind.split()[0] for kind in ASKED} == set(experiments.__all__) & {kind.split()[0] for kind in ASKED}
    analyses = {name.removesuffix("Findings") for name in experiments.__all__ if name.endswith("Findings")}
    assert len(analyses) == len({kind.split()[0] for kind in ASKED})


@EVERY
@SPOKEN
def test_paper_is_a4_and_upright(printed: Print, kind: str, language: str) -> None:
    pages = printed(kind, language).pages
    assert pages and set(pages) == {A4}


@SPOKEN
@EVERY
def test_a_report_takes_eight_pages_at_most(printed: Print, kind: str, language: str) -> None:
    assert len(printed(kind, language).pages) <= MOST_PAGES


@EVERY
@SPOKEN
def test_no_page_is_half_empty_and_the_last_is_no_torn_off_rest(printed: Print, kind: str, language: str) -> None:
    *full, last = printed(kind, language).filled
    assert len(full) + 1 == len(printed(kind, language).pages)
    assert [share for share in full if share < FULL] == [] and last > LAST


@EVERY
@SPOKEN
def test_no_heading_is_left_at_the_foot_of_a_page(printed: Print, kind: str, language: str) -> None:
    assert [size for size in printed(kind, language).at_foot if size > HEADING] == []


@EVERY
@SPOKEN
def test_the_words_of_figures_stay_inside_them_and_apart(printed: Print, kind: str, language: str) -> None:
    for picture in printed(kind, language).findings.pictures(language).values():
        for size in (SLIDE, COLUMN):
            figure = figure_of(picture, size)
            assert (beyond(figure), touching(figure)) == ([], []), (picture.name, size.name)


@EVERY
@SPOKEN
def test_the_answer_is_on_page_one(printed: Print, kind: str, language: str) -> None:
    assert 0 < printed(kind, language).found["answered"] < HEIGHT


@EVERY
@SPOKEN
@pytest.mark.parametrize(
    "fault", ["wide", "cut", "crossed", "parted", "tall", "gaping", "alone", "uneven", "unfit", "mistaken"]
)
def test_nothing_is_cut_or_parted(printed: Print, kind: str, language: str, fault: str) -> None:
    assert printed(kind, language).found[fault] == []


@EVERY
@SPOKEN
def test_sentences_titles_and_axes_have_words_for_names(printed: Print, kind: str, language: str) -> None:
    found = printed(kind, language).found
    named = [text for text in (*found["said"], *found["drawn"]) if IDENTIFIER.search(text)]
    assert named == []


@EVERY
@SPOKEN
def test_a_minus_is_a_minus(printed: Print, kind: str, language: str) -> None:
    found = printed(kind, language).found
    assert [text for key in ("said", "drawn", "cells") for text in found[key] if HYPHEN_FOR_MINUS.search(text)] == []
