"""Links in a real Chromium: one that was cut, changed or doubled on its way is told and kept, and never obeyed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from interface.explorer.link import with_check
from interface.explorer.serve import PAGE
from tests.browser.conftest import Open
from tests.browser.waiting import eventually, until

SAID = (
    "lang=en&view=desk",
    "lang=es&view=lessons&size=classroom&lesson=3-shielding&big=1",
    "lang=en&view=desk&size=classroom&seed=11&scenario=aligned-tied&set=mentoring_end=60&set=sanction@24=0.25"
    "&set=sanction@30=0.125&b=baseline&bset=alignment@24=0.6&assume=trust.drift=0.07&cut=fear&month=30",
    "lang=es&view=loops&size=classroom&stage=paper&guess=team.trust~team.safety~less",
)
ASKED = SAID[2]
QUIET = "lang=en&view=lessons&size=classroom"
"""A view that runs nothing."""
READ = """(links) => links.map((link) => {
  const { state, problems, isChecked } = explorer.read(link);
  return { state: JSON.stringify(state), isChecked, told: problems.map(({ key, parts }) => explorer.text(key, parts)) };
})"""
OBEYED = """([link, changes]) => {
  const { state } = explorer.read(link);
  const same = JSON.stringify(state);
  const signs = "0123456789abcdefghijklmnopqrstuvwxyzAZ&=%.@-_+ #;";
  const put = (i, sign, length = 1) => link.slice(0, i) + sign + link.slice(i + length);
  const changed = {
    prefix: () => [...link].map((_, i) => link.slice(0, i)).slice(1),
    suffix: () => [...link].map((_, i) => link.slice(i)).slice(1),
    middle: () => [...link].flatMap((_, i) => [2, 5, 11, 30].map((length) => put(i, "", length))),
    sign: () => [...link].flatMap((old, i) => [...signs].filter((sign) => sign !== old).map((sign) => put(i, sign))),
    lost: () => [...link].map((_, i) => put(i, "")),
    twice: () => [...link].map((sign, i) => put(i, sign + sign)),
    swapped: () => [...link].map((sign, i) => put(i, (link[i + 1] ?? "") + sign, 2)).filter((one) => one !== link),
  };
  const tried = changed[changes]().filter((one) => one);
  const obeyed = tried.filter((one) => {
    const read = explorer.read(one);
    return !read.problems.length && (!read.isChecked || JSON.stringify(read.state) !== same);
  });
  return [tried.length, obeyed];
}"""


@pytest.fixture
def page(opened: Open) -> Page:
    return opened(fragment=QUIET).page


def read(page: Page, *links: str) -> list[dict[str, Any]]:
    return page.evaluate(READ, list(links))


@pytest.mark.parametrize("change", ["prefix", "suffix", "middle", "sign", "lost", "twice", "swapped"])
def test_no_link_that_was_changed_on_its_way_is_obeyed_with_other_numbers(page: Page, change: str) -> None:
    for said in SAID:
        tried, obeyed = page.evaluate(OBEYED, [with_check(said), change])
        assert tried >= len(said) and obeyed == []


def test_a_link_says_a_lever_once(page: Page) -> None:
    doubled = {
        "set=sanction@24=0.2&set=sanction@24=0.9": "set=sanction@24",
        "set=sanction@24=0.2&set=sanction@24=0.2": "set=sanction@24",
        "set=bonus=0.2&set=bonus@0=0.3": "set=bonus",
        "set=sanction@24=0.2&set=sanction@024=0.3": "set=sanction@24",
        "b=aligned&bset=bonus=0.2&bset=bonus=0.3": "bset=bonus",
        "assume=trust.drift=0.07&assume=trust.drift=0.08": "assume=trust.drift",
        "cut=fear&cut=fear": "cut=fear",
        "scenario=aligned&scenario=baseline": "scenario",
    }
    for said, named in doubled.items():
        for link in (with_check(f"lang=en&{said}"), f"v=1&lang=en&{said}"):
            (found,) = read(page, link)
            assert any(f"says {named} twice" in one for one in found["told"]), link
    (found,) = read(page, f"{with_check('lang=en')}&check=00000000")
    assert any("check twice" in one for one in found["told"])


def test_what_programs_do_to_links_on_their_way_is_undone(page: Page) -> None:
    link = with_check(ASKED)
    version, *parts, check = link.split("&")
    shuffled = "&".join([check, *reversed(parts), version])
    ways = [
        *(
            link + behind
            for behind in (".", ",", ")", ").", ">", '"', "!", "…", "”", " ", "\n", "%20", "%29.", "*_", "%E2%80%9D")
        ),
        *(f"{before}{link}" for before in (" ", "\n", "#")),
        shuffled,
        "&".join([parts[-1], version, *parts[:-1], check]),
        link.replace("@", "%40"),
        link.replace("sanction@24=", "sanction%4024%3D"),
        link.replace("@", "%2540"),
        link.replace("&", "&amp;"),
        quote(link),
        quote(quote(link)),
        f"{link[:70]}\r\n {link[70:]}",
    ]
    asked, *found = read(page, link, *ways)
    assert asked["isChecked"] and asked["told"] == []
    assert [way for way, one in zip(ways, found, strict=True) if one != asked] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_refused_link_is_kept_to_be_copied_or_mended(opened: Open, language: str) -> None:
    whole = with_check(f"lang={language}&view=lessons&size=classroom&scenario=aligned&set=sanction@24=0.25")
    cut, changed = whole[:-3], whole.replace("0.25", "0.75")
    page = opened(PAGE.as_uri() + f"#{cut}").page
    told = "Its end is missing" if language == "en" else "Le falta el final"
    assert told in page.inner_text("#link-problems") and page.input_value("#link-arrived") == cut
    assert page.evaluate("() => [location.hash, explorer.state.a.scenario, explorer.state.size]") == [
        f"#{cut}",
        "baseline",
        "default",
    ]
    page.evaluate("(link) => { location.hash = link; }", changed)
    until(page, "explorer.doubt?.link.includes('0.75')")
    told = "does not fit its check" if language == "en" else "no concuerda con su comprobación"
    assert told in page.inner_text("#link-problems") and whole[-8:] in page.inner_text("#link-problems")
    page.click("#language-es" if language == "en" else "#language-en")
    assert told not in page.inner_text("#link-problems"), "the language changed, and what is said of the link did not"
    assert page.input_value("#link-arrived") == changed
    page.go_back()
    until(page, "location.hash.includes('0.75')")
    assert told in page.inner_text("#link-problems"), "Back leads to the link that was refused"
    page.fill("#link-arrived", f"https://example.org/explorer.html#{changed.replace('0.75', '0.25')}. ")
    page.click("#open-link")
    until(page, "explorer.doubt === null")
    assert page.locator("#link-problems").count() == 0
    assert page.evaluate("() => [explorer.state.a.scenario, explorer.state.a.changes[0].value, location.hash]") == [
        "aligned",
        0.25,
        f"#{whole}",
    ]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_link_without_a_check_is_obeyed_as_a_whole_and_told(opened: Open, language: str) -> None:
    by_hand = f"v=1&lang={language}&view=lessons&size=classroom&scenario=aligned&set=sanction@24=0.25"
    page = opened(fragment=by_hand).page
    told = "carries no check" if language == "en" else "no lleva comprobación"
    assert told in page.inner_text("#link-problems") and page.input_value("#link-arrived") == by_hand
    assert page.evaluate("() => explorer.state.a.changes[0].value") == 0.25
    assert page.evaluate("() => location.hash") == f"#{by_hand}"
    page.click("#dismiss")
    sealed = page.evaluate("() => location.hash.slice(1)")
    assert sealed == with_check(by_hand.removeprefix("v=1&")) and page.locator("#link-problems").count() == 0
    found = read(
        page, *(f"{by_hand}{more}" for more in ("&nonsense=1", "&set=sanction@30=0.2.", "&set=bonus@1", "&seed"))
    )
    assert all(one["told"] for one in found)


def test_links_written_by_hand_in_the_documentation_are_followed(page: Page) -> None:
    pages = sorted((Path(__file__).resolve().parents[2] / "docs").rglob("*.md"))
    links = [link for one in pages for link in re.findall(r"#(v=[^\s`]+&[^\s`]+)", one.read_text(encoding="utf-8"))]
    assert len(links) >= 3
    assert [(link, one["told"]) for link, one in zip(links, read(page, *links), strict=True) if one["told"]] == []


def test_a_stage_or_an_arrow_of_ones_own_that_is_not_there_is_told(page: Page) -> None:
    asked = ["guess=team.trust~team.safety", "guess=team.trust~team.nonsense~more", "guess=a~b~more~less", "stage=x"]
    for one, found in zip(asked, read(page, *(with_check(f"lang=en&view=loops&{one}") for one in asked)), strict=True):
        assert len(found["told"]) == 1 and ("~more or ~less" if "guess" in one else "paper") in found["told"][0], one


def test_a_lesson_that_is_not_there_is_told(page: Page) -> None:
    (found,) = read(page, with_check("lang=en&view=lessons&lesson=own-my lesson"))
    assert found["told"]
    (found,) = read(page, with_check("lang=en&view=lessons&lesson=9-unknown"))
    assert "3-shielding" in found["told"][0]


def test_the_page_and_python_make_the_same_links(page: Page) -> None:
    for said in SAID:
        page.evaluate("(link) => { location.hash = link; }", with_check(said))
        until(page, "explorer.address.read() === arg && explorer.link.endsWith(arg)", with_check(said))
        assert page.evaluate("() => explorer.doubt") is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere browsers are opened in another way")
def test_the_link_that_the_command_line_opens_is_checked(opened: Open, tmp_path: Path) -> None:
    given = tmp_path / "given"
    browser = tmp_path / "xdg-open"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {given}.part && mv {given}.part {given}\n', encoding="utf-8")
    browser.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    words = [sys.executable, "-m", "interface", "explore", "--language", "es", "--quiet"]
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL) as serving:
        try:
            eventually(given.exists, 60)
            page = opened(given.read_text(encoding="utf-8")).page
        finally:
            serving.terminate()
    assert page.evaluate("() => [explorer.doubt, explorer.state.language]") == [None, "es"]
    assert page.locator("#link-problems").count() == 0
