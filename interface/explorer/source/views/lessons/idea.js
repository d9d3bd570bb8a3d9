/** Idea: what a lesson teaches beyond its case: its idea by name, how it works, and where pupils have seen it themselves. */

import { h } from "../../ui/dom.js";
import { paragraphs } from "./laid.js";

/** Return what stands at the end of a lesson beside what to take along; nothing where a lesson of one's own says none. */
export function ideaOfLesson(app, { idea, transfer }) {
  return [
    idea ? h("section", { class: "idea", id: "idea-of-lesson" }, h("h3", {}, app.text("idea.title", { name: idea.name[app.state.language] })), paragraphs(app, idea.text)) : null,
    transfer ? h("section", { class: "idea", id: "transfer" }, h("h3", {}, app.text("idea.transfer")), paragraphs(app, transfer)) : null,
  ];
}

/** Return the name of a lesson's idea, for the list of lessons. */
export const nameOfIdea = (app, { idea }) => (idea ? h("p", { class: "idea-name" }, app.text("idea.title", { name: idea.name[app.state.language] })) : null);
