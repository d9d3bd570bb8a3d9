/** Page: a brief as one page of A4 in HTML, with nothing beside it: for the printer, and to be saved. */

import { FONT, fixed, ticksOf, widthOf } from "../../../ui/chart.js";
import { escaped } from "../../../ui/dom.js";
import { AXIS, GRID, INK, QUIET, TEXT } from "../../../ui/palette.js";

/** Letters that fill a page, and those whose place a row of its figure takes, and how far letters shrink at most. */
const FULL = 3200;
const OF_ROW = 130;
const LEAST = 0.6;
/** Points of letters on a page that is not full. */
const LETTERS = 10;

export const STYLE = `
.brief { box-sizing: border-box; margin: 0 auto; padding: 6mm; max-width: 192mm; color: ${TEXT}; background: #fff; line-height: 1.4; font-family: ${FONT}; overflow-wrap: anywhere; }
.brief * { box-sizing: border-box; }
.brief .kicker, .brief .asked, .brief footer { color: ${QUIET}; margin: 0; font-size: 0.88em; }
.brief h1 { font-size: 1.57em; line-height: 1.2; margin: 0.6mm 0 1.2mm; text-wrap: balance; }
.brief h2 { font-size: 1.02em; margin: 0 0 0.8mm; color: ${INK.coached.words}; }
.brief .answer { margin: 2.6mm 0; padding: 2.4mm 3.4mm; font-size: 1.18em; line-height: 1.36; background: #f1f5f8; border-left: 1.4mm solid ${INK.coached.words}; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.brief .numbers { display: grid; grid-template-columns: repeat(3, 1fr); gap: 3mm; margin: 0 0 2.6mm; }
.brief .numbers div { border-top: 0.6mm solid ${TEXT}; padding-top: 1mm; }
.brief dt { font-size: 0.94em; line-height: 1.28; }
.brief dd { margin: 0.6mm 0 0; color: ${QUIET}; font-size: 0.88em; line-height: 1.28; }
.brief .value { display: block; font-size: 1.88em; font-weight: 700; line-height: 1.1; margin-bottom: 0.6mm; }
.brief figure { margin: 0 0 2mm; }
.brief figure svg { display: block; width: 100%; height: auto; max-height: 70mm; }
.brief figcaption { font-size: 0.88em; line-height: 1.3; color: ${QUIET}; }
.brief .title { margin: 0; font-weight: 700; }
.brief .two { display: grid; grid-template-columns: 1.25fr 1fr; gap: 5mm; }
.brief ul { margin: 0; padding-left: 3.6mm; }
.brief ul.asked { margin-top: 0.8mm; }
.brief li { margin-bottom: 1mm; font-size: 0.92em; line-height: 1.32; }
.brief footer { margin-top: 2mm; padding-top: 1mm; border-top: 0.2mm solid #b5b5b5; font-size: 0.76em; }
.brief .draft { border: 0.5mm solid #9d1c00; color: #9d1c00; padding: 1mm 2mm; margin: 0 0 2mm; font-weight: 600; }
@media print { .brief { padding: 0; max-width: none; } }
@media screen and (max-width: 600px) { .brief .numbers, .brief .two { grid-template-columns: 1fr; } }
`;

/** Return by how much letters shrink for all of it to stand on one page. */
export function scaleOf({ question, asked, packages, answer, numbers, changes, limits, made, figure }) {
  const texts = [question, asked, ...packages, answer, made, ...changes, ...limits, ...numbers.flatMap(({ value, label, range }) => [value, label, range])];
  const letters = texts.reduce((sum, text) => sum + text.length, 0) + OF_ROW * (figure ? 2 + figure.rows.length : 0);
  return Math.min(1, Math.max(LEAST, Math.sqrt(FULL / letters)));
}

