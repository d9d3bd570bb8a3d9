/** Singles: worlds one by one along a lever, each with a threshold of its own, and why all of them together make a slope. */

import { fill, h } from "../../ui/dom.js";
import { INK } from "../../ui/palette.js";
import { quantile } from "../../engine/numbers.js";
import { createChart, sizeOfWords } from "./charts.js";
import { createRunning } from "./running.js";
import { placesOf, sweep } from "./sweep.js";

/** So many worlds are drawn, the first ones: more would be a carpet. */
const DRAWN = 12;
const HALF = 0.5;

/** Return { nodes, says, load, redraw, leave }: worlds along a lever, each by the share of the other teams that the gain reaches. */
export function createSingles(app, step, lesson) {
  const chart = createChart(app);
  const says = h("div", { id: "singles" });
  const places = placesOf(app, step.singles);
  let gone = false;

  async function load() {
    const running = createRunning(app);
    const reachOf = (results) => results.map((result) => result.measure("reach"));
    fill(says, running.node);
    const results = await running.run(sweep(step.worlds ?? lesson.worlds, step.singles, places.values), (first) => !gone && chart.show(() => specOf(reachOf(first), places, running.node.textContent), false));
    if (gone || !results) return;
    const reach = reachOf(results);
    const found = thresholdsOf(reach, places.values);
    const written = (value) => places.written(Number(value.toFixed(2)));
    fill(says, app.text("singles.says", {
      of: found.of, before: found.before, cross: found.crossings.length, never: found.never,
      low: written(quantile(found.crossings, 0.05)), high: written(quantile(found.crossings, 0.95)),
      jump: app.voice.number(100 * found.jump, 0), slope: app.voice.number(100 * found.slope, 0),
    }));
    says.dataset.jump = found.jump.toFixed(3);
    says.dataset.slope = found.slope.toFixed(3);
    chart.show(() => specOf(reach, places, says.textContent));
  }

  function specOf(reach, { values, written, name }, sentence) {
    const single = Array.from({ length: Math.min(DRAWN, reach[0].length) }, (_, world) => ({ label: "", ink: INK.all, dash: "", width: 1.1, middle: Float64Array.from(reach, (at) => at[world]) }));
    const all = { label: app.text("singles.all"), ink: INK.uncoached, dash: "", width: 3.2, middle: Float64Array.from(reach, meanOf) };
    return {
      unit: app.text("singles.axis"), months: values.length, factor: 100, digits: 0, number: (value) => app.voice.number(100 * value, 0),
      range: [-0.03, 1.08], thresholds: [{ value: HALF, label: app.text("singles.half") }], zero: true, lines: [...single, all], sentence, rowName: (i) => written(values[i]),
      window: null, changes: [], read: null, ticks: values.map((value, i) => [i, written(value)]).filter((_, i) => i % 3 === 0),
      words: { month: name, coaching: "" }, size: sizeOfWords(app),
    };
  }

  return { nodes: chart.nodes, says, load, redraw: chart.redraw, leave: () => (gone = true) };
}

const meanOf = (values) => {
  const known = [...values].filter(Number.isFinite);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
};

/**
 * Return where single worlds first come past half, how many are past it before, or never are; the largest step of the
 * lever's effect in the middle world (`jump`), and in the mean of all (`slope`).
 */
function thresholdsOf(reach, values) {
  const worlds = [...reach[0].keys()].filter((world) => reach.every((at) => Number.isFinite(at[world])));
  const crossings = [];
  let before = 0;
  const jumps = worlds.map((world) => Math.max(...reach.slice(1).map((at, i) => at[world] - reach[i][world])));
  for (const world of worlds) {
    if (reach[0][world] >= HALF) before += 1;
    else {
      const i = reach.findIndex((at) => at[world] >= HALF);
      if (i > 0) crossings.push(values[i - 1] + ((HALF - reach[i - 1][world]) / (reach[i][world] - reach[i - 1][world])) * (values[i] - values[i - 1]));
    }
  }
  const means = reach.map(meanOf);
  const slope = Math.max(...means.slice(1).map((mean, i) => mean - means[i]));
  return { of: worlds.length, before, crossings, never: worlds.length - before - crossings.length, jump: quantile(jumps, 0.5), slope };
}
