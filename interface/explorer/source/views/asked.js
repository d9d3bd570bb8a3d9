/** Asked: what a view shows, in a line: the scenario and what was changed in it, the size; and the way to change it. */

import { fill, h } from "../ui/dom.js";
import { setsOf } from "../ui/state.js";

/** Return { node, update(which) }. */
export function createAsked(app) {
  const told = h("span");
  const change = h("button", { type: "button", id: "asked-change", onclick: () => toDesk() }, app.text("asked.to_desk"));
  const node = h("p", { class: "asked-line" }, told, " ", change);

  function toDesk() {
    app.set({ view: "desk" });
    document.getElementById("scenario-a")?.focus();
  }

  function update(which) {
    const { state, card } = app;
    const changed = setsOf(state[which]).length;
    const assumed = Object.keys(state.assume).length;
    const { teams } = card.sizes[state.size];
    fill(told,
      `${app.text("asked.scenario")} `, h("strong", {}, app.scenarioName(state[which].scenario)),
      changed ? ` ${app.text("case.n_changes", { n: changed })}` : null,
      assumed ? ` · ${app.text("asked.assumed", { n: assumed })}` : null,
      ` · ${app.text("status.size", { size: app.sizeName(state.size), teams: app.voice.number(teams, 0) })}`);
  }

  return { node, update };
}
