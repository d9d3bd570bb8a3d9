/** Views: what the map can be coloured by; each reads one number of a team, at a moment, from a trace. */

import { percent } from "../../ui/percent.js";
import { gain, OVERSTATED, SHARE } from "./shades.js";

export const COLOURS = ["gain", "overstated", "coverage", "trust", "safety", "candour"];

/**
 * Return { steps, value(moment, team), written(value, voice) } of a colouring. Gains, and what is overstated, are means
 * of the late months, which are steadier than one month's; at the end of the run of those that reach is judged by.
 */
export function colouring(name, trace, k, { late_months: months, reached_gain: reached }) {
  const run = trace.of("ProcessState", "coverage");
  if (name === "gain") {
    const twin = trace.of("ProcessState", "coverage", { twin: true });
    const value = (moment, team) => run.at(moment, team, k) - twin.at(moment, team, k);
    return { steps: gain(reached), value: smoothed(value, months), written: (value_, voice) => `${voice.signed(100 * value_, 1)}` };
  }
  if (name === "overstated") {
    const reported = trace.of("ProcessState", "reported");
    const honest = trace.of("ProcessState", "honest");
    const value = (moment, team) => reported.at(moment, team, k) - honest.at(moment, team, k);
    return { steps: OVERSTATED, value: smoothed(value, months), written: (value_, voice) => `${voice.signed(100 * value_, 1)}` };
  }
  if (name === "coverage") {
    return { steps: SHARE, value: (moment, team) => run.at(moment, team, k), written: (value_, voice) => percent(voice, value_, 0) };
  }
  const field = trace.of("TeamState", name);
  return { steps: SHARE, value: (moment, team) => field.at(moment, team), written: (value_, voice) => voice.number(value_, 2) };
}

function smoothed(value, months) {
  return (moment, team) => {
    const first = Math.max(0, moment - months + 1);
    let sum = 0;
    for (let m = first; m <= moment; m++) sum += value(m, team);
    return sum / (moment - first + 1);
  };
}
