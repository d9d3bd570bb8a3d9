/** Running: what a step asks for, run together; how far it is, and what the first worlds say while the others are run. */

import { fill, h } from "../../ui/dom.js";
import { ran, REPLICATES } from "./charts.js";

/** From so many worlds on a step shows what they say. */
export const SOON = 32;

/**
 * Return { node, run }: a line that says how far runs are, and what runs them. `run(asked, soon)` returns their results, or
 * null where nobody waits any more; `asked` lists { worlds, key, replicates, cuts, series }. `soon` is told the results of
 * the first worlds of each once, if others are still to come, and the line then says of how many they are.
 */
export function createRunning(app, says = app.text("lesson.running")) {
  const bar = h("progress", { "aria-label": app.text("lesson.running"), max: 1, value: 0 });
  const count = h("span", { "aria-hidden": "true" });
  const words = h("span", {}, says);
  const node = h("p", { class: "says running" }, words, " ", bar, " ", count);

  async function run(asked, soon = null) {
    const lately = asked.map(() => null);
    const of = asked.reduce((sum, { replicates = REPLICATES }) => sum + replicates, 0);
    let isTold = soon === null;
    function tell(result, i) {
      lately[i] = result;
      const n = lately.reduce((sum, one) => sum + (one?.replicates ?? 0), 0);
      bar.value = n / of;
      fill(count, app.text("lesson.worlds_run", { n: app.voice.number(n, 0), of: app.voice.number(of, 0) }));
      if (isTold || n === of || lately.some((one) => !one)) return;
      isTold = true;
      soon([...lately]);
      fill(words, app.text("lesson.so_far", { n: Math.min(...lately.map(({ replicates }) => replicates)), of: result.of }));
    }
    const results = await Promise.all(asked.map(({ worlds, key, replicates, ...how }, i) => ran(app, worlds, key, replicates, { ...how, first: SOON, tell: (result) => tell(result, i) })));
    return results.some((result) => !result) ? null : results;
  }

  return { node, run };
}
