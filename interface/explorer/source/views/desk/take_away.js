/** Take away: the link, the commands, and the files. */

import { h } from "../../ui/dom.js";
import { commandOfMany, download, exportRuns, fileName, scenarioToml } from "./exports.js";

/** Return { node, update }; `caseOf` says whose scenario and commands they are. */
export function createTakeAway(app, caseOf) {
  const line = (id, label) => {
    const input = h("input", { type: "text", id, readonly: true, spellcheck: "false", onfocus: () => input.select() });
    return { input, node: h("div", { class: "field wide" }, h("label", { for: id }, label), input) };
  };
  const link = line("link", app.text("take.link"));
  const many = line("command-many", app.text("take.many"));
  const one = line("command-one", app.text("take.one"));
  const button = (id, act) => h("button", { type: "button", id, onclick: act }, app.text(`take.${id}`));
  const node = h("section", { class: "take", "aria-labelledby": "take-title" },
    h("h3", { id: "take-title" }, app.text("take.title")),
    link.node, h("p", { class: "says" }, app.text("take.link_says")), many.node, one.node,
    h("p", { class: "says" }, app.text("take.command_says", { scenario: app.state.quo })),
    h("div", { class: "desk-tools" }, button("runs", () => exportRuns(app)), button("toml", () => download(fileName(app, "scenario", "toml"), scenarioToml(app, caseOf()), "application/toml"))));
  function update() {
    link.input.value = app.link;
    const settings = app.settings(caseOf());
    many.input.value = commandOfMany(app, caseOf(), app.results.a?.of ?? 400);
    one.input.value = app.engine.command(settings, { seed: app.state.seed, replicate: 0 });
    for (const { node: line_, input } of [many, one]) line_.hidden = !input.value;
  }
  return { node, update };
}
