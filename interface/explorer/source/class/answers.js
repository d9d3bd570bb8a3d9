/**
 * Answers: what a pupil predicts in a step, as numbers, whatever the kind of step.
 *
 * An answer is a list of numbers. Each lies on a grid of its own: so many places from `low` on, each `step` further. A
 * code carries the places. A kind of step that asks for something is one more entry of GRIDS, and all else follows:
 * what is kept, handed in, collected and printed.
 */

import { KNOTS } from "../views/lessons/knots.js";
import { unitOf } from "../views/lessons/units.js";

/** The grid of each knot of a sketch, by the unit of its curve. */
const KNOT = {
  points: { low: -0.2, step: 0.01, places: 64 },
  coverage: { low: 0, step: 0.02, places: 51 },
  share: { low: 0, step: 0.02, places: 51 },
};
/** Places along a lever, both ends included. */
const ALONG = 101;

const GRIDS = {
  sketch: ({ curve }) => Array.from({ length: KNOTS - 1 }, () => KNOT[unitOf(curve)]),
  choose: ({ options }) => [{ low: 0, step: 1, places: options.length }],
  regime: (_, card) => [{ low: 0, step: 1, places: card.regimes.length }],
  cut: () => [{ low: 0, step: 1, places: 3 }],
  explain: ({ loops }) => [{ low: 0, step: 1, places: loops.length }],
  compare: ({ options }) => options.map(() => ({ low: 0, step: 0.01, places: 101 })),
  find: (step, card) => {
    const [low, high] = endsOf(step, card);
    return [{ low, step: (high - low) / (ALONG - 1), places: ALONG }];
  },
};

/** Return the ends of the lever of a step that looks for a tipping point. */
export function endsOf({ lever, low, high }, card) {
  const parameter = card.parameters.find(({ name }) => name === lever);
  return [low ?? parameter.low, high ?? parameter.high];
}

/** Return the grids of what a step asks for, one a number of the answer; null where it asks for nothing that is kept. */
export function gridsOf(step, card) {
  return GRIDS[step.kind]?.(step, card) ?? null;
}

/** Return whether something is an answer to a step, be it one that is not complete. */
export function isAnswer(answer, grids) {
  return Array.isArray(answer) && answer.length === grids.length && answer.every((number) => number === null || Number.isFinite(number));
}

/** Return whether an answer says all that was asked. */
export const isComplete = (answer) => Array.isArray(answer) && answer.every(Number.isFinite);

/** Return the places of an answer on its grids. */
export const placesOf = (answer, grids) => answer.map((number, i) => Math.min(grids[i].places - 1, Math.max(0, Math.round((number - grids[i].low) / grids[i].step))));

/** Return the answer at some places. */
export const answerAt = (places, grids) => places.map((place, i) => Number((grids[i].low + place * grids[i].step).toPrecision(10)));
