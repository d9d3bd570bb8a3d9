/** Shell: what stands around every view: title, language, views, the honest banner, problems, the status line. */

import { fill, h } from "./dom.js";
import { VIEWS } from "./state.js";
import { LANGUAGES } from "./words.js";

export function createShell(app, views, root) {
  const live = h("p", { class: "unseen", role: "status", "aria-live": "polite", id: "live" });
  const header = h("header");
  const notices = h("div", { class: "notices" });
  const main = h("main", { id: "main", tabindex: "-1" });
  const footer = h("footer");
  const skip = h("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); main.focus(); } });
  root.append(skip, header, notices, main, footer, live);
  let shown = null;
  let mounted = null;
  let framed = "";

  function drawFrame() {
    const { state } = app;
    const frame = [state.language, state.view, state.big].join();
    if (frame === framed) return;
    framed = frame;
    document.documentElement.lang = state.language;
    document.documentElement.classList.toggle("big", state.big);
    document.title = `${app.text(`view.${state.view}`)} · ${app.text("title")}`;
    skip.textContent = app.text("skip");
    fill(
      header,
      h("div", { class: "masthead" }, h("p", { class: "name" }, app.text("title")), h("p", { class: "ask" }, app.text("ask")), tools()),
      navigation(),
      h("p", { class: "banner", role: "note" }, h("strong", {}, app.text("banner.strong")), " ", app.text("banner.rest")),
    );
  }

  function tools() {
    const { state } = app;
    const language = Object.entries(LANGUAGES).map(([code, name]) =>
      h("button", {
        type: "button", lang: code, id: `language-${code}`, "aria-pressed": String(state.language === code),
        onclick: () => app.set({ language: code }),
      }, name));
    const big = h("button", {
      type: "button", id: "big", "aria-pressed": String(state.big), onclick: () => app.set({ big: !app.state.big }),
    }, app.text("big"));
    return h("div", { class: "tools" }, h("div", { role: "group", "aria-label": app.text("language"), class: "joined" }, language), big);
  }

  function navigation() {
    const items = VIEWS.filter((id) => views[id]).map((id) =>
      h("li", {}, h("button", {
        type: "button", id: `view-${id}`, "aria-current": app.state.view === id ? "page" : null,
        onclick: () => app.set({ view: id }),
      }, app.text(`view.${id}`))));
    return h("nav", { "aria-label": app.text("views") }, h("ul", {}, items));
  }

  function drawNotices() {
    if (!app.linkProblems.length) return fill(notices);
    const why = app.linkProblems.slice(0, 5).map(({ key, parts }) => h("li", {}, app.text(key, parts)));
    fill(notices, h("div", { class: "notice", role: "alert", id: "link-problems" },
      h("p", {}, h("strong", {}, app.text("link.refused"))), h("ul", {}, why),
      h("button", { type: "button", id: "dismiss", onclick: () => { app.linkProblems = []; fill(notices); main.focus(); } }, app.text("dismiss"))));
  }

  function drawView(again) {
    const { view } = app.state;
    if (shown === view && !again) return;
    mounted?.unmount?.();
    fill(main);
    main.className = `view view-${view}`;
    shown = view;
    mounted = views[view].mount(main, app);
    if (again) window.scrollTo(0, 0);
  }

  function drawStatus() {
    const { state, results, card } = app;
    const { view } = state;
    const done = results.a?.replicates ?? 0;
    const sets = card.plausible?.sets.length ?? 0;
    const parts = { seed: state.seed, done, of: results.a?.of ?? 0, sets, size: app.text(`size.${state.size}`), teams: card.sizes[state.size].teams };
    const uncertainty = state.uncertainty === "plausible" && sets ? "status.plausible" : "status.default";
    fill(footer,
      h("p", {}, app.text(view === "desk" ? "status.runs" : "status.seed", parts), " · ", app.text(uncertainty, parts), " · ", app.text("status.size", parts)),
      h("p", {}, app.text("status.model"), " ", h("code", {}, card.model.slice(0, 12)), ` · ${app.text("status.release", { release: card.release })}`));
  }

  /** Say something to those who listen to the page. */
  app.say = (text) => {
    if (live.textContent !== text) live.textContent = text;
  };

  app.on((change) => {
    if (change.state) {
      const focused = document.activeElement?.id;
      drawFrame();
      drawNotices();
      if (change.language || change.view) drawView(true);
      if (focused && (header.contains(document.activeElement) || document.activeElement === document.body))
        document.getElementById(focused)?.focus({ preventScroll: true });
    }
    mounted?.update?.(change);
    drawStatus();
  });
}
