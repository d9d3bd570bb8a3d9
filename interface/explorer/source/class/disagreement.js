/**
 * Disagreement: at which step a class is divided most. The rule: take any two pupils who predicted; they disagree where
 * they picked different answers, drew different shapes (ideas.js), or set a value more than a quarter of the scale apart.
 * The step at which most of all pairs disagree; of two alike, the earlier.
 */

import { ideaOf } from "../views/lessons/ideas.js";
import { curveOf } from "../views/lessons/knots.js";
import { endsOf } from "./answers.js";

/** Share of the scale of a lever beyond which two values are two opinions. */
export const APART = 0.25;

/** Return the shape that a pupil drew, as the pupil is told it; `ground`: where the model's curve stands when the sketch begins, and what counts as a difference. */
export function shapeOf(answer, { knots, months, start, least }) {
  return ideaOf(curveOf(knots, [start, ...answer], months), knots[0], least).shape;
}

/** Return how far apart two sketches are: the mean over their points. */
export const farOf = (one, other) => one.reduce((sum, value, i) => sum + Math.abs(value - other[i]), 0) / one.length;

/** Return what two pupils' answers to a step must differ in, so that they disagree: a function of two answers. */
function differenceOf(step, card, ground) {
  switch (step.kind) {
    case "sketch": {
      const shapes = new Map();
      const shape = (answer) => {
        if (!shapes.has(answer)) shapes.set(answer, shapeOf(answer, ground));
        return shapes.get(answer);
      };
      return (one, other) => shape(one) !== shape(other);
    }
    case "find": {
      const [low, high] = endsOf(step, card);
      return ([one], [other]) => Math.abs(one - other) > APART * (high - low) + 1e-9;
    }
    case "compare":
      return (one, other) => one.some((share, i) => Math.abs(share - other[i]) > APART + 1e-9);
    default:
      return (one, other) => one.some((number, i) => number !== other[i]);
  }
}

/** Return { pairs, differ, far } of a step: how many pairs there are, how many disagree, and the two numbers of those farthest apart. */
export function divisionOf(answers, step, card, ground) {
  const isDifferent = differenceOf(step, card, ground);
  let differ = 0;
  let pairs = 0;
  let far = null;
  let most = 0;
  for (let i = 0; i < answers.length; i++)
    for (let k = i + 1; k < answers.length; k++) {
      pairs += 1;
      if (!isDifferent(answers[i], answers[k])) continue;
      differ += 1;
      const distance = farOf(answers[i], answers[k]);
      if (distance > most || !far) [most, far] = [distance, [i, k]];
    }
  return { pairs, differ, far };
}

/** Return the place of the most divided of some divisions; -1 where no two pupils disagree. */
export function mostDivided(divisions) {
  let best = -1;
  divisions.forEach((one, i) => {
    if (one?.differ && (best < 0 || one.differ * divisions[best].pairs > divisions[best].differ * one.pairs)) best = i;
  });
  return best;
}

