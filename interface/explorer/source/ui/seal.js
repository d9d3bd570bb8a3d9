/** Seal: the check at the end of a link, by which one that was cut or changed on its way is known. */

import { Sha256 } from "../engine/digest.js";

const DIGITS = 8;
const SEALED = new RegExp(`^[0-9a-f]{${DIGITS}}$`);
/** What programs put behind a link: anything but letters, digits and what links are made of, encoded or not. */
const BEHIND = new RegExp(`(check=[0-9a-f]{${DIGITS}})(?:%[0-9a-f]{2}|[^0-9a-z&=%])+$`, "i");
const BLANK = /\s|%(?:20|09|0a|0d)/gi;
/** So often may programs on the way have encoded a link anew. */
const ENCODED = 3;

/** Return the parts of a link as [name, value], null where it has no such form. */
export function partsOf(text) {
  try {
    return text.split("&").map((part) => {
      const place = part.indexOf("=");
      if (place < 1) throw new Error(part);
      return [part.slice(0, place), decodeURIComponent(part.slice(place + 1).replace(/\+/g, "%2B"))];
    });
  } catch {
    return null;
  }
}

/** Return the check of what a link says, in whatever order and encoding: digits of its SHA-256. */
export function checkOf(parts) {
  const said = parts.filter(([name]) => name !== "check").map(([name, value]) => `${name}=${value}`);
  return new Sha256().update(new TextEncoder().encode(said.sort().join("\n"))).hex().slice(0, DIGITS);
}

/** Return the check that a link carries: undefined where there is none, null where its end is missing. */
export function checkIn(parts) {
  const found = parts.find(([name]) => name === "check")?.[1];
  return found === undefined || SEALED.test(found) ? found : null;
}

/**
 * Return the parts of a link, null where it has no such form. What mail and chat programs do to links is undone where
 * the check then holds: blanks within, punctuation behind, signs encoded once more.
 */
export function partsReceived(text) {
  let tried = text;
  for (let i = 0; i <= ENCODED; i++) {
    const parts = partsOf(tried.replace(/&amp;/g, "&").replace(BLANK, "").replace(BEHIND, "$1"));
    if (parts && checkIn(parts) === checkOf(parts)) return parts;
    try {
      tried = decodeURIComponent(tried);
    } catch {
      break;
    }
  }
  return partsOf(text);
}
