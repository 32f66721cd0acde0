// A sentence with short addresses that can be copied, names of networks, and times in words.

import { inWords, relative } from "../times.js";
import { pieces } from "../words.js";
import { copied, el, said, svg } from "./dom.js";
import { printable } from "../text.js";

// A longer text is nothing that a person reads as a sentence.
const MOST = 4000;
const ICON = "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z";

/** The short form of an address, which copies the whole one. */
export function address(full, text) {
  const label = el("span", {}, text);
  const button = el("button", { type: "button", class: "address", title: `Copy ${full}` }, label, svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: ICON })));
  button.addEventListener("click", async () => {
    label.textContent = (await copied(full)) ? "Copied" : full;
    if (label.textContent === "Copied") setTimeout(() => (label.textContent = text), 1500);
  });
  return button;
}

/**
 * A sentence of the verifier or of this page.
 * @param now with it, each time has its distance from it
 */
export function rich(text, { now, ...attributes } = {}) {
  if (text.length > MOST) return said(text, attributes);
  const nodes = pieces(String(text)).map((piece) => nodeOf(piece, now));
  // No line ends between an address and the mark behind it.
  for (let index = 1; index < nodes.length; index += 1) {
    const mark = nodes[index - 1].localName === "button" && typeof nodes[index] === "string" ? /^[.,:;)?]+/.exec(nodes[index])?.[0] : undefined;
    if (mark === undefined) continue;
    nodes[index - 1] = el("span", { class: "keep" }, nodes[index - 1], mark);
    nodes[index] = nodes[index].slice(mark.length);
  }
  return el("bdi", { dir: "ltr", ...attributes }, ...nodes);
}

function nodeOf({ kind, text, full, seconds }, now) {
  switch (kind) {
    case "address":
      return address(full, text);
    case "network":
      return el("span", { class: "network", title: full }, text);
    case "time": {
      const distance = now === undefined || seconds === now ? "" : ` (${relative(seconds, now)})`;
      return el("time", { datetime: new Date(seconds * 1000).toISOString(), title: full }, `${inWords(seconds)}${distance}`);
    }
    default:
      return printable(text);
  }
}
