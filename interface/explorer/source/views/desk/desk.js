/**
 * The policy desk: what many worlds say, over the levers that change it, all on one screen; below, all that is behind it,
 * and everything needed to take it away. On a phone one chart and one group of levers at a time.
 */

import { fill, h } from "../../ui/dom.js";
import { looksOf } from "../../ui/looks.js";
import { replicatesOf, setsOf, settingsOf, START } from "../../ui/state.js";
import { createAnswers, spoken } from "./answers.js";
import { createBrief } from "./brief/window.js";
import { createByPlace } from "./by_place.js";
import { createCases } from "./cases.js";
import { FIRST, FURTHER } from "./curves.js";
import { exportFigure } from "./exports.js";
import { createFigure } from "./figure.js";
import { createGallery } from "./gallery.js";
import { createLevers } from "./levers.js";
import { createMatters } from "./matters/matters.js";
import { createMoved } from "./moved.js";
import { chooseScenario, question } from "./question.js";
import { createTakeAway } from "./take_away.js";
import { createTimeline } from "./timeline.js";

const SHOWN_BEFORE = 1600;
/** Milliseconds that curves may be out of date before they are marked so. */
const PATIENCE = 400;

/** Milliseconds after the charts in sight were handed to the screen, until what is out of sight is drawn. */
const SOON = 8;

export const view = { id: "desk", mount };

