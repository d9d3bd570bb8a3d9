// Jurisdictions: which networks live under the same rules, as `Settings.jurisdictions` has it in Python.

/** Return the networks of places by their names: a region stands for all of its. Unknown names are left out. */
export function networksOf(places, names) {
  const found = new Set();
  for (const name of names) {
    const region = places.regions.findIndex((one) => one.name === name);
    places.networks.forEach((network, n) => {
      if (region >= 0 ? network.region === region : network.name === name) found.add(n);
    });
  }
  return [...found].sort((a, b) => a - b);
}

/**
 * Return { ofNetwork, rules }: the number of each network's jurisdiction, and of each jurisdiction the values of month 0
 * and what changes later: { values: Float64Array, changes: [{ month, row, value }] }.
 *
 * @param {Float64Array} values of month 0, everywhere
 * @param {{month: number, row: number, value: number, networks: number[]|null}[]} changes in the order in which they
 *   hold; null is everywhere
 */
export function jurisdictionsOf(values, changes, networks) {
  const local = changes.filter((change) => change.networks);
  if (!local.length) return { ofNetwork: Array.from({ length: networks }, () => 0), rules: [{ values, changes }] };
  const inside = local.map((change) => new Set(change.networks));
  const numberOf = new Map();
  const known = new Map();
  const rules = [];
  const ofNetwork = [];
  for (let network = 0; network < networks; network++) {
    const named = inside.map((some) => Number(some.has(network))).join("");
    if (!numberOf.has(named)) {
      const own = rulesIn(values, changes, network);
      const key = JSON.stringify([[...own.values], own.changes]);
      if (!known.has(key)) {
        known.set(key, rules.length);
        rules.push(own);
      }
      numberOf.set(named, known.get(key));
    }
    ofNetwork.push(numberOf.get(named));
  }
  return { ofNetwork, rules };
}

/** Return the rules of one network: what changes nothing there is left out. */
function rulesIn(values, changes, network) {
  const here = changes.filter((change) => !change.networks || change.networks.includes(network));
  const start = Float64Array.from(values);
  for (const { month, row, value } of here) if (month === 0) start[row] = value;
  const found = [];
  let now = start;
  for (const month of [...new Set(here.map((change) => change.month))].filter((one) => one > 0).sort((a, b) => a - b)) {
    const then = Float64Array.from(now);
    for (const change of here) if (change.month === month) then[change.row] = change.value;
    then.forEach((value, row) => {
      if (value !== now[row]) found.push({ month, row, value });
    });
    now = then;
  }
  return { values: start, changes: found };
}
