/** Waiting: says that a world is being run, for how long by now, and lets one call it off or ask again. */

import { fill, h } from "../../ui/dom.js";

const SECOND = 1000;

/** Return { node, begin(teams), end(), stopped() }. */
export function createWaiting(app, { onCancel, onAgain }) {
  const told = h("p", { role: "status", id: "map-waiting" });
  const since = h("p", { class: "says" });
  const bar = h("progress", { "aria-label": app.text("map.running") });
  const cancel = h("button", { type: "button", id: "map-cancel", onclick: () => onCancel() }, app.text("map.cancel"));
  const again = h("button", { type: "button", id: "map-again", onclick: () => onAgain() }, app.text("map.again"));
  const node = h("div", { class: "map-waiting", hidden: true }, told, bar, since, cancel, again);
  let timer = 0;

  function show(running) {
    clearInterval(timer);
    const focused = node.contains(document.activeElement);
    for (const one of [bar, since, cancel]) one.hidden = !running;
    again.hidden = running;
    node.hidden = false;
    if (focused) (running ? cancel : again).focus();
  }

  return {
    node,
    begin(teams) {
      const began = performance.now();
      const tick = () => fill(since, app.text("map.waited", { n: app.voice.number((performance.now() - began) / SECOND, 0) }));
      show(true);
      fill(told, app.text("map.waiting", { teams: app.voice.number(teams, 0) }));
      tick();
      timer = setInterval(tick, SECOND);
    },
    stopped(why) {
      show(false);
      fill(told, why ? app.text("map.failed", { why }) : app.text("map.stopped"));
    },
    /** Return whether somebody stood here, who now needs another place. */
    end() {
      clearInterval(timer);
      const focused = node.contains(document.activeElement);
      node.hidden = true;
      fill(told);
      return focused;
    },
  };
}
