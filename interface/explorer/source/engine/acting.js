// Acting: levers that act only beside others, as `scenarios.acting` has it in Python.

/** The way of choosing networks by which a file names them. */
export const NAMED = "named";

/**
 * Return what a lever needs and is 0 in every month of a run: names of levers, none where it can act.
 *
 * @param {object} index what is looked up often
 * @param {{values: Float64Array, changes: object[]}} run what settings come to, as `resolved` has it
 * @param {number} named how many networks the scenario names
 */
export function absentFor({ card, parameters }, { values, changes }, named, name) {
  const isThere = (needed) => values[parameters.get(needed).row] > 0 || changes.some((change) => change.name === needed && change.value > 0);
  const targeting = parameters.get("coaching_targeting");
  const areNamed = named > 0 && targeting.choices[values[targeting.row]] === NAMED; // names say how many
  return (card.needs[name] ?? []).filter((needed) => !(needed === "coaching_coverage" && areNamed) && !isThere(needed));
}
