/**
 * Schema: what a lesson's file may hold, as JSON Schema over what the model card knows. `build.mjs` holds the lessons
 * that ship against it and compiles it for the page, which checks a teacher's own lessons by it.
 */

import { INK } from "../../ui/palette.js";
import { KNOTS } from "./knots.js";

/** Colours that a curve may have: not that of the pupil's own. */
const INKS = Object.keys(INK).filter((ink) => ink !== "sketch");

const list = (items, minItems = 0) => ({ type: "array", items, minItems });
const among = (known) => ({ type: "string", enum: known });
const of = (name) => ({ $ref: `#/$defs/${name}` });
const object = (needed, more = {}) => ({
  type: "object", properties: { ...needed, ...more }, required: Object.keys(needed), additionalProperties: false,
});

/** Return the schema of a lesson. */
export function schemaOf({ loops, memory, parameters, regimes, sizes }) {
  const { months } = sizes.default;
  const month = { type: "integer", minimum: 0, maximum: months - 1 };
  const series = memory.series.map(([name]) => name);
  const overstated = series.filter((name) => name.startsWith("coverage.")).map((name) => name.replace("coverage", "overstated"));
  const levers = parameters.filter(({ kind, dated, choices }) => kind === "lever" && dated && !choices.length);
  const step = (kind, needed, more = {}) =>
    object({ kind: { const: kind }, ...needed }, { ...more, worlds: of("worlds") });
  const asked = { question: of("words"), after: of("words") };
  const curves = list(of("curve"), 1);
  const swept = { low: { type: "number" }, high: { type: "number" }, month };
  const loop = among(loops.filter(({ cut }) => Object.keys(cut).length).map(({ name }) => name));
  return {
    ...object({
      title: of("line"), minutes: { type: "number", minimum: 1, maximum: 600 }, question: of("line"), worlds: of("worlds"),
      steps: list(of("step"), 1), end: of("words"), teacher: of("teacher"),
    }, { idea: object({ name: of("line"), text: of("words") }), transfer: of("words") }),
    $defs: {
      text: { type: "string", pattern: "\\S" },
      line: object({ en: of("text"), es: of("text") }),
      lever: among(levers.map(({ name }) => name)),
      option: object({ en: of("text"), es: of("text") }, { why: of("line") }),
      paragraphs: { type: ["string", "array"], pattern: "\\S", items: of("text"), minItems: 1 },
      words: object({ en: of("paragraphs"), es: of("paragraphs") }),
      value: { type: ["number", "string"] },
      change: object({ month: { type: "integer" }, name: of("text"), value: of("value") }),
      worlds: object({}, { scenario: of("text"), values: { type: "object", additionalProperties: of("value") }, changes: list(of("change")) }),
      curve: object(
        { series: among([...series, ...overstated]), label: of("line") },
        { gain: { type: "boolean" }, dotted: { type: "boolean" }, ink: among(INKS), worlds: of("worlds") },
      ),
      step: {
        type: "object",
        discriminator: { propertyName: "kind" },
        oneOf: [
          step("read", { text: of("words") }, { curves, until: month }),
          step("sketch", { ...asked, curve: of("curve") }, { given: list(of("curve")), from: { ...month, maximum: months - KNOTS }, until: month }),
          step("choose", { ...asked, options: list(of("option"), 2), right: { type: "integer", minimum: 0 } }, { curves, until: month, singles: object({ lever: of("lever") }, swept) }),
          step("regime", asked),
          step("compare", { ...asked, regime: among(regimes), options: list(object({ label: of("line"), worlds: of("worlds") }), 2) }),
          step("cut", { ...asked, curve: of("curve"), loop }, { beside: list(of("curve")), from: month, until: month, month }),
          step("explain", { ...asked, curve: of("curve"), loops: list(loop, 2), way: among(["up", "down"]) }, { from: month, until: month, month }),
          step("find", { ...asked, lever: of("lever"), regime: among(regimes) }, swept),
        ],
      },
      teacher: object({ time: of("line"), goal: of("line"), questions: list(of("line")), mistakes: list(of("line")), answers: list(of("line")) }),
    },
  };
}
