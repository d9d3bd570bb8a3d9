/** Shell: what stands around every view: title, language, views, the honest banner, problems, the status line. */

import { fill, h } from "./dom.js";
import { createOpener } from "./opener.js";
import { VIEWS } from "./state.js";
import { LANGUAGES } from "./words.js";

/** So many problems are told at once. */
const MOST = 5;

export function createShell(app, views, root) {
  const live = h("p", { class: "unseen", role: "status", "aria-live": "polite", id: "live" });
  const header = h("header");
  const notices = h("div", { class: "notices" });
  const trouble = h("div", { class: "notices", role: "alert", id: "trouble" });
  const opener = createOpener(app);
  app.chooseFile = opener.choose;
  const main = h("main", { id: "main", tabindex: "-1" });
  const footer = h("footer");
  const skip = h("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); main.focus(); } });
  root.append(skip, header, notices, trouble, opener.node, main, footer, live);
  let shown = null;
  let mounted = null;
  let framed = "";
  let said = [];

  function drawFrame() {
    const { state } = app;
    const frame = [state.language, state.view, state.big].join();
    if (frame === framed) return;
    framed = frame;
    document.documentElement.lang = state.language;
    document.documentElement.classList.toggle("big", state.big);
    const draft = app.card.draft[state.language];
    document.title = `${draft ? `${draft} ` : ""}${app.text(`view.${state.view}`)} · ${app.text("title")}`;
    skip.textContent = app.text("skip");
    fill(
      header,
      h("div", { class: "masthead" }, h("p", { class: "name" }, app.text("title")), h("p", { class: "ask" }, app.text("ask")), tools()),
      navigation(),
      h("p", { class: "banner", role: "note" }, h("strong", {}, app.text("banner.strong")), " ", app.text("banner.rest")),
      draft ? h("p", { class: "notice", role: "note", id: "draft" }, h("strong", {}, draft)) : null,
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

  /** What is to be said of the link that was opened, with the link, so that it can be copied or mended. */
  function drawNotices() {
    const { doubt } = app;
    const saying = doubt && [app.state.language, doubt];
    if (saying?.every((part, i) => part === said[i]) ?? !said.length) return;
    said = saying ?? [];
    if (!doubt) return fill(notices);
    const { problems } = doubt;
    const why = problems.slice(0, MOST).map(({ key, parts }) => h("li", {}, app.text(key, parts)));
    if (problems.length > MOST) why.push(h("li", {}, app.text("problems.more", { n: problems.length - MOST })));
    const arrived = h("input", { type: "text", id: "link-arrived", value: doubt.link, spellcheck: "false", autocomplete: "off" });
    fill(notices, h("div", { class: "notice" },
      h("div", { role: "alert", id: "link-problems" },
        h("p", {}, h("strong", {}, app.text(problems.length ? "link.refused" : "link.unchecked"))), why.length ? h("ul", {}, why) : h("p", {}, app.text("link.unchecked_says"))),
      h("form", { class: "field wide", onsubmit: (event) => { event.preventDefault(); app.open(arrived.value); } },
        h("label", { for: "link-arrived" }, app.text("link.arrived")), arrived,
        h("div", { class: "desk-tools" },
          h("button", { type: "submit", id: "open-link" }, app.text("link.open")),
          h("button", { type: "button", id: "dismiss", onclick: () => { app.dismiss(); main.focus(); } }, app.text("dismiss"))))));
  }

  function drawTrouble() {
    fill(trouble, app.trouble && h("p", { class: "notice" }, h("strong", {}, app.text("trouble.title")), " ", app.text("trouble.says", { why: app.trouble })));
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
    const parts = { seed: state.seed, done, of: results.a?.of ?? 0, sets, size: app.sizeName(state.size), teams: card.sizes[state.size].teams };
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
      drawTrouble();
      if (change.language || change.view) drawView(true);
      if (focused && (header.contains(document.activeElement) || document.activeElement === document.body))
        document.getElementById(focused)?.focus({ preventScroll: true });
    }
    mounted?.update?.(change);
    drawStatus();
  });
}
