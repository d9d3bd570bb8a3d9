/** Own lessons: a teacher's file, checked before it is shown, so that a mistake is told and not met in class. */

const KINDS = ["read", "sketch", "choose", "regime", "find"];
const LARGEST = 200_000;

/** Return { lesson, problems } of a file's text; `problems` are { key, parts } for the page's texts. */
export function lessonOf(text, name, card, engine) {
  const problems = [];
  const refuse = (key, where, more = {}) => problems.push({ key: `own.${key}`, parts: { where, ...more } });
  let lesson = null;
  try {
    if (text.length > LARGEST) throw new Error("large");
    lesson = JSON.parse(text);
  } catch {
    return { lesson: null, problems: [{ key: "own.json", parts: { where: name } }] };
  }
  const both = (words, where) => {
    const isFine = (value) => [value].flat().length > 0 && [value].flat().every((part) => typeof part === "string" && part.trim());
    if (!words || !isFine(words.en) || !isFine(words.es)) refuse("words", where);
  };
  const worlds = (asked, where) => {
    const settings = { scenario: asked?.scenario ?? "baseline", size: "classroom", values: asked?.values ?? {}, changes: asked?.changes ?? [] };
    try {
      for (const { code, name, value, by } of engine.check(settings)) refuse(code === "replaced" ? "replaced" : "worlds", where, { name: String(name), value: String(value), by });
    } catch {
      refuse("worlds", where, { name: "worlds", value: JSON.stringify(asked).slice(0, 60) });
    }
  };
  const series = new Set(card.memory.series.map(([known]) => known));
  const curve = (one, where) => {
    both(one?.label, `${where}, label`);
    if (one?.worlds) worlds(one.worlds, where);
    const plain = String(one?.series).replace(/^overstated\./, "coverage.");
    if (!series.has(plain)) refuse("series", where, { series: String(one?.series) });
  };
  if (typeof lesson !== "object" || lesson === null || Array.isArray(lesson)) return { lesson: null, problems: [{ key: "own.json", parts: { where: name } }] };
  for (const field of ["title", "question", "end"]) both(lesson[field], field);
  worlds(lesson.worlds, "worlds");
  if (!Array.isArray(lesson.steps) || !lesson.steps.length) refuse("steps", "steps");
  else
    lesson.steps.forEach((step, i) => {
      const where = `steps[${i}]`;
      if (!KINDS.includes(step?.kind)) return refuse("kind", where, { known: KINDS.join(", ") });
      both(step.kind === "read" ? step.text : step.question, where);
      if (step.kind !== "read") both(step.after, `${where}, after`);
      if (step.worlds) worlds(step.worlds, where);
      for (const one of [...(step.curves ?? []), ...(step.given ?? []), ...(step.kind === "sketch" ? [step.curve] : [])]) curve(one, where);
      if (step.kind === "choose") {
        (step.options ?? []).forEach((option) => both(option, `${where}, options`));
        if (!(step.options?.length >= 2) || !step.options[step.right]) refuse("options", where);
      }
      const lever = step.kind === "find" && card.parameters.find((parameter) => parameter.name === step.lever);
      if (step.kind === "find" && !(lever && lever.dated && card.regimes.includes(step.regime))) refuse("find", where, { known: card.regimes.join(", ") });
    });
  const { teacher } = lesson;
  for (const field of ["time", "goal"]) both(teacher?.[field], `teacher.${field}`);
  for (const field of ["questions", "mistakes", "answers"])
    if (!Array.isArray(teacher?.[field])) refuse("teacher", `teacher.${field}`);
    else teacher[field].forEach((item) => both(item, `teacher.${field}`));
  if (!Number.isFinite(lesson.minutes)) refuse("minutes", "minutes");
  return { lesson: { id: `own-${name.replace(/\.json$/i, "").replace(/[^\w-]/g, "-")}`, ...lesson }, problems };
}
