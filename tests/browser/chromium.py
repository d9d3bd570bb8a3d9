"""Chromium: where it is, and how to get one: ``python -m tests.browser.chromium`` says."""

from __future__ import annotations

import os
import shutil
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first is Debian's, without windows and what belongs to them: the same pages take a third less."""
OFFLINE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
"""What keeps it quiet, content with a small /dev/shm, and every name but this machine's unknown to it."""
HOW = (
    "No Chromium was found for the tests of the explorer. Install one (Debian: apt-get install "
    "chromium-headless-shell; Ubuntu, macOS: Google Chrome), or name one: CHROMIUM=/path/to/it make test-browser"
)


def executable() -> str | None:
    """Return the browser named in CHROMIUM, or the first found on the path."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    on_mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    return next((path for name in NAMES if (path := shutil.which(name))), shutil.which(on_mac))


if __name__ == "__main__":
    found = executable()
    print(found or HOW, file=sys.stdout if found else sys.stderr)
    sys.exit(0 if found else 1)
