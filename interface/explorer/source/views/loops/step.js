/** Step: one loop in the diagram, alight, with a prediction before it is cut: what a lesson, or anybody, can show. */

import { chooser, field, fill, h } from "../../ui/dom.js";
import { carried, directionOf } from "./carries.js";
import { createDiagram } from "./diagram.js";

const GUESSES = ["higher", "lower", "open"];

/**
 * Return { node, stop() }: the diagram of the first stage that has a loop, that loop alight, a prediction to make, and a
 * button that cuts it in the same worlds and says what came of it.
 *
 * @param {import("../../ui/app.js").App} app
 * @param {object} asked
 * @param {string} asked.loop its name, as the card has it ("conflict"); one that can be cut
 * @param {string} asked.measure of which result: a name of `MEASURES` in carries.js
 * @param {object} [asked.settings] the worlds, as `app.settings` gives them; those of case A unless told
 * @param {{seed: number, replicates: number}} [asked.options]
 * @param {string} [asked.id] tells this diagram from others on the page
 * @param {(answer: {guess: string, found: {mean: number, low: number, high: number}, isRight: boolean}) => void} [asked.onAnswer]
 *   told once both runs are done: `found` is the measure with the loop cut less the measure with it whole, `guess` one of
 *   "higher", "lower", "open"
 */
export function createLoopStep(app, { loop: name, measure, settings = app.settings("a"), options = { seed: app.state.seed, replicates: 96 }, id = "loop-step", onAnswer = () => {} }) {
  const loop = app.card.loops.find((one) => one.name === name);
  const place = app.card.stages.findIndex(({ loops }) => loops.includes(name));
  const diagram = createDiagram(app, { id });
  const guess = chooser(`${id}-guess`, ["", ...GUESSES], (one) => app.text(one ? `loops.step.${one}` : "loops.step.none"), () => (cut.disabled = guess.value === ""));
  const cut = h("button", { type: "button", id: `${id}-cut`, disabled: true, onclick: () => run() }, app.text("loops.step.cut"));
  const told = h("p", { role: "status", id: `${id}-told` });
  const called = app.text(`measure.${measure}.name`);
  let requests = [];

  diagram.show(place);
  draw([]);

  function draw(cuts) {
    diagram.draw({ values: {}, most: 0, lit: name, cut: cuts, shown: [name], named: [name] });
  }

  function run() {
    const guessed = guess.value;
    const found = {};
    stop();
    guess.disabled = cut.disabled = true;
    fill(told, app.text("loops.waiting"));
    const take = (which) => (result) => {
      if (!result.done) return;
      found[which] = result;
      if (found.whole && found.without) tell(guessed, carried(found.without, found.whole, measure), result.replicates);
    };
    requests = [["whole", []], ["without", [name]]].map(([which, cuts]) =>
      app.engine.request({ ...settings, cuts }, { ...options, series: false, key: `${id} ${which}` }, take(which)));
  }

  function tell(guessed, found, n) {
    const direction = directionOf(found);
    const [mean, low, high] = [found.mean, found.low, found.high].map((value) => app.voice.signed(100 * value, 1));
    draw([name]);
    fill(told, app.text(`loops.step.was_${direction}`, { measure: called, mean, low, high, n }), " ", app.text(direction === guessed ? "loops.step.right" : "loops.step.wrong"));
    onAnswer({ guess: guessed, found, isRight: direction === guessed });
  }

  function stop() {
    for (const request of requests) request.cancel();
    requests = [];
  }

  const node = h("div", { class: "loop-step" },
    h("p", {}, h("strong", {}, `${loop.number} ${app.text(`loops.${name}.name`)}`), `. ${app.text(loop.reinforcing ? "loops.reinforcing" : "loops.balancing")} ${loop.words[app.state.language]}`),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": app.text("loops.diagram") }, diagram.node),
    field(app.text("loops.step.ask", { measure: called }), guess), cut, told);
  return { node, stop };
}
