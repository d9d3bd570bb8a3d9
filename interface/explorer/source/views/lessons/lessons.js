/** Lessons: predict, then see. The list, one lesson step by step, and the teacher's page. */

import { loadLessonCheck } from "../../engine/assets.js";
import { field, fill, h } from "../../ui/dom.js";
import { looksOf } from "../../ui/looks.js";
import { compareStep } from "./compare.js";
import { cutStep, explainStep } from "./cut.js";
import { findStep } from "./find.js";
import { ideaOfLesson, nameOfIdea } from "./idea.js";
import { paragraphs } from "./laid.js";
import { pathsOf } from "./paths.js";
import { chooseStep, readStep, regimeStep, sketchStep } from "./steps.js";

export const view = { id: "lessons", mount };

/** So many problems of a file are told at once. */
const MOST = 12;
const STEPS = { read: readStep, sketch: sketchStep, choose: chooseStep, regime: regimeStep, find: findStep, compare: compareStep, cut: cutStep, explain: explainStep };

function mount(root, app) {
  let shown = null;
  let step = null;
  const looks = looksOf(app, "lessons", { lesson: null, place: 0 });

  function draw() {
    const lesson = app.lessons.find((one) => one.id === app.state.lesson);
    shown = app.state.lesson;
    step?.leave?.();
    step = null;
    if (lesson) drawLesson(lesson, looks.lesson === lesson.id ? looks.place : 0, false);
    else {
      looks.lesson = null;
      drawList();
    }
  }

  function drawList() {
    const items = app.lessons.map((lesson) =>
      h("li", {}, h("h2", {}, said(lesson.title)), h("p", {}, said(lesson.question)), nameOfIdea(app, lesson),
        h("p", { class: "says" }, app.text("lesson.minutes", { n: lesson.minutes })),
        h("button", { type: "button", id: `lesson-${lesson.id}`, class: "primary", onclick: () => app.set({ lesson: lesson.id }), "aria-label": app.text("lesson.start_of", { title: said(lesson.title) }) }, app.text("lesson.start"))));
    fill(root, h("h1", {}, app.text("view.lessons")), h("p", { class: "says" }, app.text("lesson.says")), pathsOf(app), h("ol", { class: "lesson-list" }, items), ownLesson());
  }

  /** A teacher's own lesson, from a file. */
  function ownLesson() {
    const says = h("div", { role: "alert", id: "own-problems" });
    const file = h("input", { type: "file", id: "own-lesson", accept: ".json,application/json", "aria-describedby": "own-problems", onchange: async () => {
      const [chosen] = file.files;
      if (!chosen) return;
      const lessonOf = await loadLessonCheck();
      const { lesson, problems } = await lessonOf(chosen, app.card, app.engine);
      file.value = ""; // so that the same file, mended, can be chosen again
      if (problems.length) return fill(says, problemsOf(chosen.name, problems));
      app.lessons = [...app.lessons.filter((one) => one.id !== lesson.id), lesson];
      app.set({ lesson: lesson.id });
    } });
    return h("details", { class: "own" }, h("summary", { id: "own" }, app.text("own.title")),
      field(app.text("own.choose"), file), h("p", { class: "says" }, app.text("own.says")), says);
  }

  /** What is wrong with a file, each with its line and place. */
  function problemsOf(file, problems) {
    const told = problems.slice(0, MOST).map(({ key, parts, line, path }) => {
      const why = app.text(key, parts);
      const place = path ? app.text("own.place", { line, path }) : line ? app.text("own.line", { line }) : null;
      return h("li", {}, place ? h("b", {}, `${place}: `) : null, why);
    });
    if (problems.length > MOST) told.push(h("li", {}, app.text("problems.more", { n: problems.length - MOST })));
    return h("div", { class: "notice" }, h("p", {}, h("strong", {}, app.text("own.refused", { file }))), h("ul", {}, told));
  }

  const said = (words) => words[app.state.language];

  function drawLesson(lesson, place, focus) {
    step?.leave?.();
    Object.assign(looks, { lesson: lesson.id, place });
    const asked = lesson.steps[place];
    const heading = h("h2", { id: "step-title", tabindex: "-1" }, app.text("lesson.step", { n: place + 1, of: lesson.steps.length }));
    const holder = h("div", { class: "step", "data-kind": asked.kind, "data-step": place });
    const next = h("button", { type: "button", id: "next-step", class: "primary", disabled: true, onclick: () => go(place + 1) },
      app.text(place + 1 < lesson.steps.length ? "lesson.next" : "lesson.finish"));
    const back = h("button", { type: "button", id: "back-step", disabled: place === 0, onclick: () => go(place - 1) }, app.text("lesson.back"));
    const teacher = teacherPage(lesson);
    fill(root,
      h("h1", {}, said(lesson.title)),
      lesson.file ? h("p", { class: "says", id: "own-says" }, app.text("own.in_no_link", { file: lesson.file })) : null,
      h("div", { class: "lesson-tools" },
        h("button", { type: "button", id: "all-lessons", onclick: () => app.set({ lesson: null }) }, app.text("lesson.all")), teacher.button),
      teacher.node, heading, holder, h("div", { class: "lesson-tools step-bar" }, back, next));
    function go(to) {
      if (to < lesson.steps.length) drawLesson(lesson, to, true);
      else drawEnd(lesson);
    }
    step = STEPS[asked.kind](app, holder, asked, lesson, () => (next.disabled = false));
    requestAnimationFrame(() => heading.scrollIntoView()); // once the shell has put a new view to its top
    if (focus) heading.focus({ preventScroll: true });
  }

  function drawEnd(lesson) {
    step?.leave?.();
    step = null;
    looks.lesson = null; // gone through: next time from its beginning
    const place = app.lessons.indexOf(lesson);
    const following = app.lessons[place + 1];
    const heading = h("h2", { id: "step-title", tabindex: "-1" }, app.text("lesson.end"));
    fill(root, h("h1", {}, said(lesson.title)), heading,
      h("div", { class: "step", "data-kind": "end" }, paragraphs(app, lesson.end), ideaOfLesson(app, lesson), h("p", { class: "says" }, app.text("lesson.honest"))),
      h("div", { class: "lesson-tools" },
        h("button", { type: "button", id: "all-lessons", onclick: () => app.set({ lesson: null }) }, app.text("lesson.all")),
        h("button", { type: "button", id: "to-desk", onclick: () => app.set({ view: "desk", a: caseOf(lesson) }) }, app.text("lesson.to_desk")),
        following ? h("button", { type: "button", id: "next-lesson", class: "primary", onclick: () => app.set({ lesson: following.id }) }, app.text("lesson.following", { title: said(following.title) })) : null));
    heading.focus();
  }

  /** Return the worlds of a lesson as a case of the desk. */
  function caseOf(lesson) {
    const { scenario = "baseline", values = {}, changes = [] } = lesson.worlds;
    return { scenario, values, changes };
  }

  function teacherPage(lesson) {
    const { teacher } = lesson;
    const list = (items) => h("ul", {}, items.map((item) => h("li", {}, said(item))));
    const node = h("section", { class: "teacher", id: "teacher-page", "aria-labelledby": "teacher-title", hidden: true },
      h("h2", { id: "teacher-title" }, app.text("teacher.title")),
      h("p", {}, h("strong", {}, app.text("teacher.time")), " ", said(teacher.time)),
      h("p", {}, h("strong", {}, app.text("teacher.goal")), " ", said(teacher.goal)),
      h("h3", {}, app.text("teacher.questions")), list(teacher.questions),
      h("h3", {}, app.text("teacher.mistakes")), list(teacher.mistakes),
      h("h3", {}, app.text("teacher.answers")), list(teacher.answers));
    const button = h("button", {
      type: "button", id: "teacher", "aria-expanded": "false", "aria-controls": "teacher-page",
      onclick: () => { node.hidden = !node.hidden; button.setAttribute("aria-expanded", String(!node.hidden)); },
    }, app.text("teacher.open"));
    return { node, button };
  }

  draw();
  return {
    update(change) {
      if (change.state && app.state.lesson !== shown) { draw(); root.focus(); }
      else if (change.state) step?.redraw?.();
    },
    unmount: () => step?.leave?.(),
  };
}
