"""The page of performance says what was measured."""

from __future__ import annotations

from benchmarks.page import DOCS, page
from benchmarks.record import recorded


def test_the_page_is_made_from_the_figures() -> None:
    assert (DOCS / "performance.md").read_text(encoding="utf-8") == page(recorded()), "run: python -m benchmarks.page"
