"""Waiting: for what a page does, without eval, which the page's content security policy forbids."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

SETTLED = "document.querySelector('main').dataset.settled === 'true'"


def until(page: Page, condition: str, arg: Any = None, seconds: float = 60.0) -> None:
    """Wait until an expression of JavaScript, of `arg` if it needs one, is true."""
    found = page.evaluate(
        "async ([arg, seconds]) => { const end = performance.now() + 1000 * seconds;"
        f" while (!({condition})) {{ if (performance.now() > end) return false;"
        " await new Promise((done) => setTimeout(done, 10)); } return true; }",
        [arg, seconds],
    )
    assert found, f"after {seconds} seconds still not: {condition}"


def settled(page: Page) -> None:
    """Wait until what the desk asks has run in full."""
    until(page, SETTLED)
