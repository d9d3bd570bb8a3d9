/** Regimes: in how many worlds each comes about, as a bar and in words; what is said of them is the card's. */

import { h } from "./dom.js";
import { ON_REGIME, REGIMES } from "./palette.js";

/** Shares of a bar below this have no room for their number. */
const ROOM = 0.12;

/** Return in how many worlds there is a regime at all. */
export function worldsWith(app, counts) {
  return app.card.regimes.reduce((sum, regime) => sum + counts[regime], 0);
}

/** Return the regimes that come about in some world. */
export function livingRegimes(app, counts) {
  return app.card.regimes.filter((regime) => counts[regime]);
}

/** Return what a regime, or a flag, means, with the thresholds that the model judges by. */
export function meaningOf(app, key) {
  return app.text(`measure.${key}.meaning`);
}

export function regimeBar(app, counts) {
  const of = worldsWith(app, counts);
  return h("div", { class: "bar", "aria-hidden": "true" }, livingRegimes(app, counts).map((regime) => {
    const share = counts[regime] / of;
    return h("span", { style: `width:${100 * share}%;background:${REGIMES[regime]};color:${ON_REGIME[regime]}` },
      share > ROOM ? app.voice.ofHundred(counts[regime], of) : "");
  }));
}

/** Return the names of the regimes beside their colours: the key of bars that stand below each other. */
export function regimeKey(app) {
  return h("ul", { class: "shares regime-key", "aria-hidden": "true" }, app.card.regimes.map((regime) =>
    h("li", {}, h("i", { style: `background:${REGIMES[regime]}` }), h("span", {}, app.text(`measure.regime.${regime}.name`)))));
}

/** Return the regimes as items of a list, each with its share of worlds, as a bare number where asked; with what it means, if asked. */
export function regimeItems(app, counts, { explained = false, said = (n) => app.text("answers.n", { n }) } = {}) {
  const of = worldsWith(app, counts);
  return app.card.regimes.map((regime) =>
    h("li", {}, h("i", { style: `background:${REGIMES[regime]}`, "aria-hidden": "true" }),
      h("span", {}, h("b", {}, app.text(`measure.regime.${regime}.name`)), ` ${said(app.voice.ofHundred(counts[regime], of))}`),
      explained ? h("small", {}, meaningOf(app, `regime.${regime}`)) : null));
}
