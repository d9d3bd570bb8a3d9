/** Sweep: the same worlds at several values of one lever. */

import { writtenValue } from "../desk/levers.js";

const SWEEP = 96;
const PLACES = 13;

/** Return { low, high, values, written, name } of a lever that is swept: the values tried, and how they are written. */
export function placesOf(app, { lever, low: least, high: most }) {
  const parameter = app.parameters.get(lever);
  const [low, high] = [least ?? parameter.low, most ?? parameter.high];
  const values = Array.from({ length: PLACES }, (_, i) => Number((low + ((high - low) * i) / (PLACES - 1)).toPrecision(8)));
  return { low, high, values, written: (value) => writtenValue(parameter, value, app.voice), name: app.text(`parameter.${lever}.name`) };
}

/** Return what is to be run, as running.js takes it: worlds at each value of a lever. */
export function sweep(worlds, { lever, month = 24 }, values) {
  return values.map((value, i) => {
    const changes = [...(worlds.changes ?? []).filter((change) => change.name !== lever), { month, name: lever, value }];
    return { worlds: { ...worlds, changes }, key: `find ${i}`, replicates: SWEEP, series: false };
  });
}
