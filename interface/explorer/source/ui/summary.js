/** Summary: what many worlds say: bands over the months, shares of worlds with their intervals, paired differences. */

const Z = 1.959963984540054;
export const BAND = [0.05, 0.5, 0.95];

/** Return Wilson's 95% interval of a share: `count` of `of`. */
export function wilson(count, of) {
  if (!of) return [Number.NaN, Number.NaN];
  const share = count / of;
  const centre = (share + (Z * Z) / (2 * of)) / (1 + (Z * Z) / of);
  const half = (Z / (1 + (Z * Z) / of)) * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Return quantiles of the finite numbers, linear between neighbours as numpy's; `room` is sorted in place. */
export function quantilesOf(room, count, shares) {
  if (!count) return shares.map(() => Number.NaN);
  const known = room.subarray(0, count).sort();
  return shares.map((share) => {
    const place = share * (count - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, count - 1);
    return known[below] + (place - below) * (known[above] - known[below]);
  });
}

/** Return the quantiles over worlds of `of(world, month)`, as one array over months for each share. */
export function bandOf(worlds, months, of, shares = BAND) {
  const found = shares.map(() => new Float64Array(months));
  const room = new Float64Array(worlds);
  for (let month = 0; month < months; month++) {
    let count = 0;
    for (let world = 0; world < worlds; world++) {
      const value = of(world, month);
      if (Number.isFinite(value)) room[count++] = value;
    }
    quantilesOf(room, count, shares).forEach((value, i) => (found[i][month] = value));
  }
  return found;
}

/** Return { median, low, high, defined } of one measure over worlds. */
export function spreadOf(values) {
  const room = values.filter((value) => Number.isFinite(value));
  const [low, median, high] = quantilesOf(room, room.length, BAND);
  return { low, median, high, defined: room.length };
}

/** Return the paired differences a less b of one measure, over the worlds both have. */
export function differencesOf(a, b, measure) {
  const worlds = Math.min(a.replicates, b.replicates);
  const x = a.measure(measure);
  const y = b.measure(measure);
  return x.slice(0, worlds).map((value, world) => value - y[world]);
}

/** Return in how many worlds a difference is for the better, nil, for the worse, or undefined. */
export function countsOf(differences, sign) {
  const found = { better: 0, same: 0, worse: 0, undefined: 0 };
  for (const difference of differences) {
    const value = sign * difference;
    found[Number.isNaN(value) ? "undefined" : value > 0 ? "better" : value < 0 ? "worse" : "same"] += 1;
  }
  return found;
}

/** The lines of a result that charts draw, kept for as long as the result lives. */
const kept = new WeakMap();

/** Return [low, median, high] over the months of one series of a group, gain or not, kept with its result. */
export function seriesBand(result, name, { gain = false } = {}) {
  const known = kept.get(result) ?? kept.set(result, new Map()).get(result);
  const key = `${name}${gain ? " gain" : ""}`;
  if (!known.has(key)) known.set(key, computed(result, name, gain));
  return known.get(key);
}

function computed(result, name, gain) {
  const [quantity, ...rest] = name.split(".");
  const read = (full) => result.series(full);
  if (quantity === "overstated") {
    const reported = read(["reported", ...rest].join("."));
    const coverage = read(["coverage", ...rest].join("."));
    return bandOf(result.replicates, reported.months, (world, month) => {
      const place = world * reported.months + month;
      return reported.values[place] - coverage.values[place];
    });
  }
  const own = read(name);
  if (!gain) return bandOf(result.replicates, own.months, (world, month) => own.values[world * own.months + month]);
  const twin = read(`${name}.twin`);
  return bandOf(result.replicates, own.months, (world, month) => {
    const place = world * own.months + month;
    return own.values[place] - twin.values[place];
  });
}
