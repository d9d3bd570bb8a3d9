"""Explorer: how fast the page answers, in a real Chromium: ``python -m benchmarks.explorer``.

From a key press on a lever to the first repaint of a chart, and to the last of 400 paired replicates; each the median
of several presses: of a page that is at rest, as when somebody has looked at the last answer, and of one pressed again
the moment its last replicate is there, which still draws its tables. And the page itself: its size, and from opening it
to the first chart.

``--against PAGE`` presses the same key on another version's page in turn (``interface/explorer/built/explorer.html`` of
a checkout), and prints this page's times as multiples of its, with their interval: what machine it is falls out.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.machine import machine
from benchmarks.pairs import ratio
from interface.explorer.serve import PAGE
from tests.browser.chromium import HOW, OFFLINE, executable

PRESSES = 7
#: Milliseconds without a key, after which a page has drawn all it had to.
REST = 300
SIZES = ("classroom", "default")
WATCH = """() => {
  const charts = document.querySelector(".charts");
  globalThis.waited = null;
  document.addEventListener("keydown", (event) => {
    globalThis.waited = { at: event.timeStamp, before: explorer.results.a, repaint: null, done: null };
  }, true);
  new MutationObserver(() => {
    const { waited } = globalThis;
    if (!waited || waited.repaint !== null) return;
    if (explorer.results.a === waited.before) return; // the lever moved, the worlds have not been run yet
    waited.repaint = -1;
    requestAnimationFrame(() => setTimeout(() => { waited.repaint = performance.now() - waited.at; }));
  }).observe(charts, { subtree: true, childList: true });
  explorer.on(() => {
    const { waited } = globalThis;
    const { a } = explorer.results;
    if (waited && waited.done === null && a?.done && a !== waited.before) waited.done = performance.now() - waited.at;
  });
}"""
PRESSED = """async () => {
  const { waited } = globalThis;
  while (!(waited.repaint > 0 && waited.done > 0)) await new Promise((go) => setTimeout(go, 5));
  return [waited.repaint, waited.done];
}"""
FIRST = """async () => {
  while (!document.querySelector(".charts svg path")) await new Promise((go) => setTimeout(go, 5));
  return performance.now();
}"""
ANOTHER = "(seed) => explorer.set({ seed })"
SETTLED = "async () => { while (!explorer.isSettled) await new Promise((go) => setTimeout(go, 20)); }"


THERE_AND_BACK = ("ArrowRight", "ArrowLeft")
PAIRS = {"classroom": 30, "default": 15}


class Opened:
    """One version's page, opened and at rest, with a lever under the keyboard."""

    def __init__(self, browser: Browser, path: Path, size: str) -> None:
        self.page = browser.new_page(viewport={"width": 1400, "height": 1000})
        # Without a check, which pages of older versions do not know.
        self.page.goto(f"{path.resolve().as_uri()}#v=1&lang=en&view=desk&size={size}&scenario=aligned")
        self.first: float = self.page.evaluate(FIRST)
        self.page.evaluate(SETTLED)
        self.page.evaluate(WATCH)
        self.page.locator(".lever input[type=range]").nth(1).focus()
        self.seed = 1

    def press(self, rest: int) -> tuple[float, float]:
        """Return milliseconds from a key press, which asks what was not asked before, to repaint and last replicate."""
        self.page.wait_for_timeout(rest)
        self.page.keyboard.press("ArrowRight")
        repaint, done = self.page.evaluate(PRESSED)
        return repaint, done

    def press_anew(self) -> tuple[float, float]:
        """Return the same with other worlds each time, so that there are as many presses as one wants."""
        self.seed += 1
        self.page.bring_to_front()
        self.page.evaluate(ANOTHER, self.seed)
        self.page.evaluate(SETTLED)
        self.page.keyboard.press(THERE_AND_BACK[self.seed % 2])
        repaint, done = self.page.evaluate(PRESSED)
        return repaint, done


def measure(browser: Browser) -> None:
    """Print this page's times."""
    print(f"page: {PAGE.stat().st_size / 1000:.0f} kB")
    for size in SIZES:
        for name, rest in (("at rest", REST), ("at once", 0)):
            opened = Opened(browser, PAGE, size)
            pressed = [opened.press(rest) for _ in range(PRESSES)]
            repaints, refined = [one[0] for one in pressed], [one[1] for one in pressed]
            opened.page.close()
            print(
                f"{size}, {name}: first chart {opened.first:.0f} ms; "
                f"key to repaint {statistics.median(repaints):.0f} ms (most {max(repaints):.0f}); "
                f"400 paired replicates {statistics.median(refined):.0f} ms (most {max(refined):.0f})"
            )


def compare(browser: Browser, other: Path) -> None:
    """Print this page's times as multiples of another's, key press by key press."""
    print(f"key presses in turn; the other page: {other.stat().st_size / 1000:.0f} kB")
    for size in SIZES:
        pages = (Opened(browser, PAGE, size), Opened(browser, other, size))
        pairs = [
            [page.press_anew() for page in (pages if i % 2 else pages[::-1])][:: 1 if i % 2 else -1]
            for i in range(PAIRS[size])
        ]
        for what, place in (("key to repaint", 0), ("400 paired replicates", 1)):
            ours, theirs = [pair[0][place] for pair in pairs], [pair[1][place] for pair in pairs]
            found = ratio(ours, theirs)
            print(
                f"{size}: {what} {statistics.median(ours):.0f} ms, the other {statistics.median(theirs):.0f} ms: "
                f"{found.median:.2f} of its time [{found.low:.2f}, {found.high:.2f}], {PAIRS[size]} pairs"
            )
        for page in pages:
            page.page.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explorer", description="How fast the page answers.")
    parser.add_argument("--against", type=Path, metavar="PAGE", help="press in turn with another version's page")
    asked = parser.parse_args(arguments)
    if asked.against and not asked.against.is_file():
        parser.error(
            f"--against: there is no file {asked.against}. Name the page of another version, as one HTML file."
        )
    path = executable()
    if path is None:
        print(HOW, file=sys.stderr)
        return 1
    print(f"machine: {machine()}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OFFLINE))
        if asked.against:
            compare(browser, asked.against)
        else:
            measure(browser)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