function mount(root, app) {
  let editing = "a";
  let replaying = null;
  let timer = 0;
  let frame = 0;
  let marking = 0;
  let painting = 0;
  let finishing = 0;
  app.readMonth = null;

  const head = h("div", { class: "asked" });
  const leverHolder = h("div", { class: "lever-holder" });
  const problem = h("div", { class: "problem", role: "alert" });
  const caption = h("p", { class: "replaying", role: "status" });
  const waiting = h("p", { class: "waiting", role: "status" }, app.text("lesson.running"));
  const timeline = createTimeline(app, () => editing);
  const answers = createAnswers(app);
  const byPlace = createByPlace(app);
  const cases_ = createCases(app);
  const matters = createMatters(app, () => editing);
  const moved = createMoved(app);
  const brief = createBrief(app);
  const gallery = createGallery(app, (which, name) => chooseScenario(app, which, name));
  const figureOf = (caseOf) => (chart, i) => createFigure(chart, app, {
    onRead: (month) => { app.readMonth = month; drawLater(); }, onExport: (kind, specs) => exportFigure(app, kind, specs), caseOf,
    beside: () => (caseOf && i > 0 && first[0].isSeen ? first[0] : null),
  });
  const [first, further] = [FIRST.map(figureOf(() => editing)), FURTHER.map(figureOf(null))];
  const figures = [...first, ...further];
  const reading = readSlider(app, () => drawLater());
  const charts = h("div", { class: "charts first" }, first.map(({ node }) => node));
  const below = h("div", { class: "charts" }, further.map(({ node }) => node));
  first.at(-1).node.append(h("p", { class: "says how-first" }, app.text("chart.how")));
  const take = createTakeAway(app, () => editing);
  let levers = null;

  fill(root,
    h("h1", { class: "unseen" }, app.text("view.desk")),
    head,
    h("div", { class: "cockpit" },
      h("section", { class: "stage", "aria-labelledby": "results-title" },
        h("h2", { id: "results-title", class: "unseen" }, app.text("results.title")),
        waiting, problem, caption, answers.regimes, moved.node, chartTabs(app, first), charts),
      first.map(({ flags }) => flags),
      h("section", { class: "levers-of", "aria-labelledby": "levers-title" }, h("h2", { id: "levers-title", class: "unseen" }, app.text("levers.title")), leverHolder)),
    h("div", { class: "behind" }, reading.node, below,
      answers.tables, cases_.node, matters.node, byPlace.node, timeline.node, take.node),
    brief.node);
  let headShows = "";
  // A choice that comes to what was asked before must be shown as that again.
  head.addEventListener("change", () => { headShows = ""; }, true);
  drawLevers();

  function drawLevers() {
    const elsewhere = h("div", { class: "elsewhere" }, h("p", { class: "says" }, app.text("levers.elsewhere_says")),
      h("button", { type: "button", id: "elsewhere", onclick: () => timeline.add(true) }, app.text("levers.elsewhere")));
    levers = createLevers(app, editing, elsewhere);
    const tabs = app.state.b
      ? h("div", { class: "joined", role: "group", "aria-label": app.text("levers.of") }, ["a", "b"].map((which) =>
          h("button", { type: "button", id: `edit-${which}`, "aria-pressed": String(editing === which), onclick: () => { editing = which; drawLevers(); updateAll(); document.getElementById(`edit-${which}`).focus(); } }, app.text("levers.of_case", { label: which.toUpperCase() }))))
      : null;
    fill(leverHolder, h("div", { class: "lever-head-of" }, tabs, timeline.from), levers.node);
    levers.update();
  }

  function drawHead() {
    const { state: { a, b, uncertainty, size, seed }, history } = app;
    const cases = [a, b].map((one) => one && [one.scenario, setsOf(one).length]);
    const shows = JSON.stringify([cases, app.state.quo, uncertainty, size, seed, history.canUndo, history.canRedo]);
    if (shows === headShows) return;
    headShows = shows;
    fill(head, question(app, tools(), gallery.node));
  }

  function tools() {
    const button = (id, act, enabled = true) => h("button", { type: "button", id, disabled: !enabled, title: app.text(`tool.${id}_says`), onclick: act }, app.text(`tool.${id}`));
    const { history } = app;
    return h("div", { class: "desk-tools", role: "group", "aria-label": app.text("tools") },
      button("undo", () => app.step(-1), history.canUndo),
      button("redo", () => app.step(1), history.canRedo),
      button("replay", replay, history.canUndo),
      button("brief", () => brief.open()),
      button("open", () => app.chooseFile()),
      button("reset", () => app.set({ a: START.a, b: null, quo: START.quo, assume: {} })));
  }

  /** Show what was before the last change, then what is now. */
  async function replay() {
    const { before } = app;
    if (!before) return;
    clearTimeout(timer);
    const results = {};
    for (const which of ["a", "reference", ...(before.b ? ["b"] : [])]) {
      const request = app.engine.request(settingsOf(before, which), { key: `replay-${which}`, seed: before.seed, replicates: replicatesOf(app.card.sizes[before.size]), first: 16 }, () => {});
      results[which] = await request.done;
    }
    if (!results.a) return;
    replaying = results;
    fill(caption, app.text("replay.before"));
    document.body.classList.add("is-replaying");
    draw();
    timer = setTimeout(() => {
      replaying = null;
      fill(caption, app.text("replay.after"));
      draw();
      timer = setTimeout(() => { fill(caption); document.body.classList.remove("is-replaying"); }, SHOWN_BEFORE);
    }, SHOWN_BEFORE);
  }

  function shown() {
    const results = replaying ?? app.results;
    const reference = results.reference;
    const one = (which) => ({ which, label: app.text(`case.${which}`), result: results[which], reference });
    return app.state.b ? [one("a"), one("b")] : [one("a")];
  }

  function drawLater() {
    cancelAnimationFrame(frame);
    // New worlds draw the page when they come, at once; the old ones are only marked, not drawn once more before.
    frame = requestAnimationFrame(() => {
      if (isStale() && !replaying) markLater();
      else draw();
    });
  }

  function isStale() {
    return !app.isCurrent && !app.problems.length;
  }

  /** Pale what is out of date once it has been so for a while; what is answered at once never flickers. */
  function markLater() {
    clearTimeout(marking);
    marking = setTimeout(() => (root.dataset.stale = String(isStale())), PATIENCE);
  }

  function draw() {
    const cases = shown().filter(({ result, reference }) => result && reference);
    if (isStale()) markLater();
    else root.dataset.stale = "false";
    waiting.hidden = cases.length > 0;
    if (!cases.length) return;
    root.classList.toggle("comparing", cases.length > 1);
    answers.updateRegimes(cases);
    for (const figure of figures) if (figure.isSeen) figure.update(cases);
    reading.update();
    document.documentElement.dataset.firstChart ??= String(Math.round(performance.now()));
    stopFinishing();
    painting = requestAnimationFrame(() => (finishing = setTimeout(() => finish(cases), SOON)));
  }

  /** Draw what is out of sight, and the tables, once the charts in sight are painted: whoever moves a lever waits for those. */
  function finish(cases) {
    moved.ask();
    for (const figure of figures) if (!figure.isSeen) figure.update(cases);
    answers.updateTables(cases);
    byPlace.update(cases);
    cases_.draw();
    const settled = app.isSettled && !replaying;
    root.dataset.settled = String(settled);
    root.dataset.replicates = String(app.results.a?.replicates ?? 0);
    if (settled) app.say([spoken(app, cases[0]), moved.said].filter(Boolean).join(" "));
  }

  function stopFinishing() {
    cancelAnimationFrame(painting);
    clearTimeout(finishing);
  }

  function updateAll() {
    if (!app.state.b && editing === "b") { editing = "a"; drawLevers(); }
    if (Boolean(app.state.b) !== Boolean(leverHolder.querySelector("#edit-a"))) drawLevers();
    levers.update();
    timeline.update();
    for (const figure of first) figure.drawFlags();
    take.update();
    gallery.update();
    matters.update();
    cases_.update();
    fill(problem, app.problems.map(({ key, parts }) => h("p", {}, app.text(key, parts))));
    const focused = document.activeElement?.id;
    drawHead();
    if (focused) {
      const again = document.getElementById(focused);
      if (again && document.activeElement !== again) (again.matches(":disabled") ? document.getElementById("reset") : again).focus({ preventScroll: true });
    }
  }

  updateAll();
  draw();

  return {
    update(change) {
      if (change.state) {
        root.dataset.settled = "false";
        if (isStale()) stopFinishing(); // new worlds come, and draw all of it
        if (replaying) { clearTimeout(timer); replaying = null; fill(caption); document.body.classList.remove("is-replaying"); }
        updateAll();
        drawLater();
      }
      if (change.results) {
        brief.update();
        take.update();
        draw();
      }
    },
    unmount() {
      gallery.stop();
      moved.stop();
      matters.stop();
      cases_.stop();
      for (const figure of figures) figure.stop();
      cancelAnimationFrame(frame);
      stopFinishing();
      clearTimeout(timer);
      clearTimeout(marking);
      document.body.classList.remove("is-replaying");
    },
  };
}

