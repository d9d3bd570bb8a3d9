/** Typical: which team stands for its world, and which is the opposite of most, fooled by its own few figures. */

const [SCREENING, ANTENATAL] = [0, 1];
/** A team is called fooled while it goes the other way than this share of coached teams, at the least. */
const MOST = 0.75;

/** Return how much more a team believes it can do for screening than for antenatal care, at a moment. */
function leadOf(trace, moment) {
  const efficacy = trace.of("ProcessState", "efficacy");
  return (team) => efficacy.at(moment, team, SCREENING) - efficacy.at(moment, team, ANTENATAL);
}

function coachedTeams(trace, moment) {
  return [...trace.places.teams.keys()].filter((team) => trace.coached(trace.places.teams[team].network, moment));
}

/**
 * Return { team, moment, among, isCoached }: the coached team nearest to the median of that lead over all coached teams,
 * in the last month of mentoring; of all teams where nobody is coached.
 */
export function typicalOf(trace) {
  const moment = Math.min(trace.moments - 1, trace.end);
  const coached = coachedTeams(trace, moment);
  const teams = coached.length ? coached : [...trace.places.teams.keys()];
  const lead = leadOf(trace, moment);
  const order = teams.map(lead).sort((a, b) => a - b);
  const half = order.length >> 1;
  const median = order.length % 2 ? order[half] : (order[half - 1] + order[half]) / 2;
  const far = (team) => Math.abs(lead(team) - median);
  const team = teams.reduce((best, one) => (far(one) < far(best) ? one : best));
  return { team, moment, among: teams.length, isCoached: coached.length > 0 };
}

/** Return { like, among } where a coached team believes more in antenatal care than in screening, and few others do; else null. */
export function fooledOf(trace, team, moment) {
  const coached = coachedTeams(trace, moment);
  const lead = leadOf(trace, moment);
  if (!coached.includes(team) || lead(team) >= 0) return null;
  const like = coached.filter((one) => lead(one) < 0).length;
  return like <= (1 - MOST) * coached.length ? { like, among: coached.length } : null;
}
