/**
 * Works: what a pupil predicted, lesson by lesson and step by step; and what a teacher took in, the codes of a class.
 * They live as long as the page; where somebody says so, in the browser's storage too, from which they can be wiped; or
 * in a small file.
 *
 * A work: { version, pupil, name, worlds, answers, shown }. `answers` holds a list of numbers a step (answers.js) or null;
 * `shown`, whether the model's answer has been seen, after which a prediction can't be changed.
 */

import { gridsOf, isAnswer } from "./answers.js";
import { without } from "../ui/state.js";
import { nameOf, versionOf, worldsOf } from "./versions.js";

const KIND = "enabling-bubbles-predictions";
const PLACE = "enabling-bubbles-predictions";
/** So many signs has a file at most; one that the page itself has saved is opened again. */
export const LARGEST = 4_000_000;
/** A work of another version stays in the file and in the storage under this, when a new one is begun. */
const BEFORE = "before: ";
/** Pupils are told apart by a number, as two may predict the same; so many there are. */
export const PUPILS = 29 ** 3;
export const LONGEST_NAME = 8;
/** So long may the codes of a class be, as they are pasted: thousands of codes. */
export const LONGEST_TEXT = 200_000;

/** Return the browser's storage, null where it denies it: to some files, private windows and frames. */
export function storageOf(browser) {
  try {
    const { localStorage } = browser;
    localStorage.setItem(`${PLACE}-tried`, "1");
    localStorage.removeItem(`${PLACE}-tried`);
    return localStorage;
  } catch {
    return null;
  }
}

/** Return the pupil's number for a new work. */
const drawn = () => Math.floor(Math.random() * PUPILS);

export class Works {
  #works = {};
  #listeners = new Set();

  /** @param {{ card: any, storage: Storage | null, state?: () => any }} parts */
  constructor({ card, storage, state = () => ({}) }) {
    this.card = card;
    this.storage = storage;
    this.state = state;
    /** Whether works are in the storage. */
    this.isKept = false;
    /** Texts of lessons from files, by the name of the file, which are kept with the works. */
    this.files = {};
    /** Codes that a teacher took in, as they were pasted, by what their lesson is known by. */
    this.collected = {};
    /** What came of reading the storage: null, or a text's key. */
    this.trouble = null;
    this.#recall();
  }

  /** Be told of each change; returns how to stop. */
  on(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #recall() {
    const text = this.storage?.getItem(PLACE) ?? null;
    if (text === null) return;
    const read = readWorks(text);
    if (read) Object.assign(this, { files: read.files, collected: read.collected, isKept: true }).#works = read.works;
    else this.trouble = "kept.broken";
  }

  /** Return the work of a lesson, null where none was begun; one of another version of the lesson is none: `isOld` says so. */
  of(lesson) {
    const work = this.#works[nameOf(lesson)];
    return work && this.#fits(work, lesson) ? work : null;
  }

  /** Return whether what is kept of a lesson is of another version of it, or of another model. */
  isOld(lesson) {
    const work = this.#works[nameOf(lesson)];
    return Boolean(work) && !this.#fits(work, lesson);
  }

