// Why a question has no answer.

// A name may have a colon inside. One behind it ends the path.
const PATH = /^input((?:\.[^\s.[\]]*[^\s.[\]:]|\[\d+\])*)(?=:?(?:\s|$))/;

/** A name as a step of a JSON pointer. */
export const escaped = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");

/**
 * A question that cannot be answered. `code` is "malformed" (a member is missing, or has the wrong type or value), "unsupported" (a
 * member or an operation is unknown here, so that ignoring it could change the verdict) or "not-ready" (`await init()` comes first).
 * `pointer` is the JSON pointer of the member in the question (RFC 6901), "" for the whole question.
 */
export class X402Error extends Error {
  constructor(code, message, pointer) {
    super(message);
    this.name = "X402Error";
    this.code = code;
    this.pointer = pointer ?? pointerOf(message);
  }
}

// The operations name a member as `input.offers[0].amount`.
function pointerOf(message) {
  const path = PATH.exec(message)?.[1] ?? "";
  return escaped(path).replace(/\[(\d+)\]/g, "/$1").replaceAll(".", "/");
}
