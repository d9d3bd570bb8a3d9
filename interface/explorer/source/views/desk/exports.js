/** Exports: curves as CSV, SVG and PNG, every run's measures as CSV, a scenario as TOML; each says how it came about. */

import { document_ } from "../../ui/chart.js";
import { isOfFile } from "../../engine/layout.js";
import { ALWAYS, inShell } from "../../engine/settings.js";
import { caseOf, setsOf, settingsOf, START } from "../../ui/state.js";
import { dateOf } from "../../ui/words.js";

const WIDTH = 900;
const SCALE = 2;
/** What the status quo is compared with where nothing else is asked: the same rules, and nobody coached. */
const UNCOACHED = "no-coaching";

/** Return the lines that stand on every figure and file: what was run, on which seed, by which model, how to redo it. */
export function stampOf(app, which, replicates = app.results[which]?.replicates) {
  const { state, card } = app;
  const settings = app.settings(which);
  const sets = card.plausible?.sets.length ?? 0;
  const uncertainty = state.uncertainty === "plausible" && sets ? app.text("status.plausible", { sets }) : app.text("status.default");
  const changes = [...setsOf(state[which] ?? { values: {}, changes: [] }), ...Object.entries(state.assume).map(([name, value]) => `${name}=${value}`)];
  const command = commandOfMany(app, which, replicates ?? 100);
  return [
    ...(card.draft[state.language] ? [card.draft[state.language]] : []),
    app.text("stamp.what", { scenario: settings.scenario, changes: changes.length ? changes.join(" ") : app.text("stamp.nothing") }),
    app.text("stamp.how", { seed: state.seed, runs: replicates ?? 0, last: (replicates ?? 1) - 1, size: app.sizeName(state.size), uncertainty }),
    app.text("stamp.model", { model: card.model, release: card.release }),
    ...(command ? [app.text("stamp.command", { command })] : []),
    app.text("stamp.caution"),
  ];
}

/**
 * Return the command that runs all worlds of a case again, beside those of the status quo; in places from a file beside
 * the other case, and nothing where there is none: the status quo has no such file. A case that was changed is saved first.
 */
export function commandOfMany(app, which, replicates) {
  const { state, card } = app;
  const isOwn = isOfFile(card.sizes[state.size]);
  const named = (one) => nameOnCommandLine(app, one);
  const quo = named("reference");
  const isQuoThere = !isOwn || app.scenario(state.quo).size === state.size;
  const beside = isOwn ? ["a", "b"].filter((one) => state[one]).map(named) : [named(which) === quo ? UNCOACHED : named(which)];
  const names = [...new Set([...(isQuoThere ? [quo] : []), ...beside])];
  if (new Set(names).size < 2) return "";
  const given = { ...state.assume, ...(state.eligible === null ? {} : { "ccs.eligible": state.eligible }) };
  const sets = Object.entries(given).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  const sized = isOwn ? [] : ["--size", state.size];
  return inShell(["bubbles", "compare", ...names, ...sized, "--seed", state.seed, "--replicates", replicates, "--uncertainty", state.uncertainty, ...sets]);
}

/** Return what a case is called on the command line: a name of the library, or a file: the user's own, or one saved here. */
function nameOnCommandLine(app, which) {
  const { scenario, values, changes } = caseOf(app.state, which);
  const { size, file } = app.scenario(scenario);
  const isChanged = Object.keys(values).length || changes.length || (isOfFile(app.card.sizes[app.state.size]) && !size);
  if (isChanged) return `./${fileName(app, "scenario", "toml")}`;
  return file ? `./${file}` : scenario;
}

export function download(name, content, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function fileName(app, what, ending) {
  const { state } = app;
  return `bubbles-${what.replace(".", "-")}-${state.a.scenario}${state.b ? `-and-${state.b.scenario}` : ""}-seed${state.seed}.${ending}`;
}

/** Save a figure: `specs` has one entry a case. */
export async function exportFigure(app, kind, specs) {
  const name = fileName(app, specs[0].chart, kind);
  if (kind === "csv") return download(name, figureCsv(app, specs), "text/csv;charset=utf-8");
  const svg = figureSvg(app, specs);
  if (kind === "svg") return download(name, svg, "image/svg+xml");
  download(name, await pngOf(svg), "image/png");
}

/** Return one SVG document with a drawing a case, one below the other. */
export function figureSvg(app, specs) {
  const parts = specs.map((spec) => {
    const stamp = stampOf(app, spec.which).flatMap((line) => wrapped(line, 128));
    const heading = [spec.title, `${specs.length > 1 ? `${spec.label}. ` : ""}${app.text("chart.band_is")}`];
    return document_({ ...spec, size: 14, read: null }, WIDTH, 420, heading, stamp);
  });
  if (parts.length === 1) return parts[0];
  let top = 0;
  const placed = parts.map((part) => {
    const height = Number(/height="([\d.]+)"/.exec(part)[1]);
    const moved = part.replace("<svg ", `<svg y="${top}" `);
    top += height;
    return moved;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}">${placed.join("")}</svg>`;
}

function wrapped(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1).length + word.length > most) lines.push("");
    lines[lines.length - 1] += `${lines.at(-1) ? " " : ""}${word}`;
  }
  return lines;
}

export async function pngOf(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width * SCALE;
  canvas.height = image.height * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

const quoted = (cell) => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell));
/** Return a number as a file has it, nothing where it is undefined. */
export const plain = (value) => (Number.isFinite(value) ? String(value) : "");

