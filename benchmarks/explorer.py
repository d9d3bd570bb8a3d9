"""Explorer: how fast the page answers, in a real Chromium: ``python -m benchmarks.explorer``.

From a key press on a lever to the first repaint of a chart, and to the last of 400 paired replicates; each the median
of several presses. And the page itself: its size, and from opening it to the first chart.
"""

from __future__ import annotations

import statistics
import sys

from playwright.sync_api import Page, sync_playwright

from interface.explorer.serve import PAGE
from tests.browser.chromium import HOW, OFFLINE, executable

PRESSES = 7
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
SETTLED = "async () => { while (!explorer.isSettled) await new Promise((go) => setTimeout(go, 20)); }"


def presses(page: Page, size: str) -> tuple[float, list[float], list[float]]:
    """Return milliseconds to the first chart, and from each press to the first repaint and to the last replicate."""
    page.goto("about:blank")
    page.goto(f"{PAGE.as_uri()}#v=1&lang=en&view=desk&size={size}&scenario=aligned")
    first = page.evaluate(FIRST)
    page.evaluate(SETTLED)
    page.evaluate(WATCH)
    page.locator(".lever input[type=range]").nth(1).focus()
    repaints: list[float] = []
    refined: list[float] = []
    for _ in range(PRESSES):
        page.keyboard.press("ArrowRight")
        repaint, done = page.evaluate(PRESSED)
        repaints.append(repaint)
        refined.append(done)
    return first, repaints, refined


def main() -> int:
    """Measure, and print."""
    path = executable()
    if path is None:
        print(HOW, file=sys.stderr)
        return 1
    print(f"page: {PAGE.stat().st_size / 1000:.0f} kB")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OFFLINE))
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        for size in SIZES:
            first, repaints, refined = presses(page, size)
            print(
                f"{size}: first chart {first:.0f} ms; key to repaint {statistics.median(repaints):.0f} ms "
                f"(most {max(repaints):.0f}); 400 paired replicates {statistics.median(refined):.0f} ms "
                f"(most {max(refined):.0f})"
            )
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