  #fits(work, lesson) {
    if (work.version !== versionOf(lesson, this.card) || work.answers.length !== lesson.steps.length) return false;
    return lesson.steps.every((step, i) => {
      const grids = gridsOf(step, this.card);
      return work.answers[i] === null || (grids && isAnswer(work.answers[i], grids));
    });
  }

  #begun(lesson) {
    const none = lesson.steps.map(() => null);
    const fresh = { version: versionOf(lesson, this.card), pupil: drawn(), name: "", worlds: "", answers: none, shown: none.map(() => false) };
    if (this.of(lesson)) return this.of(lesson);
    const name = nameOf(lesson);
    if (this.#works[name]) this.#works[`${BEFORE}${name}`] = this.#works[name];
    return (this.#works[name] = fresh);
  }

  /** Return a step's part of a work: { answer, isShown, keep, show }. */
  at(lesson, place) {
    const work = this.of(lesson);
    return {
      answer: work?.answers[place] ?? null,
      isShown: work?.shown[place] ?? false,
      keep: (answer) => this.#change(lesson, (own) => (own.answers[place] = answer.map((number) => (Number.isFinite(number) ? number : null)))),
      /** The model's answer was seen; where nobody `predicted`, there is no prediction. */
      show: (predicted = true) => this.#change(lesson, (own) => {
        own.shown[place] = true;
        if (!predicted) own.answers[place] = null;
      }),
    };
  }

  /** Return the work of a lesson with all that a code needs, begun where it was not. */
  whole(lesson) {
    return this.#begun(lesson);
  }

  call(lesson, name) {
    this.#change(lesson, (own) => (own.name = name));
  }

  /** Begin a lesson again, as another pupil. */
  again(lesson) {
    delete this.#works[nameOf(lesson)];
    this.#write();
  }

  #change(lesson, change) {
    const work = this.#begun(lesson);
    change(work);
    work.worlds = worldsOf(this.state());
    this.#write();
  }

  /** Return whether there is anything that could be lost. */
  get isEmpty() {
    return [this.#works, this.collected, this.files].every((kept) => Object.keys(kept).length === 0);
  }

  /** Keep works in the storage from now on. */
  consent() {
    this.isKept = true;
    this.trouble = null;
    this.#write();
  }

  /** Wipe all works, from the page and from the storage. */
  wipe() {
    this.#works = {};
    this.files = {};
    this.collected = {};
    this.isKept = false;
    this.trouble = null;
    try {
      this.storage?.removeItem(PLACE);
    } catch {
      this.trouble = "kept.denied";
    }
    this.#tell();
  }

  #write() {
    try {
      if (this.isKept) this.storage.setItem(PLACE, this.text);
    } catch {
      this.isKept = false;
      this.trouble = "kept.full";
    }
    this.#tell();
  }

  #tell() {
    for (const listener of [...this.#listeners]) listener();
  }

  /** All works as the text of a small file. */
  get text() {
    return JSON.stringify({ kind: KIND, works: this.#works, files: this.files, collected: this.collected });
  }

  /** Take in the works of a file; return whether it is one. */
  takeIn(text) {
    const read = text.length <= LARGEST ? readWorks(text) : null;
    if (!read) return false;
    this.#works = { ...this.#works, ...read.works };
    this.files = { ...this.files, ...read.files };
    this.collected = { ...this.collected, ...read.collected };
    this.#write();
    return true;
  }

  /** Return the codes that were taken in of a lesson, as they were pasted. */
  codesOf(lesson) {
    return this.collected[nameOf(lesson)] ?? "";
  }

  /** Keep the codes that were taken in of a lesson; a text that is too long to be read is not kept. */
  collect(lesson, text) {
    const name = nameOf(lesson);
    if (text === this.codesOf(lesson) || text.length > LONGEST_TEXT) return;
    this.collected = text ? { ...this.collected, [name]: text } : without(this.collected, name);
    this.#write();
  }

  /** Keep the text of a lesson from a file, so that it is there with its predictions when the page is opened again. */
  keepFile(name, text) {
    this.files = { ...this.files, [name]: text };
    this.#write();
  }
}

/** Return { works, files, collected } of a text; files of before have none collected; null where it is no text of ours, or has anything in it that is not. */
function readWorks(text) {
  let read;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  const isGroup = (one) => typeof one === "object" && one !== null && !Array.isArray(one);
  if (!isGroup(read) || read.kind !== KIND || !isGroup(read.works) || !isGroup(read.files)) return null;
  const { works, files, collected = {} } = read;
  const areTexts = [files, collected].every((texts) => isGroup(texts) && Object.values(texts).every((one) => typeof one === "string"));
  if (!areTexts || !Object.values(works).every(isWork)) return null;
  return { works: { ...works }, files: { ...files }, collected: { ...collected } };
}

function isWork(one) {
  if (typeof one !== "object" || one === null) return false;
  const { version, pupil, name, worlds, answers, shown } = one;
  const areTexts = [version, name, worlds].every((text) => typeof text === "string") && name.length <= LONGEST_NAME;
  const areLists = Array.isArray(answers) && Array.isArray(shown) && answers.length === shown.length && shown.every((is) => typeof is === "boolean");
  return areTexts && areLists && Number.isInteger(pupil) && pupil >= 0 && pupil < PUPILS
    && answers.every((answer) => answer === null || (Array.isArray(answer) && answer.every((number) => number === null || Number.isFinite(number))));
}
