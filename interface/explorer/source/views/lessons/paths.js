/**
 * Paths: ways through the lessons for a class of fifty minutes, and for four of them. A part of a class is a lesson, up to
 * one of its steps where one is said, or talk of the class (paths.json).
 */

import { h } from "../../ui/dom.js";
import PATHS from "./paths.json";

/** Return the paths as a list: folded, for pupils need none of them. */
export function pathsOf(app) {
  const part = ({ lesson, to, talk, minutes }) => {
    const title = lesson ? app.lessons.find(({ id }) => id === lesson).title[app.state.language] : app.text(`paths.${talk}`);
    return h("li", {}, app.text(to ? "paths.steps" : "paths.part", { title, to, n: minutes }));
  };
  const hour = (parts, i, all) => [all.length > 1 ? h("p", {}, h("b", {}, app.text("paths.class", { n: i + 1 }))) : null, h("ol", {}, parts.map(part))];
  return h("details", { class: "paths" }, h("summary", { id: "paths" }, app.text("paths.title")),
    Object.entries(PATHS).map(([name, classes]) => h("section", {}, h("h2", {}, app.text(`paths.${name}`)), classes.map(hour))),
    h("p", { class: "says" }, app.text("paths.says")));
}
