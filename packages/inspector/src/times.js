// The seconds between which a payment, a sign-in or a signed offer counts, as it says itself.

import { textAt } from "./json.js";

const seconds = (text) => (/^\d{1,15}$/.test(text ?? "") ? Number(text) : undefined);
const ofIso = (text) => {
  const time = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
};

// Each kind of object with the paths of its first and last second, in the words that it uses.
const KINDS = [
  { from: ["payload", "authorization", "validAfter"], until: ["payload", "authorization", "validBefore"], margin: true },
  {
    from: ["payload", "permit2Authorization", "witness", "validAfter"],
    until: ["payload", "permit2Authorization", "deadline"],
    margin: true,
  },
  { from: ["payload", "deposit", "authorization", "validAfter"], until: ["payload", "deposit", "authorization", "validBefore"] },
  { from: ["issuedAt"], until: ["expirationTime"], parse: ofIso },
  { from: ["notBefore"], until: ["expirationTime"], parse: ofIso },
];

/**
 * The times that an object says.
 * @returns `{from, until, fromName, untilName, margin}` in Unix seconds, or undefined. `margin` is how long before the end a
 *   settlement is too late. `from` is undefined if there is no first second.
 */
export function timesIn(tree, margin) {
  for (const { from, until, parse = seconds, margin: hasMargin } of KINDS) {
    const last = parse(textAt(tree, ...until));
    if (last === undefined) continue;
    const first = parse(textAt(tree, ...from));
    return { from: first, until: last, fromName: from.at(-1), untilName: until.at(-1), margin: hasMargin ? margin : 0 };
  }
  return undefined;
}

/**
 * The part of time that a drawing shows: now, the end, the start if it is not long ago, and some air.
 * @returns `{first, last, open}`: with `open`, the start is before the first second, or there is none
 */
export function rangeOf({ from, until, margin }, now) {
  const near = Math.min(now, until);
  const span = Math.max(Math.abs(until - now), 4 * margin, 30);
  const open = from === undefined || from < near - 4 * span;
  const points = [until, now, ...(open ? [near - span] : [from])];
  const [start, end] = [Math.min(...points), Math.max(...points)];
  const air = Math.max(5, Math.ceil((end - start) * 0.1));
  return { first: Math.max(0, start - air), last: end + air, open };
}

/** A Unix time as people read it, or the number if a date cannot show it. */
export function shown(time) {
  const date = new Date(time * 1000);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().replace(".000Z", "Z");
}

const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: "UTC" });

/** A Unix time as people say it: `27 Feb 2025, 16:02:34 UTC`. */
export function inWords(time) {
  const date = new Date(time * 1000);
  return Number.isNaN(date.getTime()) ? `${time} seconds after 1970` : `${DATE.format(date)} UTC`;
}

/** How far two times are apart, in the largest two units: `1 hour 2 minutes`. */
export function apart(a, b) {
  let rest = Math.abs(a - b);
  const parts = [];
  for (const [unit, length] of [["year", 31557600], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]]) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return parts.join(" ") || "0 seconds";
}

/** A time relative to now: `in 54 seconds`, `46 seconds ago`. */
export const relative = (time, now) => (time === now ? "now" : time > now ? `in ${apart(time, now)}` : `${apart(time, now)} ago`);

/** Reads a time as people write it: Unix seconds, or a date with time and zone. */
export function parseTime(text) {
  const trimmed = text.trim();
  return seconds(trimmed) ?? (/^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(trimmed) ? ofIso(trimmed) : undefined);
}
