/**
 * Gallery: every scenario with its name, what it asks, and a small picture of what becomes of gains in it, made in a few
 * worlds while somebody looks at them and nobody waits for anything else.
 */

import { PATIENT } from "../../engine/engine.js";
import { pathOf, ticksOf } from "../../ui/chart.js";
import { fill, h, s } from "../../ui/dom.js";
import { looksOf } from "../../ui/looks.js";
import { AXIS, GRID, INK } from "../../ui/palette.js";
import { regimeBar, worldsWith } from "../../ui/regimes.js";
import { settingsOf } from "../../ui/state.js";
import { seriesBand } from "../../ui/summary.js";

const WORLDS = 24;
const WIDTH = 150;
const HEIGHT = 64;
/** Points of gain that every picture has room for, so that they are on one scale. */
const SCALE = [-0.03, 0.25];

/** Return { node, update, stop } of the scenarios to choose from; `choose(which, name)` takes one. */
export function createGallery(app, choose) {
  const looks = looksOf(app, "gallery", { isOpen: false });
  const cards = h("ul", { class: "cards" });
  const says = h("p", { class: "says" });
  const node = h("details", { class: "gallery", ontoggle: () => toggle() },
    h("summary", { id: "gallery" }, app.text("gallery.title")), says, cards);
  const results = new Map();
  const pictures = new Map();
  let requests = [];
  let asked = "";
  node.open = looks.isOpen;

  const scenarios = () => app.card.scenarios.filter(({ size }) => !size || size === app.state.size);
  const settings = (name) => ({ ...settingsOf({ ...app.state, a: { scenario: name, values: {}, changes: [] }, b: null }, "a"), by: "none" });
  const keyNow = () => JSON.stringify([app.state.size, app.state.seed, app.state.uncertainty, app.state.assume, app.state.quo, scenarios().map(({ name }) => name)]);

  function toggle() {
    looks.isOpen = node.open;
    update();
  }

  /** Draw the cards, and ask for the pictures that are not known; while it is shut, nothing. */
  function update() {
    if (!node.open) return stop();
    if (asked !== keyNow()) {
      stop();
      asked = keyNow();
      results.clear();
      pictures.clear();
      fill(says, app.text("gallery.says", { worlds: WORLDS }));
      fill(cards, scenarios().map(cardOf));
    }
    mark();
    if (requests.length) return;
    requests = scenarios().filter(({ name }) => !results.has(name) && !app.engine.check(settings(name)).length).map(({ name }, i) =>
      app.engine.request(settings(name), { key: `gallery ${name}`, seed: app.state.seed, replicates: WORLDS, first: WORLDS, rank: PATIENT / 4 + i / 100 }, (result) => {
        if (!result.done) return;
        results.set(name, result);
        const place = pictures.get(name);
        if (place) fill(place, pictureOf(result), told(result));
      }));
  }

  function cardOf({ name, question }) {
    const place = h("span", { class: "picture" }, app.text("lesson.running"));
    pictures.set(name, place);
    const take = (which) => h("button", { type: "button", id: `gallery-${which}-${name}`, "data-scenario": name, "data-which": which, "aria-label": app.text(`gallery.${which}_of`, { name: app.scenarioName(name) }), onclick: () => choose(which, name) }, app.text(`gallery.${which}`));
    return h("li", { class: "card" }, h("h3", {}, app.scenarioName(name)), place, h("p", { class: "says" }, app.voice.question({ question })), h("div", { class: "desk-tools" }, take("a"), take("b")));
  }

  function mark() {
    for (const button of cards.querySelectorAll("button")) {
      const { scenario, which } = button.dataset;
      button.setAttribute("aria-pressed", String(app.state[which]?.scenario === scenario));
    }
  }

  /** Gains of the coached and of the others over the months, all pictures on one scale; below, the shares of the regimes. */
  function pictureOf(result) {
    const frame = { y: (value) => 2 + ((SCALE[1] - value) / (SCALE[1] - SCALE[0])) * (HEIGHT - 4), places: Array.from({ length: app.months }, (_, month) => ((month / app.months) * WIDTH).toFixed(1)) };
    const lines = ["uncoached", "coached"].map((group) => {
      const middle = seriesBand(result, `coverage.ccs.${group}`, { gain: true })[1].map((value) => Math.min(SCALE[1], Math.max(SCALE[0], value)));
      return s("path", { d: pathOf(middle, frame) || "M0 0", fill: "none", stroke: INK[group].line, "stroke-width": 2.2 });
    });
    const grid = ticksOf(...SCALE, 4).map((tick) => s("path", { d: `M0 ${frame.y(tick).toFixed(1)}H${WIDTH}`, stroke: tick === 0 ? AXIS : GRID }));
    const svg = s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, ...grid, ...lines);
    const counts = result.regimes();
    return worldsWith(app, counts) ? [svg, regimeBar(app, counts)] : [svg];
  }

  function told(result) {
    const counts = result.regimes();
    const of = worldsWith(app, counts);
    const most = app.card.regimes.reduce((best, regime) => (counts[regime] > counts[best] ? regime : best));
    return h("span", { class: "told" }, of ? app.text("gallery.told", { regime: app.text(`measure.regime.${most}.name`), n: counts[most], of }) : app.text("gallery.no_regime"));
  }

  function stop() {
    for (const request of requests) request.cancel();
    requests = [];
  }

  return { node, update, stop };
}
