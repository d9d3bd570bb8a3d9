"""What the browser tests share: a real Chromium that knows no network, and pages that may not complain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from interface.explorer.link import with_check
from interface.explorer.serve import PAGE, address_of, server
from tests.browser.chromium import HOW, OFFLINE, executable

HANGS = 240
"""Seconds after which a page is taken to hang, however busy the machine."""
STARTED = "async () => { while (!globalThis.bubbles) await new Promise((done) => setTimeout(done, 10)); }"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser, headless, for which every name but 127.0.0.1 is unknown."""
    path = executable()
    if path is None:
        pytest.skip(HOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OFFLINE), timeout=1000 * HANGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The address of the page as `bubbles explore` serves it."""
    with server(0) as listening:
        Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield address_of(listening)
        listening.shutdown()


@dataclass
class Opened:
    """A page, and what it complained about or asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


Open = Callable[..., Opened]


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Open]:
    """Open the built page (or another address) in a fresh profile; at the end nothing may have gone wrong in it.

    A fragment that is no whole link yet is given its version and check.
    """
    contexts: list[Any] = []
    pages: list[Opened] = []

    def open_page(address: str = PAGE.as_uri(), *, fragment: str = "", **context: Any) -> Opened:
        contexts.append(chromium.new_context(**context))
        contexts[-1].set_default_timeout(1000 * HANGS)
        one = Opened(contexts[-1].new_page())
        pages.append(one)
        one.page.on("console", lambda said: one.complaints.append(said.text) if said.type == "error" else None)
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.page.on("request", lambda request: one.requests.append(request.url))
        link = fragment if fragment.startswith("v=") else with_check(fragment)
        one.page.goto(address + (f"#{link}" if fragment else ""))
        one.page.evaluate(STARTED)
        return one

    yield open_page
    for one in pages:
        one.page.close()
    for context in contexts:
        context.close()
    for one in pages:
        assert one.complaints == []
        own = ("blob:", "data:", one.requests[0])  # the page itself, too, when it is loaded again
        outside = [url for url in one.requests[1:] if not url.startswith(own)]
        assert outside == []
