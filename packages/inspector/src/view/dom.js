// Elements, made without HTML text.

import { printable } from "../text.js";

const SVG = "http://www.w3.org/2000/svg";
// A longer text is nothing that a person reads here.
const MOST = 6000;

const filled = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== false));
  return element;
};

/** An element with attributes and children; texts become text nodes. */
export const el = (name, attributes = {}, ...children) => filled(document.createElement(name), attributes, children);

/** An element of SVG. */
export const svg = (name, attributes = {}, ...children) => filled(document.createElementNS(SVG, name), attributes, children);

/** A stranger's text: escaped, and isolated from what stands around it. */
export function said(text, attributes = {}) {
  const shown = printable(text);
  const short = shown.length > MOST ? `${shown.slice(0, MOST)} … (${shown.length - MOST} characters more)` : shown;
  return el("bdi", { dir: "ltr", ...attributes }, short);
}

/** A button that copies a text, and says so. */
export function copyButton(label, text, what) {
  const button = el("button", { type: "button", class: "quiet", "aria-label": `${label}: ${what}` }, label);
  button.addEventListener("click", async () => {
    button.textContent = (await copied(text)) ? "Copied" : "Select it to copy";
    setTimeout(() => (button.textContent = label), 1500);
  });
  return button;
}

/** Whether the browser took the text. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without permission, or without https.
    return false;
  }
}

/** A section with a heading. A button that comes first is shown next to the heading. */
export function section(title, first, ...children) {
  const isButton = first?.localName === "button";
  const head = el("div", { class: "head" }, el("h3", {}, title), isButton ? first : undefined);
  return el("section", { class: "part" }, head, isButton ? undefined : first, ...children);
}

/**
 * A code, which leads to its entry on the site, if there is a site.
 * @param kind `reason` or `check`
 */
export function codeOf(kind, code, site) {
  const shown = el("code", {}, said(code));
  const name = code.slice(code.indexOf("/") + 1);
  return site && /^[\w-]+$/.test(name) ? el("a", { href: `${site}/${kind}/${name}.html`, rel: "noreferrer" }, shown) : shown;
}
