/** Views: what the map can be coloured by; each reads one number of a team, at a moment, from a trace. */

import { percent } from "./percent.js";
import { GAIN, OVERSTATED, SHARE } from "./shades.js";

/** Mean gain over the last months is steadier than one month's; this many. */
const MONTHS = 6;

export const COLOURS = ["gain", "overstated", "coverage", "trust", "safety"];

/** Return { steps, value(moment, team), written(value, voice) } of a colouring. */
export function colouring(name, trace, k) {
  const run = trace.of("ProcessState", "coverage");
  if (name === "gain") {
    const twin = trace.of("ProcessState", "coverage", { twin: true });
    const value = (moment, team) => {
      const first = Math.max(0, moment - MONTHS + 1);
      let sum = 0;
      for (let m = first; m <= moment; m++) sum += run.at(m, team, k) - twin.at(m, team, k);
      return sum / (moment - first + 1);
    };
    return { steps: GAIN, value, written: (value_, voice) => `${voice.signed(100 * value_, 1)}` };
  }
  if (name === "overstated") {
    const reported = trace.of("ProcessState", "reported");
    const value = (moment, team) => reported.at(moment, team, k) - run.at(moment, team, k);
    return { steps: OVERSTATED, value: smoothed(value), written: (value_, voice) => `${voice.signed(100 * value_, 1)}` };
  }
  if (name === "coverage") {
    return { steps: SHARE, value: (moment, team) => run.at(moment, team, k), written: (value_, voice) => percent(voice, value_, 0) };
  }
  const field = trace.of("TeamState", name);
  return { steps: SHARE, value: (moment, team) => field.at(moment, team), written: (value_, voice) => voice.number(value_, 2) };
}

/** A report follows the truth with delay; a few months together say whether it stands above it. */
function smoothed(value) {
  return (moment, team) => {
    const first = Math.max(0, moment - MONTHS + 1);
    let sum = 0;
    for (let m = first; m <= moment; m++) sum += value(m, team);
    return sum / (moment - first + 1);
  };
}
