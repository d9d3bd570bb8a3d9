/** Step: a prediction before a loop is cut; and the same with the diagram, the loop alight: what a lesson, or anybody, can show. */

import { chooser, field, fill, h } from "../../ui/dom.js";
import { carried, directionOf } from "./carries.js";
import { createDiagram } from "./diagram.js";

const GUESSES = ["higher", "lower", "open"];

/**
 * Return { node, stop() }: a prediction of what becomes of a measure without a loop, and a button that cuts it in the same
 * worlds and says what came of it. What it takes is what `createLoopStep` takes; `onCut` hears that it was cut.
 */
export function createPrediction(app, { loop: name, measure, settings = app.settings("a"), options = { seed: app.state.seed, replicates: 96 }, id = "loop-step", onAnswer = null, onCut = null }) {
  const guess = chooser(`${id}-guess`, ["", ...GUESSES], (one) => app.text(`loops.step.${one || "none"}`), () => (cut.disabled = guess.value === ""));
  const cut = h("button", { type: "button", id: `${id}-cut`, disabled: true, onclick: () => run() }, app.text("loops.step.cut"));
  const told = h("p", { role: "status", id: `${id}-told` });
  const called = app.text(`measure.${measure}.name`);
  let requests = [];

  function run() {
    /** @type {{whole?: object, without?: object}} */
    const found = {};
    stop();
    guess.disabled = cut.disabled = true;
    fill(told, app.text("loops.waiting"));
    const take = (which) => (result) => {
      if (!result.done) return;
      found[which] = result;
      if (found.whole && found.without) tell(carried(found.without, found.whole, measure), result.replicates);
    };
    const before = settings.cuts ?? [];
    requests = [["whole", before], ["without", [...before, name]]].map(([which, cuts]) =>
      app.engine.request({ ...settings, cuts }, { ...options, series: false, key: `${id} ${which}` }, take(which)));
  }

  function tell(found, n) {
    const direction = directionOf(found);
    const isRight = direction === guess.value;
    const [mean, low, high] = [found.mean, found.low, found.high].map((value) => app.voice.signed(100 * value, 1));
    onCut?.();
    fill(told, app.text(`loops.step.was_${direction}`, { measure: called, mean, low, high, n }), " ", app.text(isRight ? "loops.step.right" : "loops.step.wrong"));
    onAnswer?.({ guess: guess.value, found, isRight });
  }

  function stop() {
    for (const request of requests) request.cancel();
    requests = [];
  }

  return { node: h("div", { class: "loop-step" }, field(app.text("loops.step.ask", { loop: app.text(`loops.${name}.name`), measure: called }), guess), cut, told), stop };
}

/**
 * Return { node, stop() }: the diagram of the first stage that has a loop, that loop alight, and a prediction to make before
 * it is cut in the same worlds.
 *
 * @param {import("../../ui/app.js").App} app
 * @param {object} asked
 * @param {string} asked.loop its name, as the card has it ("conflict"); one that can be cut
 * @param {string} asked.measure of which result: a name of `MEASURES` in carries.js
 * @param {object} [asked.settings] the worlds, as `app.settings` gives them; those of case A unless told
 * @param {{seed: number, replicates: number}} [asked.options]
 * @param {string} [asked.id] tells this diagram from others on the page
 * @param {(answer: {guess: string, found: {mean: number, low: number, high: number}, isRight: boolean}) => void} [asked.onAnswer]
 *   told once both runs are done: `found` is the measure with the loop cut less the measure with it whole; `guess` is one of
 *   "higher", "lower", "open", and right where the 95% interval of `found` says the same
 */
export function createLoopStep(app, asked) {
  const { loop: name, id = "loop-step" } = asked;
  const { card } = app;
  const loop = card.loops.find((one) => one.name === name);
  const diagram = createDiagram(app, { id });
  const draw = (cuts) => diagram.draw({ values: {}, most: 0, lit: name, cut: cuts, shown: [name], named: [name] });
  diagram.show(card.stages.findIndex(({ loops }) => loops.includes(name)));
  draw([]);
  const prediction = createPrediction(app, { ...asked, id, onCut: () => draw([name]) });
  const node = h("div", {},
    h("p", {}, h("strong", {}, `${loop.number} ${app.text(`loops.${name}.name`)}`), `. ${app.text(loop.reinforcing ? "loops.reinforcing" : "loops.balancing")} ${loop.words[app.state.language]}`),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": app.text("loops.diagram") }, diagram.node),
    prediction.node);
  return { node, stop: prediction.stop };
}
