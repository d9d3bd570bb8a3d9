/** File: a lesson's file as text and as data, with the line of everything in it; what is amiss is told with its place. */

import { createScanner, findNodeAtLocation, parseTree, printParseErrorCode, SyntaxKind } from "jsonc-parser";
import { shortened } from "../../ui/link.js";

const LARGEST = 200_000;
const DEEPEST = 20;
const OPENING = [SyntaxKind.OpenBraceToken, SyntaxKind.OpenBracketToken];
const CLOSING = [SyntaxKind.CloseBraceToken, SyntaxKind.CloseBracketToken];
/** What the parser finds wrong, and the page's text for it. */
const SAID = {
  InvalidSymbol: "symbol", InvalidNumberFormat: "symbol", UnexpectedEndOfNumber: "symbol", PropertyNameExpected: "name",
  ValueExpected: "value", ColonExpected: "colon", CommaExpected: "comma", CloseBraceExpected: "brace", CloseBracketExpected: "bracket",
  EndOfFileExpected: "end", InvalidCommentToken: "comment", UnexpectedEndOfComment: "comment", UnexpectedEndOfString: "quote",
  InvalidUnicode: "escape", InvalidEscapeCharacter: "escape", InvalidCharacter: "control",
};

const problem = (key, line, parts = {}, path = "") => ({ key: `own.${key}`, line, path, parts });
const lineAt = (text, offset) => text.slice(0, offset).split(/\r\n|\r|\n/).length;

/** Return { text, problems } of a file. */
export async function textOf(file) {
  if (file.size > LARGEST) return { text: "", problems: [problem("large", null, { size: Math.ceil(file.size / 1000), most: LARGEST / 1000 })] };
  let bytes;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return { text: "", problems: [problem("unreadable", null)] };
  }
  return decoded(bytes);
}

function decoded(bytes) {
  const refused = (key, line, parts) => ({ text: "", problems: [problem(key, line, parts)] });
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || bytes.includes(0)) return refused("encoding", null, { found: "UTF-16" });
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.trim() ? { text, problems: [] } : refused("nothing", null);
  } catch {
    const text = new TextDecoder("utf-8").decode(bytes);
    return refused("encoding", lineAt(text, text.indexOf("\ufffd")), { found: "Windows-1252" });
  }
}

/**
 * Return { data, problems, lineOf } of a text: what it says, and the line of a place in it, such as ["steps", 2, "right"].
 * JSON would take the last of two fields of one name without a word: here they are refused.
 */
export function dataOf(text) {
  const refused = (found) => ({ data: null, problems: [found], lineOf: () => null });
  const deep = offsetTooDeep(text);
  if (deep !== null) return refused(problem("deep", lineAt(text, deep), { most: DEEPEST }));
  const errors = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  if (errors.length) return refused(syntaxProblem(text, errors[0]));
  const problems = [];
  findTwins(tree, [], (offset, path) => problems.push(problem("twice", lineAt(text, offset), {}, written(path))));
  return {
    data: JSON.parse(text), problems,
    lineOf: (path) => lineAt(text, findNodeAtLocation(tree, path)?.offset ?? 0),
  };
}

/** Return a place as one writes it: steps[2].right. */
export function written(path) {
  const parts = path.map((key) => (typeof key === "number" ? `[${key}]` : /^[\w.$-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(shortened(key))}]`));
  return parts.join("").replace(/^\./, "");
}

/** Return where a text goes deeper than any lesson does, or null: the parser itself would run out of memory. */
function offsetTooDeep(text) {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token = scanner.scan(); token !== SyntaxKind.EOF; token = scanner.scan()) {
    if (OPENING.includes(token)) depth += 1;
    if (CLOSING.includes(token)) depth -= 1;
    if (depth > DEEPEST) return scanner.getTokenOffset();
  }
  return null;
}

function syntaxProblem(text, { error, offset, length }) {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  const found = shortened(text.slice(offset, offset + Math.max(length, 1)).trim() || "—");
  return problem(`json.${SAID[printParseErrorCode(error)] ?? "symbol"}`, before.length, { column: before.at(-1).length + 1, found });
}

function findTwins(node, path, tell) {
  const seen = new Set();
  (node.children ?? []).forEach((child, i) => {
    if (node.type === "array") return findTwins(child, [...path, i], tell);
    const [{ value: name, offset }, value] = child.children;
    if (seen.has(name)) tell(offset, [...path, name]);
    seen.add(name);
    findTwins(value, [...path, name], tell);
  });
}