/** Which of the two charts over the levers is looked at, where there is room for one. */
function chartTabs(app, figures) {
  const looks = looksOf(app, "charts", { shown: FIRST[0] });
  const tabs = FIRST.map((chart) => h("button", { type: "button", id: `show-${chart.replace(".", "-")}`, onclick: () => { looks.shown = chart; show(); } }, app.text(`chart.tab.${chart}`)));
  const show = () => FIRST.forEach((chart, i) => {
    tabs[i].setAttribute("aria-pressed", String(chart === looks.shown));
    for (const node of [figures[i].node, figures[i].flags]) node.classList.toggle("chosen", chart === looks.shown);
  });
  show();
  return h("div", { class: "chart-tabs", role: "group", "aria-label": app.text("chart.tabs") }, tabs);
}

function readSlider(app, draw) {
  const last = app.months - 1;
  const slider = h("input", { type: "range", id: "read-month", min: 0, max: last, step: 1, value: last, oninput: () => { app.readMonth = Number(slider.value); draw(); } });
  const shown = h("output", { for: "read-month" });
  return {
    node: h("div", { class: "from" }, h("label", { for: "read-month" }, app.text("chart.read")), slider, shown),
    update: () => { slider.value = app.readMonth ?? last; fill(shown, app.dateSaid(app.readMonth ?? last)); slider.setAttribute("aria-valuetext", app.monthSaid(app.readMonth ?? last)); },
  };
}
