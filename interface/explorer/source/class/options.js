/** Options: what a step lets a pupil choose among, in words, whatever its kind. */

import { meaningOf } from "../ui/regimes.js";
import { WAYS } from "../views/lessons/cut.js";
import { loopOf } from "../views/lessons/loop.js";

/** Return the names of what can be picked in a step; null where nothing is picked. `explained`: with what they mean. */
export function optionsOf(app, step, { explained = false } = {}) {
  switch (step.kind) {
    case "choose":
      return step.options.map((option) => option[app.state.language]);
    case "regime":
      return app.card.regimes.map((regime) => `${app.text(`measure.regime.${regime}.name`)}${explained ? `: ${meaningOf(app, `regime.${regime}`)}` : ""}`);
    case "cut":
      return WAYS.map((way) => app.text(`cut.way.${way}`));
    case "explain":
      return step.loops.map((name) => {
        const loop = loopOf(app, name);
        return explained ? `${loop.name}. ${loop.words}` : loop.name;
      });
    default:
      return null;
  }
}
