"""Briefs on paper: one page of A4 each, whatever stands in it, with nothing cut and the answer at its head."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from experiments import compare, decide
from experiments.presentation.brief import Briefed
from tests.evaluated import comparative_study

SMALL: dict[str, Any] = {"size": "classroom", "months": 48}
MANY = (
    "baseline",
    "authorities-trained",
    "aligned-tied-kept",
    "punitive-tied-kept",
    "matched-kept",
    "mismatched-kept",
    "verified-to-learn-kept",
    "sanctions-ended-kept",
    "authorities-learn-kept",
    "grown-mentored",
    "grown-unmentored",
    "light-verification",
)
"""More, and with longer names, than anybody should compare."""
WIDE = """() => [...document.querySelectorAll('body *')]
    .filter((node) => !(node instanceof SVGElement) && getComputedStyle(node).display !== 'inline')
    .filter((node) => node.scrollWidth > node.clientWidth + 1)
    .map((node) => node.tagName)"""


@pytest.fixture(scope="module")
def briefs() -> dict[str, Briefed]:
    return {
        "two packages": decide(("baseline", "aligned"), cases=40, replicates=1, **SMALL),
        "many packages": decide(MANY, cases=40, replicates=1, budget=4e5, worth=2e4, **SMALL),
        "two scenarios": compare("baseline", "aligned-kept", replicates=10, bands=False, **SMALL),
        "many scenarios": compare(*MANY, replicates=4, bands=False, **SMALL),
        "by place": compare("baseline", "aligned-kept", replicates=10, by="team", bands=False, **SMALL),
        "evaluation": comparative_study(),
        "nobody coached": compare("no-coaching", "aligned-no-coaching", replicates=4, bands=False, **SMALL),
    }


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "which",
    ["two packages", "many packages", "two scenarios", "many scenarios", "by place", "evaluation", "nobody coached"],
)
def test_it_is_one_page_of_a4_with_nothing_cut(
    briefs: dict[str, Briefed], which: str, language: str, chromium: Browser, tmp_path: Path
) -> None:
    page_file = briefs[which].write_brief(tmp_path, language, "bubbles brief " + " ".join(MANY))[0]
    context = chromium.new_context()
    try:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
        box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
        assert box is not None and (round(float(box[1])), round(float(box[2]))) in ((595, 842), (596, 843))
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(WIDE) == [], width
        answer = page.locator(".answer").bounding_box()
        assert answer is not None and answer["y"] < 700
        assert asked == [page_file.as_uri()], "nothing is fetched"
    finally:
        context.close()
