/** Versions: what tells one lesson from another, and the same lesson from what it was. */

import { Sha256 } from "../engine/digest.js";

/** What a work and a code are made of changes with this. */
const FORM = 1;

const digestOf = (said) => new Sha256().update(new TextEncoder().encode(JSON.stringify(said))).hex();

/** Return what a lesson is known by: its id; one from a file, which anybody may call otherwise, by its title. */
export const nameOf = (lesson) => (lesson.file ? `own: ${lesson.title.en}, ${lesson.title.es}` : lesson.id);

/** Return a digest of a lesson's name. */
export const keyOf = (lesson) => digestOf(nameOf(lesson));

const versions = new WeakMap();

/** Return a digest of all that a prediction depends on: what is asked, of which worlds, of which model. */
export function versionOf(lesson, card) {
  if (!versions.has(lesson)) versions.set(lesson, digestOf([FORM, card.model, lesson.worlds, lesson.steps]));
  return versions.get(lesson);
}

/** Return a digest of the worlds that answer: their size, their seed and what is uncertain in them. */
export const worldsOf = ({ size, seed, uncertainty }) => digestOf([size, seed, uncertainty]);
