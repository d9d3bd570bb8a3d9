"""The documentation in a browser without a network: nothing is asked of another place, and search finds its words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import HANGS, STARTED

PAGES = ("", "inicio/", "odd/", "rivals/", "for/teachers/", "tutorials/first-what-if/")


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def documentation(site: Path) -> Iterator[str]:
    """Where the site is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(site))) as listening:
        Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}/"
        listening.shutdown()


@pytest.mark.slow
def test_pages_ask_for_nothing_from_elsewhere(chromium: Browser, documentation: str) -> None:
    page = chromium.new_page()
    page.set_default_timeout(1000 * HANGS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in PAGES:
        page.goto(documentation + address)
        assert page.locator("h1").count() == 1
    for address in ("", "inicio/"):
        page.goto(documentation + address)
        page.locator("a[href*='explorer/'][href*='view=lessons']").click()
        page.evaluate(STARTED)
        assert page.locator("#view-lessons[aria-current='page']").count() == 1, "the site carries the page"
        assert page.locator("#link-problems").count() == 0
    page.goto(documentation)
    page.locator("input.md-search__input").fill("shield")
    page.locator(".md-search-result__item").first.wait_for()
    page.close()
    assert [url for url in asked if not url.startswith((documentation, "data:", "blob:"))] == []
