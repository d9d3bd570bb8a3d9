"""Front: the pictures of the explorer in use that the README and the site open with: ``make pictures``."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from interface.explorer.link import with_check
from interface.explorer.serve import PAGE
from tests.browser.chromium import HOW, OFFLINE, executable
from tests.browser.conftest import STARTED
from tests.browser.waiting import PAINTED, settled

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "figures" / "front"
NAMES = {"en": "explorer.png", "es": "explorer.es.png"}
SHOWN = "lang={language}&view=desk&size=classroom&scenario=aligned-tied-kept&b=mentoring-kept"


def main() -> None:
    """Draw both pictures."""
    path = executable()
    if path is None:
        sys.exit(HOW)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OFFLINE))
        for language, name in NAMES.items():
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(f"{PAGE.as_uri()}#{with_check(SHOWN.format(language=language))}")
            page.evaluate(STARTED)
            settled(page)
            page.evaluate(PAINTED)
            page.screenshot(path=FOLDER / name)
        browser.close()


if __name__ == "__main__":
    main()
