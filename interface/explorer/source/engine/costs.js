// Costs: what runs cost as they are paid, as `experiments.runs.accounts` has it in Python: the measure `cost`, which the
// runs give, and the hours of the reform, which follow from the levers.

import { PEOPLE } from "./settings.js";

/** Return what a scenario says of costs, by name: what comes with the model where it says nothing. */
export const costingOf = ({ card, scenarios }, scenario) => ({ ...card.costs, ...scenarios.get(scenario).costs });

/**
 * Return what training, exchange and administration cost over a run.
 *
 * @param {object} index what is looked up often
 * @param {{rules: object[], ofNetwork: number[]}} run what settings come to, as `resolved` has it
 * @param {object} places
 * @param {number} months
 * @param {Record<string, number>} costing as `costingOf` has it
 */
export function reformOf({ parameters }, { rules, ofNetwork }, places, months, costing) {
  const row = (name) => parameters.get(name).row;
  const [training, exchange, lifted] = ["authority_training", "peer_exchange", "protected_time"].map(row);
  const [coach, supervision, hours] = ["price.coach_wage", "price.supervision_wage", "price.supervision_hours"].map(row);
  let sum = 0;
  rules.forEach(({ values, changes }, here) => {
    const isHere = (network) => ofNetwork[network] === here;
    const networks = places.networks.filter((_, network) => isHere(network)).length;
    const teams = places.teams.filter(({ network }) => isHere(network)).length;
    const regions = places.regions.filter((_, region) => isHere(places.networks.findIndex((one) => one.region === region))).length;
    const meetings = networks * costing["cost.exchange_manager_hours"] + teams * costing["cost.exchange_team_hours"];
    const now = Float64Array.from(values);
    for (let month = 0; month < months; month++) {
      for (const change of changes) if (change.month === month) now[change.row] = change.value;
      sum += now[training] * regions * costing["cost.training_hours"] * now[coach];
      sum += now[exchange] * meetings * now[supervision];
      sum += now[lifted] * networks * now[hours] * costing["cost.administration_replaced"] * now[supervision];
    }
  });
  return sum;
}

/** Return how many people all teams serve. */
export function peopleOf({ parameters }, { values }, places) {
  const usual = values[parameters.get(PEOPLE).row];
  return places.teams.reduce((sum, { population }) => sum + (places.is_given ? population : usual), 0);
}
