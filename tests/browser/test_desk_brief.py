"""The brief of the desk: of the same worlds, word for word, what `bubbles compare --brief` says, on one page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from experiments import compare
from experiments.presentation.brief import Brief
from tests.browser.conftest import Open
from tests.browser.waiting import settled

READ = """() => {
  const root = document.querySelector(".brief-sheet").shadowRoot;
  const all = (of) => [...root.querySelectorAll(of)].map((one) => one.textContent.trim());
  return { question: all("h1")[0], asked: all("p.asked")[0], packages: all("ul.asked li"), answer: all(".answer")[0],
    values: all(".value"), labels: all("dt"), ranges: all("dd"), heads: all("h2"),
    changes: all(".two section:first-child li"), limits: all(".two section:last-child li"), made: all("footer")[0],
    kicker: all(".kicker")[0], figure: all(".title")[0] };
}"""
CUT = """() => [...document.querySelectorAll(".brief *")].filter((one) => !(one instanceof SVGElement)
  && getComputedStyle(one).display !== "inline" && one.scrollWidth > one.clientWidth + 1).length"""
SIZES = re.compile(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]")
LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


def brief_in(page: Page) -> dict[str, list[str]]:
    settled(page)
    page.click("#brief")
    return page.evaluate(READ)


def same_words(found: dict[str, list[str]], said: Brief) -> None:
    assert found["question"] == said.question and found["asked"] == said.asked
    assert found["packages"] == list(said.packages)
    assert found["answer"] == said.answer
    for place in (0, 1):
        number = said.numbers[place]
        assert (found["values"][place], found["ranges"][place]) == (number.value, number.range)
        assert found["labels"][place] == f"{number.value} {number.label}"
    assert found["heads"][0] == said.changes_head
    assert found["changes"] == list(said.changes) and found["limits"] == list(said.limits)


@LANGUAGES
@pytest.mark.parametrize(
    "names", [("aligned-kept",), ("punitive-tied",), ("no-coaching",), ("aligned-tied", "mentoring-kept")]
)
def test_it_says_what_python_says(opened: Open, language: str, names: tuple[str, ...]) -> None:
    a, *b = names
    asked = "".join(f"&b={name}" for name in b)
    page = opened(fragment=f"lang={language}&view=desk&size=classroom&scenario={a}{asked}").page
    found = brief_in(page)
    findings = compare("baseline", *names, size="classroom", replicates=400, bands=False)
    same_words(found, findings.brief(language))
    assert (
        "bubbles compare baseline" in found["made"]
        and page.evaluate("explorer.card.model.slice(0, 12)") in found["made"]
    )


def test_changes_are_told_and_costs_are_those_of_the_page(opened: Open) -> None:
    page = opened(
        fragment="lang=en&view=desk&size=classroom&scenario=aligned&set=sanction@30=0.2&set=mentoring_end=60"
    ).page
    found = brief_in(page)
    assert found["question"] == "What differs with “Aligned authorities, changed” instead of “Status quo”?"
    assert "Here: End of mentoring at month 60 in all months; Sanctions at 0.20 from month 30." in found["packages"][1]
    assert "as it is paid" in found["labels"][2]
    extra = page.locator("tr[data-case='a'] td[data-column='extra']")
    thousands = float(extra.get_attribute("data-mean") or "nan") / 1000
    assert float(re.sub(r"[^\d.]", "", found["values"][2].split()[0])) / 1000 == pytest.approx(thousands, abs=0.5)
    page.click("#brief-close")
    page.click("#worlds")
    page.select_option("#uncertainty", "none")
    again = brief_in(page)
    assert "under the scenarios’ own values" in again["asked"] and again["answer"] != found["answer"]


@LANGUAGES
def test_it_is_one_page_of_a4_printed_and_saved(opened: Open, language: str, tmp_path: Path) -> None:
    asked = "scenario=verified-to-learn-kept&b=mismatched-kept&set=sanction@30=0.2&bset=peer_exchange@48=0.9"
    page = opened(fragment=f"lang={language}&view=desk&size=classroom&{asked}").page
    found = brief_in(page)
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    with page.expect_download() as waiting:
        page.click("#brief-save")
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.suffix == ".html" and 'lang="' + language in path.read_text(encoding="utf-8")
    alone = page.context.new_page()
    asked_for: list[str] = []
    alone.on("request", lambda request: asked_for.append(request.url))
    alone.goto(path.as_uri())
    assert alone.inner_text("h1") == found["question"] and alone.inner_text(".answer") == found["answer"]
    assert asked_for == [path.as_uri()]
    for printed in (paper, alone.pdf(prefer_css_page_size=True, print_background=True)):
        assert [tuple(round(float(one)) for one in size) for size in SIZES.findall(printed)] == [(595, 842)]
    alone.set_viewport_size({"width": 680, "height": 1000})
    assert alone.evaluate(CUT) == 0
