/**
 * Bundle: scenarios of a user's own, with their places, in a file that `bubbles explore OURS.toml --export OURS.json`
 * writes. It is opened as it was written, for this model, or not at all.
 */

import { Sha256 } from "../engine/digest.js";
import { shortened } from "./link.js";

const KIND = "enabling-bubbles-scenarios";
const HEAD = '{"check":"';
const DIGITS = 64;
const LARGEST = 50_000_000;

/** Return { scenarios, sizes, problem } of a file's bytes; a problem is { key, parts } for the page's texts. */
export function bundleIn(bytes, card) {
  const refused = (key, parts = {}) => ({ scenarios: [], sizes: {}, problem: { key: `bundle.${key}`, parts } });
  if (bytes.length > LARGEST) return refused("large", { size: Math.ceil(bytes.length / 1e6), most: LARGEST / 1e6 });
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD.length + DIGITS));
  if (!head.startsWith(HEAD)) return refused("kind");
  const check = head.slice(HEAD.length);
  if (new Sha256().update(bytes.subarray(head.length)).hex() !== check) return refused("changed");
  const { kind, model, scenarios, sizes } = JSON.parse(new TextDecoder().decode(bytes));
  if (kind !== KIND) return refused("kind");
  if (model !== card.model) return refused("model", { model: shortened(model).slice(0, 12), known: card.model.slice(0, 12) });
  const taken = scenarios.find(({ name }) => card.scenarios.some((one) => one.name === name && !one.file));
  if (taken) return refused("taken", { name: taken.name });
  return { scenarios, sizes, problem: null };
}