/** A CSV file, with the mark of UTF-8 without which Excel misreads accents; names that a user gave stand in comments, where no cell begins as a formula does. */
export function csv(app, cases, rows, replicates = undefined) {
  const comments = cases.flatMap((which) => stampOf(app, which, replicates)).map((line) => `# ${line.replace(/,(?=\s*[=+\-@\t])/g, ";")}`);
  return `\ufeff${[...comments, ...rows.map((row) => row.map(quoted).join(","))].join("\n")}\n`;
}

export function figureCsv(app, specs) {
  const columns = specs.flatMap((spec) =>
    spec.lines.filter((line) => line.middle).flatMap((line) => {
      const name = [specs.length > 1 ? spec.label : "", line.label || `${app.text("line.quo")} ${app.text(`groups.${line.group}.short`)}`, line.isQuo && line.label ? app.text(`groups.${line.group}.short`) : ""].filter(Boolean).join(" ");
      const middle = { name: `${name}: ${app.text("chart.mean")}`, values: line.middle };
      if (!line.low) return [middle];
      return [middle, { name: `${name}: 5%`, values: line.low }, { name: `${name}: 95%`, values: line.high }];
    }));
  const head = [app.text("chart.month"), ...columns.map((column) => column.name)];
  const rows = Array.from({ length: specs[0].months }, (_, month) => [app.when(month), ...columns.map((column) => plain(column.values[month]))]);
  return csv(app, specs.map((spec) => spec.which), [head, ...rows]);
}

/** Save every measure of every run, of each case and of the status quo. */
export function exportRuns(app) {
  const names = app.card.measures.map((measure) => measure.name);
  const cases = ["reference", "a", ...(app.state.b ? ["b"] : [])].filter((which) => app.results[which]);
  const rows = cases.flatMap((which) => {
    const result = app.results[which];
    const columns = names.map((name) => result.measure(name));
    return Array.from({ length: result.replicates }, (_, world) => [app.text(`case.${which}`), world, ...columns.map((column) => plain(column[world]))]);
  });
  download(fileName(app, "runs", "csv"), csv(app, cases, [["case", "replicate", ...names], ...rows]), "text/csv;charset=utf-8");
}

/** Return the months at which what holds somewhere in all months is said again: at 0, and whenever it changes everywhere. */
function everyChange(based, values, changes, name) {
  const own = Object.hasOwn(values, name) ? [] : based.changes;
  return [...new Set([0, ...[...own, ...changes].filter((one) => one.name === name && !one.where && one.month > 0).map((one) => one.month)])];
}

/** Return the name of the table of places, where they are from a file and the scenario does not bring them itself; or null. */
function tableBeside(app, based) {
  const { size } = app.state;
  if (!isOfFile(app.card.sizes[size]) || based.size === size) return null;
  return app.card.scenarios.find((one) => one.size === size).places_file;
}

/** Return the structure that a case needs beside its scenario: what its size has otherwise than the library. */
function structureOf(app, based) {
  const { sizes } = app.card;
  const { size } = app.state;
  if (based.size === size) return [];
  const counts = isOfFile(sizes[size]) ? [] : ["regions", "networks_per_region", "teams_per_network"];
  return [...counts, "ties", "months"].map((name) => [name, sizes[size][name]]).filter(([name, value]) => value !== sizes[START.size][name]);
}

/** Return a case as a scenario file that `bubbles run` and `bubbles compare` take. */
export function scenarioToml(app, which) {
  const { state } = app;
  const { scenario, values, changes } = settingsOf(state, which);
  const byMonth = new Map();
  const put = (month, name, value, where = []) => {
    const key = JSON.stringify([month, where]);
    if (!byMonth.has(key)) byMonth.set(key, { month, where, set: new Map() });
    byMonth.get(key).set.set(name, value);
  };
  const based = app.scenario(scenario);
  const table = tableBeside(app, based);
  for (const [name, value] of structureOf(app, based)) put(0, name, value);
  for (const [name, value] of Object.entries(values)) {
    put(0, name, value); // a value holds in all months: what the scenario changes later takes it too
    for (const change of based.changes) if (change.name === name) put(Math.max(0, change.month), name, value, change.where);
  }
  for (const { month, name, value, where } of changes) {
    if (month !== ALWAYS) put(month, name, value, where);
    else for (const at of everyChange(based, values, changes, name)) put(at, name, value, where);
  }
  const dated = (month) => (based.start && month > 0 ? JSON.stringify(dateOf(based.start.split("-").map(Number), month)) : month);
  const one = ([name, value]) => `${name.includes(".") ? `"${name}"` : name} = ${typeof value === "string" ? `"${value}"` : value}`;
  const placed = (where) => (where.length ? [`where = [${where.map((place) => JSON.stringify(place)).join(", ")}]`] : []);
  const tables = [...byMonth.values()].sort((x, y) => x.month - y.month || x.where.length - y.where.length)
    .map(({ month, where, set }) => ["[[change]]", `month = ${dated(month)}`, ...placed(where), ...[...set].map(one)].join("\n"));
  const files = [...(based.files ?? []), ...(table ? [table] : [])];
  const head = [app.text("export.toml_from", { model: app.card.model.slice(0, 12), seed: state.seed }), ...(files.length ? [app.text("export.toml_beside", { files: files.join(", ") })] : [])];
  const question = app.texts.en["export.question"];
  const pregunta = app.texts.es["export.question"];
  return [...head.map((line) => `# ${line.replace(/\p{Cc}/gu, " ")}`), "", `question = "${question}"`, `question_es = "${pregunta}"`, `based_on = ${JSON.stringify(scenario)}`, ...(table ? [`places = ${JSON.stringify(table)}`] : []), "", tables.join("\n\n")].join("\n").trimEnd() + "\n";
}
