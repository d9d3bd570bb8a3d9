/** Summary: what many worlds say: bands over the months, means with their intervals, paired differences. */

import { estimateOf } from "../engine/numbers.js";

/** Between these shares of the worlds a band lies. */
export const BAND = [0.05, 0.95];

/** So few numbers are put in order at once; of more, only those asked for are put into their places. */
const FEW = 24;

/** Put numbers `from` to `to` of a room in order, both included. */
function sortFew(room, from, to) {
  for (let i = from + 1; i <= to; i++) {
    const value = room[i];
    let j = i - 1;
    for (; j >= from && room[j] > value; j--) room[j + 1] = room[j];
    room[j + 1] = value;
  }
}

/** Bring the number that would stand at `place` there, with none greater before it and none smaller after (Hoare's find). */
function bring(room, place, from, to) {
  while (to - from > FEW) {
    const middle = (from + to) >> 1;
    const [a, b, c] = [room[from], room[middle], room[to]];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let i = from;
    let j = to;
    while (i <= j) {
      while (room[i] < pivot) i++;
      while (room[j] > pivot) j--;
      if (i <= j) {
        const kept = room[i];
        room[i++] = room[j];
        room[j--] = kept;
      }
    }
    if (place <= j) to = j;
    else if (place >= i) from = i;
    else return;
  }
  sortFew(room, from, to);
}

/** Bring the least of what is from `from` to `to` to the front. */
function bringLeast(room, from, to) {
  let least = from;
  for (let i = from + 1; i <= to; i++) if (room[i] < room[least]) least = i;
  const kept = room[from];
  room[from] = room[least];
  room[least] = kept;
}

/** Bring what would stand at `places` there; the middle one first, so that the others are sought among fewer. */
function bringAll(room, places, first, last, from, to) {
  if (first > last) return;
  const middle = (first + last) >> 1;
  const place = places[middle];
  bring(room, place, from, to);
  bringAll(room, places, first, middle - 1, from, place - 1);
  bringAll(room, places, middle + 1, last, place + 1, to);
}

/** Return quantiles of the finite numbers, linear between neighbours as numpy's; `shares` rise; `room` is put in order as far as needed. */
export function quantilesOf(room, count, shares) {
  if (!count) return shares.map(() => Number.NaN);
  const at = shares.map((share) => share * (count - 1));
  if (count <= FEW) sortFew(room, 0, count - 1);
  else {
    const places = [...new Set(at.map(Math.floor))];
    bringAll(room, places, 0, places.length - 1, 0, count - 1);
    places.forEach((place, i) => place + 1 < count && bringLeast(room, place + 1, (places[i + 1] ?? count) - 1));
  }
  return at.map((place) => {
    const below = Math.floor(place);
    return room[below] + (place - below) * (room[Math.min(below + 1, count - 1)] - room[below]);
  });
}

/** Return [low, mean, high] over worlds of values [month][world], less those of `other` where given: of each an array over months. */
export function bandOf({ values, months }, other = null) {
  const worlds = values.length / months;
  const [low, middle, high] = [0, 1, 2].map(() => new Float64Array(months));
  const room = new Float64Array(worlds);
  for (let month = 0; month < months; month++) {
    let count = 0;
    let sum = 0;
    for (let place = month * worlds; place < (month + 1) * worlds; place++) {
      const value = other === null ? values[place] : values[place] - other.values[place];
      if (!Number.isFinite(value)) continue;
      room[count++] = value;
      sum += value;
    }
    [low[month], high[month]] = quantilesOf(room, count, BAND);
    middle[month] = count ? sum / count : Number.NaN;
  }
  return [low, middle, high];
}

/** Return { mean, low, high, defined, from, to } of one measure over worlds: its mean and interval, and where 90 of 100 worlds lie. */
export function spreadOf(values, sets) {
  const room = values.filter((value) => Number.isFinite(value));
  const [from, to] = quantilesOf(room, room.length, BAND);
  return { ...estimateOf(values, sets), from, to };
}

/**
 * Return the median of times of which some are open, known only to be longer: where the share that lasts on, by Kaplan
 * and Meier, first falls to a half; NaN where it never does, and `longest` is what it lasts at least.
 */
export function medianUntil(times, isOpen) {
  const known = [...times.keys()].filter((i) => Number.isFinite(times[i])).sort((i, j) => times[i] - times[j] || isOpen[i] - isOpen[j]);
  let median = Number.NaN;
  let left = 1;
  let opened = 0;
  known.forEach((i, place) => {
    if (isOpen[i] === 1) opened += 1;
    else left *= 1 - 1 / (known.length - place);
    if (left <= 0.5 + 1e-12 && Number.isNaN(median)) median = times[i];
  });
  return { median, longest: known.length ? times[known.at(-1)] : Number.NaN, opened, defined: known.length };
}

/** Return one less another, world by world, over the worlds both have. */
export function lessOf(one, other) {
  return one.slice(0, other.length).map((value, world) => value - other[world]);
}

/** Return the paired differences a less b of one measure. */
export function differencesOf(a, b, measure) {
  return lessOf(a.measure(measure), b.measure(measure));
}

/** Return in how many worlds a difference is for the better, nil, for the worse, or undefined. */
export function countsOf(differences, sign) {
  const found = { better: 0, same: 0, worse: 0, undefined: 0 };
  for (const difference of differences) {
    const value = sign * difference;
    found[Number.isNaN(value) ? "undefined" : value > 0 ? "better" : value < 0 ? "worse" : "same"] += 1;
  }
  return found;
}

/** The lines of a result that charts draw, kept for as long as the result lives. */
const kept = new WeakMap();

/** Return [low, mean, high] over the months of one series of a group, gain or not, kept with its result. */
export function seriesBand(result, name, { gain = false } = {}) {
  const known = kept.get(result) ?? kept.set(result, new Map()).get(result);
  const key = `${name}${gain ? " gain" : ""}`;
  if (!known.has(key)) known.set(key, computed(result, name, gain));
  return known.get(key);
}

function computed(result, name, gain) {
  const [quantity, ...rest] = name.split(".");
  const read = (...parts) => result.monthly(parts.join("."));
  if (quantity === "overstated") return bandOf(read("reported", ...rest), read("honest", ...rest));
  return bandOf(read(name), gain ? read(name, "twin") : null);
}
