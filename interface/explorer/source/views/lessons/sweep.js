/** Sweep: the same worlds at several values of one lever. */

import { writtenValue } from "../desk/levers.js";
import { ran } from "./charts.js";

const SWEEP = 96;
export const PLACES = 13;

/** Return { low, high, values, written, name } of a lever that is swept: the values tried, and how they are written. */
export function placesOf(app, { lever, low: least, high: most }) {
  const parameter = app.parameters.get(lever);
  const [low, high] = [least ?? parameter.low, most ?? parameter.high];
  const values = Array.from({ length: PLACES }, (_, i) => Number((low + ((high - low) * i) / (PLACES - 1)).toPrecision(8)));
  return { low, high, values, written: (value) => writtenValue(parameter, value, app.voice), name: app.text(`parameter.${lever}.name`) };
}

/** Run worlds at each value, and return their results; `tell(n)` is told how many are done. */
export async function swept(app, worlds, { lever, month = 24 }, values, tell) {
  let finished = 0;
  return Promise.all(values.map(async (value, i) => {
    const changes = [...(worlds.changes ?? []).filter((change) => change.name !== lever), { month, name: lever, value }];
    const result = await ran(app, { ...worlds, changes }, `find ${i}`, SWEEP, { series: false });
    tell(++finished);
    return result;
  }));
}
