/**
 * Code: what a pupil predicted in a lesson, as signs that can be read aloud, typed, pasted and shown as a QR.
 *
 *   EB-K7QX-39FD-…   head, body, check
 *
 * 29 signs: figures and capitals without 0 O, 1 I L, 5's twin S and 2's twin Z. Head: lesson 2 signs, version 2, pupil 3,
 * then what follows: of each step that asks, whether it was answered, the worlds, and how long the name is. Body: places
 * of the answers on their grids and letters of the name, one number in a mixed base. Check: 4 signs after Reed and Solomon
 * (1960) over the 29 residues, so that one sign that is changed, or two neighbours that are swapped, are always known.
 * How long a code is follows from its head: one that lost or gained a sign does not fit.
 */

import { answerAt, gridsOf, isComplete, placesOf } from "./answers.js";
import { keyOf, versionOf, worldsOf } from "./versions.js";
import { LONGEST_NAME, PUPILS } from "./works.js";

export const SIGNS = "23456789ABCDEFGHJKMNPQRTUVWXY";
export const HEAD = "EB";
const BASE = SIGNS.length;
const CHECKS = 4;
/** Powers of a root of the residues at which a code is 0. */
const ROOTS = [2, 4, 8, 16];
const KEY = BASE ** 2;
const WORLDS = 7;
const GROUP = 4;
/** Longer than any lesson's. */
export const LONGEST = 600;
/** What a name may be written in: letters of both languages, figures, and what stands between. */
export const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÑÁÉÍÓÚÜ0123456789 -.'";
/** Of each step that asks: not reached; seen without a prediction; predicted. */
const STATUS = 3;

/** Return a name as a code carries it: what it cannot carry is left out. */
export function nameIn(text) {
  const capitals = text.normalize("NFC").toUpperCase();
  return [...capitals].filter((letter) => LETTERS.includes(letter)).join("").replace(/ +/g, " ").trimStart().slice(0, LONGEST_NAME);
}

const shortOf = (digest, most) => Number(BigInt(`0x${digest.slice(0, 12)}`) % BigInt(most));

/** Return which steps of a lesson ask for something that is kept: [place, grids]. */
export function askedOf(lesson, card) {
  return lesson.steps.map((step, place) => [place, gridsOf(step, card)]).filter(([, grids]) => grids);
}

/** Return how many signs it takes for so many cases. */
function signsFor(cases) {
  let signs = 0;
  for (let most = 1n; most < cases; most *= BigInt(BASE)) signs += 1;
  return signs;
}

/** Return a number in so many signs, the highest first. */
function written(number, signs) {
  const found = [];
  for (let i = 0; i < signs; i++, number /= BigInt(BASE)) found.unshift(Number(number % BigInt(BASE)));
  return found;
}

const read = (residues) => residues.reduce((number, residue) => number * BigInt(BASE) + BigInt(residue), 0n);

/** Return digits, each of a base of its own, as one number, and how many cases there are. */
function mixed(digits, bases) {
  return digits.reduce(([number, cases], digit, i) => [number * BigInt(bases[i]) + BigInt(digit), cases * BigInt(bases[i])], [0n, 1n]);
}

/** Return the digits of a number; null where it has more than these bases give room for. */
function unmixed(number, bases) {
  const digits = [];
  for (const base of bases.toReversed()) {
    digits.unshift(Number(number % BigInt(base)));
    number /= BigInt(base);
  }
  return number === 0n ? digits : null;
}

/** Return the check of some residues: the rest by the polynomial that is 0 at the roots, moved by how many there are. */
function checkOf(residues) {
  const divisor = ROOTS.reduce((all, root) => [...all, 0].map((_, i) => (((all[i] ?? 0) - root * (all[i - 1] ?? 0)) % BASE + BASE) % BASE), [1]);
  const rest = [...residues, ...Array(CHECKS).fill(0)];
  residues.forEach((_, i) => {
    const factor = rest[i];
    divisor.forEach((one, k) => (rest[i + k] = (((rest[i + k] - factor * one) % BASE) + BASE) % BASE));
  });
  const check = rest.slice(-CHECKS).map((one) => (BASE - one) % BASE);
  return check.map((one, i) => (one + residues.length * (i + 1)) % BASE);
}

/** Return the bases of the head's last part: a status a step, the worlds, the length of the name. */
const shapeBases = (asked) => [...asked.map(() => STATUS), WORLDS, LONGEST_NAME + 1];

