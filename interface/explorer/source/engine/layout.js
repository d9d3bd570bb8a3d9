// Layout: where everything lies in the kernel's memory for runs in some places. How much room each thing takes is a sum
// of products of counts, which comes from Python (`card.memory.rows`); who belongs where is written out here.

/** A change that has not come: no month has this number. */
export const NO_CHANGE = -1;
/** Room for dated changes grows by so many, so that few layouts are made while somebody adds some. */
const CHANGES_AT_ONCE = 64;
const NOBODY = -1;

const layouts = new WeakMap();
const numbers = new WeakMap();
let numbered = 0;
const regular = new WeakMap();

/** Return what is kept for an entry of the card under a key, made once. */
function keptFor(store, entry, key, make) {
  const known = store.get(entry) ?? store.set(entry, new Map()).get(entry);
  if (!known.has(key)) known.set(key, make());
  return known.get(key);
}

/** Return what comes of terms, a sum of products of counts: [[factor, name of a count...], ...]. */
function sumOf(terms, counts) {
  return terms.reduce((sum, [factor, ...names]) => sum + names.reduce((product, name) => product * counts[name], factor), 0);
}

/**
 * Return { key, at, facts, states, teamsOfGroup } for runs in places: offsets by name; who belongs where; where each
 * state lies; how many teams each place has whose series are asked for.
 *
 * @param {object} memory `card.memory`
 * @param {object} size its entry in the card
 * @param {{ofNetwork: number[], rules: object[], rollout?: object|null, by?: string}} asked jurisdictions, as
 *   `jurisdictionsOf` has them; what waves come to; `by`: region or network, where series of each are asked for
 */
export function layoutOf(memory, size, { ofNetwork, rules, rollout = null, by = "none" }) {
  const changes = rules.reduce((sum, rule) => sum + rule.changes.length, 0);
  const room = CHANGES_AT_ONCE * Math.max(1, Math.ceil(changes / CHANGES_AT_ONCE));
  const key = JSON.stringify([keptFor(numbers, size, "number", () => numbered++), room, rules.length > 1 && ofNetwork, rollout, by]);
  return keptFor(layouts, size, key, () => laidOut(memory, size, { key, room, jurisdictions: rules.length, ofNetwork, rollout, by }));
}

function laidOut(memory, size, { key, room, jurisdictions, ofNetwork, rollout, by }) {
  const places = placesOf(size);
  const waves = rollout ? rollout.VISITED.length : 0;
  const counts = {
    REGIONS: places.regions.length,
    NETWORKS: places.networks.length,
    TEAMS: places.teams.length,
    PROCESSES: memory.processes,
    MONTHS: size.months,
    TIES: size.ties,
    CHANGES: room,
    TWINS: 1,
    JURISDICTIONS: jurisdictions,
    WAVES: waves,
    GROUPS: by === "none" ? 0 : by === "region" ? places.regions.length : places.networks.length,
  };
  /** @type {Record<string, number>} */
  const at = { ...counts };
  for (const [name, terms] of Object.entries(memory.rows)) at[name] = memory.width * sumOf(terms, counts);
  const facts = [];
  for (const [name, values] of Object.entries(factsOf(places, ofNetwork, rollout, size.ties, memory.processes, by))) {
    at[name] = facts.length;
    for (const value of values) facts.push(value);
  }
  at.FACTS_END = facts.length;
  const states = memory.states.map((state) =>
    Object.fromEntries(Object.entries(state).map(([name, value]) => [name, Array.isArray(value) ? sumOf(value, counts) : value])));
  const teamsOfGroup = Array.from({ length: counts.GROUPS }, (_, group) => places.teams.filter((team) => team[by] === group).length);
  return { key, at, facts: Float64Array.from(facts), states, teamsOfGroup };
}

/** Return who belongs where, by the names of places in the facts. */
function factsOf(places, ofNetwork, rollout, ties, processes, by) {
  const { regions, networks, teams } = places;
  const firstOf = (groups, members, group) => [...groups.map((_, g) => members.findIndex((one) => one[group] === g)), members.length];
  const fixed = places.ties ? [1, ...places.ties.flatMap((team) => Array.from({ length: ties }, (_, i) => team[i] ?? NOBODY))] : [0];
  const drawn = Array.from({ length: processes }, () => NOBODY);
  return {
    FIRST_NETWORK: firstOf(regions, networks, "region"),
    FIRST_TEAM: firstOf(networks, teams, "network"),
    REGION_OF: networks.map(({ region }) => region),
    NETWORK_OF: teams.map(({ network }) => network),
    POPULATION: teams.map(({ population }) => population ?? 0),
    BASELINE: teams.flatMap(({ baselines }) => baselines ?? drawn),
    NAMED_PLACE: networks.map((_, n) => (places.named ?? []).indexOf(n)),
    NAMED: [(places.named ?? []).length],
    FIXED_TIES: fixed,
    JURISDICTION_OF: [
      ...teams.map(({ network }) => ofNetwork[network]),
      ...ofNetwork,
      ...regions.map((_, r) => ofNetwork[networks.findIndex(({ region }) => region === r)]),
    ],
    GROUP_OF: by === "none" ? [] : teams.map((team) => team[by]),
    ...(rollout && {
      VISITS: rollout.VISITS,
      WAVE_MONTHS: rollout.WAVE_MONTHS,
      WAVE_VISITS: rollout.VISITED.flatMap((places_) => networks.map((_, place) => (places_.includes(place) ? 1 : 0))),
      ORDER_OF_NAMED: rollout.ORDER_OF_NAMED,
      ORDER_OF_DRAWN: rollout.ORDER_OF_DRAWN,
    }),
  };
}

/** Return whether a size of the card has places of its own, from a scenario file. */
export const isOfFile = (size) => Boolean(size.places);

/** Return regions, networks and teams of places of equal size, with their names, or those that a file brought. */
export function placesOf(size) {
  return size.places ?? keptFor(regular, size, "places", () => regularPlaces(size));
}

function regularPlaces(size) {
  const regions = Array.from({ length: size.regions }, (_, r) => ({ name: `R${r + 1}` }));
  const networks = Array.from({ length: size.regions * size.networks_per_region }, (_, n) => {
    const region = Math.floor(n / size.networks_per_region);
    return { name: `${regions[region].name}.N${(n % size.networks_per_region) + 1}`, region };
  });
  const teams = Array.from({ length: networks.length * size.teams_per_network }, (_, t) => {
    const network = Math.floor(t / size.teams_per_network);
    const { name, region } = networks[network];
    return { name: `${name}.T${(t % size.teams_per_network) + 1}`, network, region };
  });
  return { regions, networks, teams };
}
