/** Answered: what the model says where it has to be run for it: a tipping point, and shares of worlds side by side. */

import { worldsWith } from "../ui/regimes.js";
import { ran } from "../views/lessons/charts.js";
import { crossing } from "../views/lessons/find.js";
import { createRunning } from "../views/lessons/running.js";
import { placesOf, sweep } from "../views/lessons/sweep.js";
import { keyOf } from "./charts.js";

/** Return where a regime reaches half of the worlds along a lever, null where it never does; sweeps come one after the other. */
export async function tipOf(app, step, lesson) {
  const { values } = placesOf(app, step);
  const results = await (queue = queue.then(() => createRunning(app).run(sweep(step.worlds ?? lesson.worlds, step, values))));
  if (!results) return null;
  return crossing(values, results.map((result) => result.regimes()[step.regime] / worldsWith(app, result.regimes())), 0.5);
}

/** Sweeps have one name for their requests: a second would take the place of the first. */
let queue = Promise.resolve(null);

/** Return in which share of the worlds the regime comes about, option by option. */
export async function comparedOf(app, step, lesson) {
  const results = await Promise.all(step.options.map(({ worlds }, i) => ran(app, worlds, `${keyOf(step, lesson)} compare ${i}`, undefined, { series: false })));
  if (results.some((result) => !result)) return null;
  return results.map((result) => result.regimes()[step.regime] / worldsWith(app, result.regimes()));
}