/** Return the bases of the body. */
function bodyBases(asked, statuses, letters) {
  return [...asked.flatMap(([, grids], i) => (statuses[i] === 2 ? grids.map(({ places }) => places) : [])), ...Array(letters).fill(LETTERS.length)];
}

/** Return the code of a work, in groups; `places` are the steps it is about, all where not said. */
export function codeOf(work, lesson, card, places = lesson.steps.map((_, place) => place)) {
  const asked = askedOf(lesson, card);
  const statuses = asked.map(([place]) => (!places.includes(place) ? 0 : isComplete(work.answers[place]) ? 2 : work.shown[place] ? 1 : 0));
  const letters = [...nameIn(work.name).trimEnd()].map((letter) => LETTERS.indexOf(letter));
  const answers = asked.flatMap(([place, grids], i) => (statuses[i] === 2 ? placesOf(work.answers[place], grids) : []));
  const [shape, shapes] = mixed([...statuses, shortOf(work.worlds || "0", WORLDS), letters.length], shapeBases(asked));
  const [body, bodies] = mixed([...answers, ...letters], bodyBases(asked, statuses, letters.length));
  const residues = [
    ...written(BigInt(shortOf(keyOf(lesson), KEY)), 2), ...written(BigInt(shortOf(versionOf(lesson, card), KEY)), 2), ...written(BigInt(work.pupil % PUPILS), 3),
    ...written(shape, signsFor(shapes)), ...written(body, signsFor(bodies)),
  ];
  return grouped([...residues, ...checkOf(residues)]);
}

function grouped(residues) {
  const signs = residues.map((one) => SIGNS[one]).join("");
  return `${HEAD}-${signs.match(new RegExp(`.{1,${GROUP}}`, "g")).join("-")}`;
}

/** Return whether signs, without their head, fit their check. */
export function isWhole(signs) {
  const residues = [...signs].map((sign) => SIGNS.indexOf(sign));
  if (residues.length < 8 + CHECKS || residues.length > LONGEST || residues.includes(-1)) return false;
  return checkOf(residues.slice(0, -CHECKS)).every((one, i) => one === residues.at(i - CHECKS));
}

/**
 * Return { lesson, pupil, name, isElsewhere, answers, shown } of signs, without their head, that fit their check;
 * { problem } where they are not of one of these lessons: "foreign", "version", "broken". `isElsewhere`: the pupil's
 * worlds were not those of `state`.
 */
export function workOf(signs, lessons, card, state) {
  const residues = [...signs].map((sign) => SIGNS.indexOf(sign)).slice(0, -CHECKS);
  const [key, version, pupil] = [residues.slice(0, 2), residues.slice(2, 4), residues.slice(4, 7)].map(read).map(Number);
  const lesson = lessons.find((one) => shortOf(keyOf(one), KEY) === key);
  if (!lesson) return { problem: "foreign" };
  if (shortOf(versionOf(lesson, card), KEY) !== version) return { problem: "version", lesson };
  const asked = askedOf(lesson, card);
  const bases = shapeBases(asked);
  const length = signsFor(mixed(bases.map(() => 0), bases)[1]);
  const shape = unmixed(read(residues.slice(7, 7 + length)), bases);
  if (!shape) return { problem: "broken" };
  const statuses = shape.slice(0, asked.length);
  const [worlds, letters] = shape.slice(asked.length);
  const within = bodyBases(asked, statuses, letters);
  const rest = residues.slice(7 + length);
  const digits = rest.length === signsFor(mixed(within.map(() => 0), within)[1]) ? unmixed(read(rest), within) : null;
  if (!digits) return { problem: "broken" };
  const work = { version: versionOf(lesson, card), pupil, name: "", worlds: "", answers: lesson.steps.map(() => null), shown: lesson.steps.map(() => false) };
  let at = 0;
  asked.forEach(([place, grids], i) => {
    if (statuses[i] === 2) work.answers[place] = answerAt(digits.slice(at, (at += grids.length)), grids);
    work.shown[place] = statuses[i] === 1;
  });
  work.name = digits.slice(at).map((letter) => LETTERS[letter]).join("");
  const isElsewhere = worlds !== shortOf(worldsOf(state), WORLDS);
  return { lesson, ...work, isElsewhere, worlds };
}