/** Return the page's body; `words` are { kicker, draft, told, groups }. */
export function bodyOf(brief, words) {
  const { question, asked, packages, answer, numbers, figure, changesHead, changes, limitsHead, limits, made } = brief;
  const e = escaped;
  const items = (texts) => texts.map((text) => `<li>${e(text)}</li>`).join("");
  return `<article class="brief" style="font-size:${(LETTERS * scaleOf(brief)).toFixed(2)}pt">` +
    (words.draft ? `<p class="draft" role="note">${e(words.draft)}</p>` : "") +
    `<header><p class="kicker">${e(words.kicker)}</p><h1>${e(question)}</h1><p class="asked">${e(asked)}</p><ul class="asked">${items(packages)}</ul></header>` +
    `<p class="answer">${e(answer)}</p>` +
    `<dl class="numbers">${numbers.map(({ value, label, range }) => `<div><dt><span class="value">${e(value)}</span> ${e(label)}</dt><dd>${e(range)}</dd></div>`).join("")}</dl>` +
    (figure ? `<figure><p class="title">${e(figure.title)}</p>${drawn(figure, words)}<figcaption>${e(figure.caption)}</figcaption></figure>` : "") +
    `<div class="two"><section><h2>${e(changesHead)}</h2><ul>${items(changes)}</ul></section><section><h2>${e(limitsHead)}</h2><ul>${items(limits)}</ul></section></div>` +
    `<footer>${e(made)}</footer></article>`;
}

/** Return a whole document, which asks for nothing. */
export function documentOf(brief, words, language) {
  const law = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  return `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<meta http-equiv="Content-Security-Policy" content="${law}"><meta name="referrer" content="no-referrer"><title>${escaped(brief.question)}</title>` +
    `<style>@page { size: A4 portrait; margin: 13mm 15mm 11mm; } body { margin: 0; }${STYLE}</style></head><body><main>${bodyOf(brief, words)}</main></body></html>\n`;
}

/** Draw gains with their intervals, case by case: filled dots for the coached, hollow ones for the others. */
function drawn({ rows, axis }, { groups, told, number }) {
  const [width, size, row] = [760, 14, 46];
  const left = Math.min(270, 14 + size * Math.max(...rows.map(({ name }) => Math.min(widthOf(name), 26))));
  const height = 30 + rows.length * row + 40;
  const known = rows.flatMap(({ coached, uncoached }) => [coached, uncoached].filter(Boolean));
  const low = Math.min(0, ...known.map((one) => one.low));
  const high = Math.max(0.01, ...known.map((one) => one.high));
  const x = (value) => left + ((value - low) / (high - low)) * (width - left - 60);
  const base = 30 + rows.length * row;
  const grid = ticksOf(low, high, 7).map((tick) => `<path d="M${fixed(x(tick))} 26V${base}" stroke="${tick === 0 ? AXIS : GRID}"/><text x="${fixed(x(tick))}" y="${base + 16}" text-anchor="middle" fill="${TEXT}">${escaped(number(tick))}</text>`).join("");
  const dot = (one, ink, y, isFilled) => (!one ? "" : `<path d="M${fixed(x(one.low))} ${y}H${fixed(x(one.high))}M${fixed(x(one.low))} ${y - 4}V${y + 4}M${fixed(x(one.high))} ${y - 4}V${y + 4}" stroke="${ink.line}" stroke-width="2"/>` +
    `<circle cx="${fixed(x(one.mean))}" cy="${y}" r="5" fill="${isFilled ? ink.line : "#fff"}" stroke="${ink.line}" stroke-width="2"/><text x="${fixed(Math.max(x(one.high), x(one.mean)) + 9)}" y="${y + 5}" fill="${ink.words}">${escaped(number(one.mean))}</text>`);
  const marks = rows.map(({ name, coached, uncoached }, i) => {
    const y = 30 + i * row;
    return `<text x="${left - 10}" y="${y + row / 2 + 4}" text-anchor="end" fill="${TEXT}">${escaped(shortened(name, left / (size * 0.5)))}</text>${dot(coached, INK.coached, y + 14, true)}${dot(uncoached, INK.uncoached, y + 32, false)}`;
  }).join("");
  const key = `<circle cx="${left + 6}" cy="12" r="5" fill="${INK.coached.line}"/><text x="${left + 16}" y="17" fill="${INK.coached.words}">${escaped(groups[0])}</text>` +
    `<circle cx="${left + 140}" cy="12" r="5" fill="#fff" stroke="${INK.uncoached.line}" stroke-width="2"/><text x="${left + 151}" y="17" fill="${INK.uncoached.words}">${escaped(groups[1])}</text>`;
  return `<svg role="img" aria-label="${escaped(told)}" viewBox="0 0 ${width} ${height}" font-size="${size}">${key}${grid}${marks}<text x="${fixed((left + width - 60) / 2)}" y="${height - 6}" text-anchor="middle" fill="${QUIET}">${escaped(axis)}</text></svg>`;
}

const shortened = (text, most) => (text.length > most ? `${text.slice(0, Math.floor(most) - 1)}…` : text);
