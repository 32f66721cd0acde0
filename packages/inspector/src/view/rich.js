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
  const button = el("button", { type: "button", class: "address", title: full }, label, svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: ICON })), el("span", { class: "hidden" }, " (copy)"));
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
  const nodes = pieces(String(text)).map((piece) => {
    switch (piece.kind) {
      case "address":
        return address(piece.full, piece.text);
      case "network":
        return el("span", { class: "network", title: piece.full }, piece.text);
      case "time": {
        const distance = now === undefined || piece.seconds === now ? "" : ` (${relative(piece.seconds, now)})`;
        return el("time", { datetime: new Date(piece.seconds * 1000).toISOString(), title: piece.full }, `${inWords(piece.seconds)}${distance}`);
      }
      default:
        return printable(piece.text);
    }
  });
  return el("bdi", { dir: "ltr", ...attributes }, ...nodes);
}
