/**
 * Moves: each lever to either end of its range, one at a time, from the month on that the levers of the desk act from;
 * what is dated later of the same lever, and what holds in some places, is moved too.
 */

import { withChange } from "../../../ui/state.js";

/**
 * Return of each lever { parameter, now, moves, absent, byWaves }: its present value; the moves away from it,
 * { to, settings }; what it needs and is 0 in every month; whether the scenario's waves say it.
 */
export function leversOf(app, which) {
  return app.card.parameters.filter((one) => one.kind === "lever").map((parameter) => {
    const said = app.valueAt(which, parameter.name, parameter.dated ? app.state.month : 0);
    const now = parameter.unit === "month" ? Math.min(said, app.months) : said; // after the run is after the run
    const absent = app.engine.absentFor(app.settings(which), parameter.name);
    const byWaves = app.isSaidByWaves(which, parameter.name);
    const moves = absent.length || byWaves ? [] : endsOf(app, which, parameter).filter((to) => to !== now)
      .map((to) => ({ parameter, to, settings: movedTo(app, which, parameter, to) }))
      .filter(({ settings }) => !app.engine.check(settings).length);
    return { parameter, now, moves, absent, byWaves };
  });
}

/** Return where a lever is moved to: the ends of its range, as far as the run goes; of choices, each other one. */
function endsOf(app, which, { name, low, high, unit, choices }) {
  if (choices.length) return choices.filter((choice) => choice !== "named"); // naming networks takes a file
  if (name === "mentoring_start") return [0, Math.min(app.valueAt(which, "mentoring_end", 0), app.months)];
  if (name === "mentoring_end") return [app.valueAt(which, "mentoring_start", 0), app.months];
  return unit === "month" ? [low, Math.min(high, app.months)] : [low, high];
}

/** Return the settings of a case with a lever moved, wherever and whenever it is said from there on. */
function movedTo(app, which, { name, dated }, value) {
  const settings = { ...app.settings(which), by: "none" };
  if (!dated) return { ...settings, values: { ...settings.values, [name]: value } };
  const from = app.state.month;
  const later = app.engine.changesOf(settings).filter((one) => one.name === name && (one.where || one.month > from));
  const moved = [{ month: from }, ...later].map(({ month, where }) => ({ name, month: Math.max(month, from), value, ...(where && { where }) }));
  return { ...settings, changes: moved.reduce(withChange, settings.changes) };
}
