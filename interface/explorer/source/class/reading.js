/**
 * Reading: codes out of whatever was pasted: one a line, or among the words of a chat, broken over lines, with a name
 * before or a thank-you behind. What is no whole code of this lesson is told by its line, and does nothing.
 */

import { HEAD, isWhole, LONGEST, SIGNS, workOf } from "./code.js";
import { LONGEST_TEXT } from "./works.js";

/** What programs put between signs and nobody sees. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const BETWEEN = /[\s\-–—‐‑−·•_.,:;|"'“”«»()[\]<>*]+/u;
const JOINED = /^[-–—‐‑−]$/;
const KNOWN = new RegExp(`^[${SIGNS}]+$`);
const LEAST = 12;

/**
 * Return { works, told, lines } of a text. `told`: { line, key, parts } for the page's texts, in the order of the lines;
 * works of one pupil that came twice are there once, as they came last.
 */
export function readCodes(text, lesson, app) {
  if (text.length > LONGEST_TEXT) return { works: [], told: [{ line: 1, key: "collect.large", parts: { most: LONGEST_TEXT } }] };
  const pieces = piecesOf(text);
  const told = [];
  const taken = new Map();
  for (let at = 0; at < pieces.length; ) {
    const { signs, next } = codeFrom(pieces, at);
    const { line } = pieces[at];
    if (!signs) {
      if (pieces[at].isHead) told.push({ line, ...whyNot(pieces, at) });
      at = pieces[at].isHead ? afterRun(pieces, at) : at + 1;
      continue;
    }
    at = next;
    const work = workOf(signs, app.lessons, app.card, app.state);
    const title = work.lesson?.title[app.state.language];
    if (work.problem) told.push({ line, key: `collect.${work.problem}`, parts: { title: title ?? "" } });
    else if (work.lesson !== lesson) told.push({ line, key: "collect.other", parts: { title } });
    else take({ ...work, signs, line });
  }

  function take(work) {
    const pupil = `${work.pupil} ${work.name}`;
    const before = taken.get(pupil);
    if (before?.signs === work.signs) return void told.push({ line: work.line, key: "collect.twice", parts: { first: before.line } });
    if (before) told.push({ line: work.line, key: "collect.again", parts: { first: before.line } });
    taken.set(pupil, before ? joined(before, work) : work);
  }

  const found = new Set([...told.map(({ line }) => line), ...pieces.filter(({ inCode }) => inCode).map(({ line }) => line)]);
  const idle = [...new Set(pieces.map(({ line }) => line))].filter((line) => !found.has(line));
  for (const line of idle) told.push({ line, key: "collect.nothing", parts: {} });
  told.sort((one, other) => one.line - other.line);
  return { works: [...taken.values()], told };
}

/** Return a pupil's work with what came later; codes of single steps add up. */
function joined(before, later) {
  const answers = before.answers.map((answer, i) => later.answers[i] ?? answer);
  const shown = before.shown.map((is, i) => answers[i] === null && (is || later.shown[i]));
  return { ...before, answers, shown, signs: later.signs, line: later.line, isElsewhere: before.isElsewhere || later.isElsewhere };
}

/** Return the pieces of a text: { text, line, isHead, isJoined, inCode }; a piece is joined to the one before it by a dash alone. */
function piecesOf(text) {
  return text.normalize("NFKC").replace(UNSEEN, "").split(/\r\n|\r|\n/).flatMap((row, i) => {
    const parts = row.split(new RegExp(`(${BETWEEN.source})`, "u"));
    return parts.flatMap((part, k) => {
      if (k % 2 || !part) return [];
      const capitals = part.replace(/[a-z]/g, (letter) => letter.toUpperCase());
      const isHead = capitals === HEAD || (capitals.startsWith(HEAD) && KNOWN.test(capitals) && capitals.length >= LEAST);
      return [{ text: capitals, line: i + 1, isHead, isJoined: k > 1 && JOINED.test(parts[k - 1]), inCode: false }];
    });
  });
}

/** Return whether a code begins at a piece for certain: one may end in what looks like a head. */
const begins = ({ isHead, isJoined }) => isHead && !isJoined;

/** Return { signs, next } of the code that begins at a piece; no signs where none does. It may lack its head where somebody typed it. */
function codeFrom(pieces, at) {
  let signs = "";
  for (let i = at; i < pieces.length && signs.length <= LONGEST; i++) {
    const { text, isHead } = pieces[i];
    if (i > at && begins(pieces[i])) break;
    signs += i === at && isHead ? text.slice(HEAD.length) : text;
    if (signs && !KNOWN.test(signs)) break;
    if (pieces[i + 1]?.isJoined || !isWhole(signs)) continue; // a part of what is joined is no code, whatever its check says
    for (let k = at; k <= i; k++) pieces[k].inCode = true;
    return { signs, next: i + 1 };
  }
  return { signs: null, next: at + 1 };
}

/** Return where what may have been a code ends: at the next head, or at the end of its line. */
function afterRun(pieces, at) {
  let next = at + 1;
  while (next < pieces.length && !begins(pieces[next]) && pieces[next].line === pieces[at].line) next++;
  return next;
}

/** Return why what begins with a head is no code: { key, parts }. */
function whyNot(pieces, at) {
  const run = pieces.slice(at, afterRun(pieces, at)).map(({ text }) => text).join("").slice(HEAD.length);
  const sign = [...run].find((one) => !SIGNS.includes(one));
  if (run.length > LONGEST) return { key: "collect.long", parts: { most: LONGEST } };
  if (sign && [...run].indexOf(sign) < LEAST) return { key: "collect.sign", parts: { sign } };
  return { key: "collect.cut", parts: {} };
}
