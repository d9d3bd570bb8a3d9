"""Waiting: for what a page does, without eval, which the page's content security policy forbids."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""What has been drawn is laid out, and observers of sizes have been told."""
SETTLED = "document.querySelector('main').dataset.settled === 'true'"


def until(page: Page, condition: str, arg: Any = None, seconds: float = 240.0) -> None:
    """Wait until an expression of JavaScript, of `arg` if it needs one, is true."""
    found = page.evaluate(
        "async ([arg, seconds]) => { const end = performance.now() + 1000 * seconds;"
        f" while (!({condition})) {{ if (performance.now() > end) return false;"
        " await new Promise((done) => setTimeout(done, 10)); } return true; }",
        [arg, seconds],
    )
    assert found, f"after {seconds} seconds still not: {condition}"


def eventually(is_so: Callable[[], object], seconds: float) -> None:
    """Wait until something is so outside of a page."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"not so after {seconds} seconds"
        time.sleep(0.02)


def settled(page: Page) -> None:
    """Wait until what the desk asks has run in full."""
    until(page, SETTLED)
