// A stranger's text as people may read it: no character of it is invisible, and none moves another.

// The same set as `printable.rs` of x402-types: controls, format characters, unusual spaces, unassigned and private
// characters, lone surrogates, and letters and marks that show nothing.
const HIDDEN =
  /(?! )[\p{C}\p{Z}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0000}-\u{e0fff}]/gu;

/** The JSON escape of each UTF-16 unit of a character. */
const escaped = (character) =>
  character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

/** The text on one line, with a JSON escape in place of each character that is invisible or moves others. */
export const printable = (text) => String(text).replace(HIDDEN, escaped);

/** As `printable`, and line feeds stay. */
export const printableLines = (text) => String(text).split("\n").map(printable).join("\n");

/** How many characters of the text `printable` would escape, not counting tabs and line ends. */
export const hiddenIn = (text) => (text.replace(/[\t\r\n]/g, "").match(HIDDEN) ?? []).length;

/** A header's value without the white space around it that HTTP allows. `trim` takes more, such as a no-break space. */
export function headerValue(text) {
  const isSpace = (index) => " \t\r\n".includes(text[index]);
  let [start, end] = [0, text.length];
  while (start < end && isSpace(start)) start += 1;
  while (end > start && isSpace(end - 1)) end -= 1;
  return text.slice(start, end);
}
