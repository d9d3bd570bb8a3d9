/** Lessons: predict, then see. The list, one lesson step by step, and the teacher's page. */

import { createKeeping } from "../../class/keeping.js";
import { loadClass, loadLessonCheck } from "../../engine/assets.js";
import { field, fill, h } from "../../ui/dom.js";
import { fileOf, isOwn } from "../../ui/link.js";
import { START } from "../../ui/state.js";
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
/** What is made of a lesson for a class and on paper; of these, a pupil may see the own work alone. */
const SHEETS = { class: "collect", worksheet: "worksheet", handin: "handin", key: "answerKey" };
const FOR_PUPILS = ["handin"];

function mount(root, app) {
  let shown = null;
  let step = null;
  let keeping = null;

  const placeOf = ({ lesson, step: place }) => [lesson, place].join();

  function draw(focus = false) {
    const lesson = app.lessons.find((one) => one.id === app.state.lesson);
    const { step: place } = app.state;
    shown = placeOf(app.state);
    leave();
    keeping = createKeeping(app, place === "class" ? "kept.class" : "kept");
    if (!lesson && isOwn(app.state.lesson ?? "")) drawMissing(fileOf(app.state.lesson));
    else if (!lesson) drawList();
    else if (place === "end") drawEnd(lesson);
    else if (SHEETS[place]) drawSheet(lesson, place, focus);
    else drawLesson(lesson, Math.min(place, lesson.steps.length) - 1);
    if (focus) (root.querySelector("#step-title") ?? root).focus({ preventScroll: true });
  }

  function leave() {
    step?.leave?.();
    step = null;
    keeping?.stop();
  }

  const go = (place) => app.set({ step: place });

  function drawList() {
    const items = app.lessons.map((lesson) =>
      h("li", {}, h("h2", {}, said(lesson.title)), h("p", {}, said(lesson.question)), nameOfIdea(app, lesson),
        h("p", { class: "says" }, app.text("lesson.minutes", { n: lesson.minutes }), app.works.of(lesson) ? ` · ${app.text("lesson.begun")}` : null),
        h("button", { type: "button", id: `lesson-${lesson.id}`, class: "primary", onclick: () => app.set({ lesson: lesson.id, step: START.step }), "aria-label": app.text("lesson.start_of", { title: said(lesson.title) }) }, app.text("lesson.start"))));
    fill(root, h("h1", {}, app.text("view.lessons")), h("p", { class: "says" }, app.text("lesson.says")), pathsOf(app), h("ol", { class: "lesson-list" }, items), ownLesson(), keeping.node);
  }

  /** A lesson from a file that is not at hand: after the page was loaded again, or where a link was made elsewhere. */
  function drawMissing(file) {
    fill(root, h("h1", {}, file), h("div", { class: "notice", role: "alert", id: "own-missing" }, h("p", {}, h("strong", {}, app.text("own.missing_file", { file }))), h("p", {}, app.text("own.missing_says"))),
      h("div", { class: "lesson-tools" }, allLessons()), ownLesson(true), keeping.node);
  }

  /** A teacher's own lesson, from a file. */
  function ownLesson(open = false) {
    const says = h("div", { role: "alert", id: "own-problems" });
    const file = h("input", { type: "file", id: "own-lesson", accept: ".json,application/json", "aria-describedby": "own-problems", onchange: async () => {
      const [chosen] = file.files;
      if (!chosen) return;
      const lessonOf = await loadLessonCheck();
      const { lesson, problems } = await lessonOf(chosen, app.card, app.engine);
      file.value = ""; // so that the same file, mended, can be chosen again
      if (problems.length) return fill(says, problemsOf(chosen.name, problems));
      app.lessons = [...app.lessons.filter((one) => one.id !== lesson.id), lesson];
      app.works.keepFile(chosen.name, await chosen.text());
      if (app.state.lesson === lesson.id) draw();
      else app.set({ lesson: lesson.id, step: START.step });
    } });
    return h("details", { class: "own", open }, h("summary", { id: "own" }, app.text("own.title")),
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

  function drawLesson(lesson, place) {
    const asked = lesson.steps[place];
    const heading = h("h2", { id: "step-title", tabindex: "-1" }, app.text("lesson.step", { n: place + 1, of: lesson.steps.length }));
    const holder = h("div", { class: "step", "data-kind": asked.kind, "data-step": place });
    const isLast = place + 1 === lesson.steps.length;
    const next = h("button", { type: "button", id: "next-step", class: "primary", disabled: true, onclick: () => go(isLast ? "end" : place + 2) },
      app.text(isLast ? "lesson.finish" : "lesson.next"));
    const back = h("button", { type: "button", id: "back-step", disabled: place === 0, onclick: () => go(place) }, app.text("lesson.back"));
    const teacher = teacherPage(lesson);
    fill(root,
      h("h1", {}, said(lesson.title)),
      lesson.file ? h("p", { class: "says", id: "own-says" }, app.text("own.in_no_link", { file: lesson.file })) : null,
      h("div", { class: "lesson-tools" }, allLessons(), teacher.buttons),
      teacher.node, oldWork(lesson), heading, holder, h("div", { class: "lesson-tools step-bar" }, back, next), handing(lesson, place), keeping.node);
    step = STEPS[asked.kind](app, holder, asked, lesson, () => (next.disabled = false), app.works.at(lesson, place));
    requestAnimationFrame(() => heading.scrollIntoView()); // once the shell has put a new view to its top
  }

  const allLessons = () => h("button", { type: "button", id: "all-lessons", onclick: () => app.set({ lesson: null, step: START.step }) }, app.text("lesson.all"));

  /** What was predicted in another version of the lesson is not shown as if it fitted this one. */
  const oldWork = (lesson) => (app.works.isOld(lesson) ? h("p", { class: "notice", id: "old-work", role: "note" }, app.text("kept.old")) : null);

  /** What hands a prediction in: made when it is opened. */
  function handing(lesson, place = null) {
    const holder = h("div", { id: "hand-in" });
    const details = h("details", { class: "own", open: place === null, ontoggle: () => details.open && fillIn() }, h("summary", { id: "hand-in-open" }, app.text("code.title")), holder);
    let stop = null;
    async function fillIn() {
      const { handIn } = await loadClass();
      stop ??= handIn(app, lesson, holder, place);
    }
    if (place === null) fillIn();
    return details;
  }

  function drawEnd(lesson) {
    const following = app.lessons[app.lessons.indexOf(lesson) + 1];
    const heading = h("h2", { id: "step-title", tabindex: "-1" }, app.text("lesson.end"));
    fill(root, h("h1", {}, said(lesson.title)), heading,
      h("div", { class: "step", "data-kind": "end" }, paragraphs(app, lesson.end), ideaOfLesson(app, lesson), h("p", { class: "says" }, app.text("lesson.honest"))),
      handing(lesson),
      h("div", { class: "lesson-tools" },
        allLessons(),
        h("button", { type: "button", id: "back-step", onclick: () => go(lesson.steps.length) }, app.text("lesson.back")),
        h("button", { type: "button", id: "again", onclick: () => { app.works.again(lesson); go(START.step); } }, app.text("lesson.again")),
        h("button", { type: "button", id: "to-desk", onclick: () => app.set({ view: "desk", a: caseOf(lesson) }) }, app.text("lesson.to_desk")),
        following ? h("button", { type: "button", id: "next-lesson", class: "primary", onclick: () => app.set({ lesson: following.id, step: START.step }) }, app.text("lesson.following", { title: said(following.title) })) : null),
      keeping.node);
  }

  /** Return the worlds of a lesson as a case of the desk. */
  function caseOf(lesson) {
    const { scenario = "baseline", values = {}, changes = [] } = lesson.worlds;
    return { scenario, values, changes };
  }

  /** What a class handed in, or a sheet of paper; where answers are out of sight, what opens them. */
  function drawSheet(lesson, place, focus) {
    const holder = h("div", { class: "sheet" });
    const isShut = app.door.isShut(app.state) && !FOR_PUPILS.includes(place);
    fill(root, h("h1", { class: "screen" }, said(lesson.title)), h("div", { class: "lesson-tools screen" }, allLessons(),
      h("button", { type: "button", id: "to-lesson", onclick: () => go(START.step) }, app.text("lesson.to_lesson"))), holder, place === "class" && !isShut ? keeping.node : null);
    if (isShut) return fill(holder, doorOf());
    let isGone = false;
    const own = { leave: () => (isGone = true), redraw: null };
    step = own;
    loadClass().then((made) => {
      if (isGone) return;
      Object.assign(own, made[SHEETS[place]](app, lesson, holder));
      if (focus) holder.querySelector("#step-title").focus();
    });
  }

  /** What asks for the teacher's word. */
  function doorOf() {
    if (!app.door.hasWord(app.state)) return h("p", { class: "notice good" }, app.text("door.no_word"));
    const word = h("input", { type: "password", id: "word", autocomplete: "off" });
    const says = h("p", { role: "alert", id: "word-says" });
    return h("form", { class: "door", onsubmit: (event) => {
      event.preventDefault();
      if (app.door.open(word.value, app.state)) draw(true);
      else fill(says, app.text("door.wrong"));
    } }, field(app.text("door.word"), word), h("div", { class: "desk-tools" }, h("button", { type: "submit", id: "word-open" }, app.text("door.open"))), says);
  }

  function teacherPage(lesson) {
    if (app.door.isShut(app.state)) {
      const holder = h("div", { id: "door", hidden: true });
      const button = h("button", { type: "button", id: "door-open", "aria-expanded": "false", "aria-controls": "door", onclick: () => {
        holder.hidden = !holder.hidden;
        button.setAttribute("aria-expanded", String(!holder.hidden));
      } }, app.text("door.title"));
      fill(holder, doorOf());
      return { node: holder, buttons: [button] };
    }
    const { teacher } = lesson;
    const list = (items) => h("ul", {}, items.map((item) => h("li", {}, said(item))));
    const sheet = (place) => h("button", { type: "button", id: `to-${place}`, onclick: () => go(place) }, app.text(`sheet.${place}`));
    const links = h("div", { id: "links" });
    const node = h("section", { class: "teacher", id: "teacher-page", "aria-labelledby": "teacher-title", hidden: true },
      h("h2", { id: "teacher-title" }, app.text("teacher.title")),
      h("div", { class: "desk-tools" }, ["class", "worksheet", "key"].map(sheet)),
      h("p", {}, h("strong", {}, app.text("teacher.time")), " ", said(teacher.time)),
      h("p", {}, h("strong", {}, app.text("teacher.goal")), " ", said(teacher.goal)),
      h("h3", {}, app.text("teacher.questions")), list(teacher.questions),
      h("h3", {}, app.text("teacher.mistakes")), list(teacher.mistakes),
      h("h3", {}, app.text("teacher.answers")), list(teacher.answers), links);
    const button = h("button", {
      type: "button", id: "teacher", "aria-expanded": "false", "aria-controls": "teacher-page",
      onclick: async () => {
        node.hidden = !node.hidden;
        button.setAttribute("aria-expanded", String(!node.hidden));
        if (!node.hidden) (await loadClass()).linksFor(app, lesson, links);
      },
    }, app.text("teacher.open"));
    return { node, buttons: [button] };
  }

  draw();
  return {
    update(change) {
      if (change.state && placeOf(app.state) !== shown) draw(true);
      else if (change.state) step?.redraw?.();
    },
    unmount: leave,
  };
}
