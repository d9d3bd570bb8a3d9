/** Stages: the steps by which the diagram is built up: which one is shown, what comes in with it, and the way to the others. */

import { fill, h } from "../../ui/dom.js";

/** Return { node, show(place) }; `onGo` hears of the place of the stage that is asked for. */
export function createStages(app, { onGo }) {
  const { stages, loops } = app.card;
  let now = 0;
  const step = (id, by) => h("button", { type: "button", id, onclick: () => onGo(now + by) }, app.text(`loops.stage.${by < 0 ? "back" : "next"}`));
  const [back, next] = [step("stage-back", -1), step("stage-next", 1)];
  const buttons = stages.map(({ name }, place) =>
    h("li", {}, h("button", { type: "button", id: `stage-${name}`, "aria-label": `${place + 1}. ${app.text(`loops.stage.${name}.name`)}`, onclick: () => onGo(place) }, String(place + 1))));
  const told = h("div", { role: "status", id: "stage-told" });
  const node = h("section", { class: "stages", "aria-label": app.text("loops.stage.title") },
    h("div", { class: "stage-tools" }, back, h("ol", {}, buttons), next), told);

  function show(place) {
    now = place;
    const stage = stages[place];
    back.disabled = place === 0;
    next.disabled = place === stages.length - 1;
    buttons.forEach((item, at) => (at === place ? item.firstChild.setAttribute("aria-current", "step") : item.firstChild.removeAttribute("aria-current")));
    const coming = loops.filter(({ name }) => stage.loops.includes(name)).map(({ name, number }) => `${number} ${app.text(`loops.${name}.name`)}`);
    fill(told, h("h2", {}, app.text("loops.stage.of", { n: place + 1, of: stages.length, name: app.text(`loops.stage.${stage.name}.name`) })),
      h("p", {}, app.text(`loops.stage.${stage.name}.says`)),
      h("p", { class: "says" }, coming.length ? app.text("loops.stage.loops", { loops: app.voice.list(coming) }) : null, " ",
        app.text("loops.stage.counts", { boxes: stage.boxes.length, arrows: stage.arrows.length, of: stages.at(-1).arrows.length })));
  }

  return { node, show };
}
