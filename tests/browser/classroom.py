"""A classroom: codes of pupils who predict this and that, and how one draws and collects, for the tests of a class."""

from __future__ import annotations

from playwright.sync_api import Page

LESSON = "1-screening-not-antenatal"
SIZED = "lang=en&view=lessons&size=classroom"
SIGNS = "23456789ABCDEFGHJKMNPQRTUVWXY"
MADE = """([id, seeds]) => {
  const lesson = explorer.lessons.find((one) => one.id === id);
  return seeds.map((seed) => {
    let state = seed + 1;
    const next = (most) => (state = (state * 48271) % 2147483647) % most;
    const answers = lesson.steps.map((step) => {
      if (step.kind === "sketch") {
        const tall = next(5) - 1;
        return Array.from({ length: 9 }, (_, k) => Number((0.04 * tall * (k < 3 + next(4) ? k : 1)).toFixed(2)));
      }
      if (step.kind === "choose") return [next(step.options.length)];
      if (step.kind === "cut") return [next(3)];
      if (step.kind === "explain") return [next(step.loops.length)];
      if (step.kind === "compare") return step.options.map(() => next(101) / 100);
      if (step.kind === "regime") return [next(explorer.card.regimes.length)];
      return step.kind === "find" ? [0.1 * next(10)] : null;
    });
    const name = seed % 3 ? `P${seed}` : "";
    const shown = answers.map(() => false);
    const work = { version: "", pupil: (seed * 811) % 24389, name, worlds: "", answers, shown };
    return bubblesClass.codeOf(work, lesson, explorer.card);
  });
}"""


def codes(page: Page, n: int, lesson: str = LESSON) -> list[str]:
    return page.evaluate(MADE, [lesson, list(range(n))])


def told(page: Page, text: str) -> tuple[int, list[str]]:
    """Put a text in; return how many pupils were taken in, and what is told of its lines."""
    page.fill("#codes", text)
    return int(page.evaluate("() => document.querySelector('.sheet').dataset.pupils")), page.locator(
        ".told-lines li"
    ).all_inner_texts()


def draw(page: Page, height: float = 0.4) -> None:
    page.wait_for_selector(".pane[data-ready]")
    box = page.locator("svg.sketch").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * height)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.97, box["y"] + box["height"] * 0.7, steps=24)
    page.mouse.up()


def drawn(page: Page) -> list[str]:
    """Return what is drawn at each point, as it is told."""
    page.wait_for_selector(".pane[data-ready]")
    return page.eval_on_selector_all("[data-knot]", "(all) => all.map((one) => one.getAttribute('aria-valuenow'))")
