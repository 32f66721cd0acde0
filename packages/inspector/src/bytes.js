// Base64 and UTF-8. What is decoded here is shown and recognised; the program decodes again by its own rules.

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** The bytes of standard or URL base64, with or without padding; undefined if it is none. */
export function fromBase64(text) {
  if (!BASE64.test(text)) return undefined;
  try {
    const binary = atob(text.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    // One digit alone holds no byte: this is not base64.
    return undefined;
  }
}

/** Bytes in base64. */
export function toBase64(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** UTF-8 text in URL base64 without padding. */
export const toBase64Url = (text) => toBase64(new TextEncoder().encode(text)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** The text of these bytes; undefined if they are not UTF-8. */
export function utf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text in this base64; undefined if it is no base64 or no UTF-8. */
export function textInBase64(text) {
  const bytes = fromBase64(text);
  return bytes && utf8(bytes);
}

/** The index of the UTF-16 unit at which this byte of the text stands. */
export function indexOfByte(text, byte) {
  let bytes = 0;
  let index = 0;
  for (const character of text) {
    const code = character.codePointAt(0);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > byte) break;
    index += character.length;
  }
  return index;
}

/** For each of these bytes of the text, the index of the UTF-16 unit at which it stands. The text is read once. */
export function indicesOfBytes(text, bytes) {
  const wanted = [...new Set(bytes)].sort((a, b) => a - b);
  const found = new Map();
  let at = 0;
  let index = 0;
  for (const byte of wanted) {
    while (at < byte && index < text.length) {
      const code = text.codePointAt(index);
      at += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      index += code < 0x10000 ? 1 : 2;
    }
    found.set(byte, index);
  }
  return found;
}
