"""Firefox, where there is one: the page opens from a file, draws every view, and gives Python's bits."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from interface.explorer.card import card
from interface.explorer.link import with_check
from interface.explorer.serve import PAGE
from tests.browser.firefox import HOW, Firefox, executable, started
from tests.browser.test_parity import CASES, RUN, START, assert_is_pythons, requests_of

UNTIL = "const until = async (is) => { while (!is()) await new Promise((go) => setTimeout(go, 20)); };"
DRAWN = {
    "desk": "document.querySelector('main').dataset.settled === 'true' && document.querySelector('.charts svg path')",
    "map": "document.querySelector('#map-digest code') && document.querySelector('#map circle')",
    "loops": "document.querySelector('#loops-told') && document.querySelector('.loops-diagram path')",
    "lessons": "document.querySelectorAll('.lesson-list li').length >= 7",
    "assumptions": "document.querySelectorAll('.assumption-values tbody tr').length > 100",
}


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    if executable() is None:
        pytest.skip(HOW)
    with started(tmp_path_factory.mktemp("firefox")) as browser:
        yield browser


def opened(browser: Firefox, fragment: str) -> None:
    browser("WebDriver:Navigate", url="about:blank")
    browser("WebDriver:Navigate", url=f"{PAGE.as_uri()}#{with_check(fragment)}")
    browser.evaluate(UNTIL + "await until(() => page.bubbles);")


@pytest.mark.slow
@pytest.mark.parametrize("view", DRAWN)
def test_every_view_is_drawn(firefox: Firefox, view: str) -> None:
    opened(firefox, f"lang=es&size=classroom&view={view}&scenario=aligned")
    firefox.evaluate(UNTIL + f"await until(() => {DRAWN[view]});")
    assert firefox.evaluate("return document.documentElement.lang;") == "es"


@pytest.mark.slow
def test_random_settings_and_seeds_give_the_bits_of_python(firefox: Firefox) -> None:
    cases = CASES[::2]
    asked, given = requests_of(cases, json.loads(json.dumps(card())))
    opened(firefox, "lang=en&view=assumptions&size=classroom")
    inside = "const { bubbles } = page; const globalThis = page; let engine = page.engine;"
    firefox.evaluate(f"{inside} await ({START})(given);", {"card": given})
    for case, request in zip(cases, asked, strict=True):
        assert_is_pythons(firefox.evaluate(f"{inside} return await ({RUN})(given);", request), case)
