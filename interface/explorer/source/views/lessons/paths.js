/** Paths: ways through the lessons for a class of fifty minutes, and for four of them. */

import { h } from "../../ui/dom.js";

/** Each class: minutes of what is done. A part is a lesson and the last of its steps that are walked, or talk of the class. */
export const PATHS = {
  short: [
    [{ talk: "begin", minutes: 5 }, { lesson: "1-screening-not-antenatal", to: 4, minutes: 14 }, { lesson: "2-the-bubble", to: 4, minutes: 16 }, { lesson: "5-mentoring-leaves", to: 2, minutes: 9 }, { talk: "end", minutes: 6 }],
  ],
  long: [
    [{ lesson: "1-screening-not-antenatal", minutes: 25 }, { lesson: "3-shielding", minutes: 20 }, { talk: "end", minutes: 5 }],
    [{ lesson: "2-the-bubble", minutes: 30 }, { lesson: "5-mentoring-leaves", to: 3, minutes: 15 }, { talk: "end", minutes: 5 }],
    [{ lesson: "4-theatre", minutes: 25 }, { lesson: "6-tipping-point", to: 4, minutes: 20 }, { talk: "end", minutes: 5 }],
    [{ lesson: "7-rules-without-coaching", minutes: 15 }, { lesson: "8-where-coaches-work", minutes: 20 }, { talk: "loop", minutes: 15 }],
  ],
};

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
