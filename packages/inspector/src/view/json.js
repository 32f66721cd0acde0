// JSON with the marks at their places.

import { step } from "../json.js";
import { el, said } from "./dom.js";

// More lines make a browser slow, and nobody reads them.
const MOST_LINES = 1500;

/** The JSON as lines, in an element that can be scrolled by keyboard. */
export function jsonView(title, tree, marks = []) {
  const at = new Map();
  for (const mark of marks) at.set(mark.pointer, [...(at.get(mark.pointer) ?? []), mark]);
  const lines = [];
  walk(tree, "", 0, undefined, "", lines);
  const known = new Set(lines.map(({ pointer }) => pointer));
  // The place of a missing member is the object in which it is missing.
  for (const [pointer, list] of [...at]) {
    let above = pointer;
    while (above !== "" && !known.has(above)) above = above.slice(0, above.lastIndexOf("/"));
    if (above === pointer) continue;
    at.delete(pointer);
    at.set(above, [...(at.get(above) ?? []), ...list.map((mark) => ({ ...mark, text: `${pointer}: ${mark.text}` }))]);
  }
  const shown = lines.slice(0, MOST_LINES).map((line) => lineOf(line, line.first ? at.get(line.pointer) : undefined));
  const more = lines.length > MOST_LINES ? el("p", { class: "note" }, `${lines.length - MOST_LINES} lines more`) : undefined;
  return el("div", {}, el("div", { class: "json", tabindex: "0", role: "region", "aria-label": title }, ...shown), more);
}

/** Without recursion into more depth than the reader has. */
function walk(node, pointer, depth, name, comma, lines) {
  const line = (text, type, first) => lines.push({ depth, pointer, name: first ? name : undefined, text, type, first });
  const inner = node.members
    ? node.members.map(({ name: key, value }) => [value, pointer + step(key), key])
    : node.items?.map((value, index) => [value, pointer + step(index), undefined]);
  if (!inner || inner.length === 0) {
    line((inner ? (node.members ? "{}" : "[]") : node.raw) + comma, node.type, true);
    return;
  }
  const [open, close] = node.members ? ["{", "}"] : ["[", "]"];
  line(open, "mark", true);
  for (const [index, [value, place, key]] of inner.entries()) {
    walk(value, place, depth + 1, key, index < inner.length - 1 ? "," : "", lines);
  }
  line(close + comma, "mark", false);
}

function lineOf({ depth, name, text, type }, marks) {
  const level = Math.min(depth, 12);
  const key = name === undefined ? [] : [said(JSON.stringify(name), { class: "key" }), ": "];
  const worst = marks?.some(({ level: each }) => each === "error" || each === "fail") ? "fail" : marks ? "warn" : undefined;
  return el(
    "div",
    { class: `line in${level}${worst ? ` marked ${worst}` : ""}` },
    ...key,
    said(text, { class: type }),
    ...(marks ?? []).map((mark) => el("span", { class: "flag" }, el("b", {}, mark.level), " ", said(mark.text))),
  );
}
