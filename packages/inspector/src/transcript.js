// Takes apart what a terminal shows of HTTP: messages of `curl -i` and `curl -v`, header lines, a curl command.

const STATUS = /^HTTP\/\d(?:\.\d)? +(\d{3})\b/;
const REQUEST = /^[A-Z]+ \S+ HTTP\/\d(?:\.\d)?$/;
const HEADER = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*(.*)$/;
const OPTION = /(?:^|\s)(?:-H|--header)[ =]?(?:"((?:[^"\\]|\\.)*)"|'([^']*)')/g;
// The names of the protocol. Any other word before a colon could be the start of a sentence.
const NAMES =
  /^(?:payment-(?:required|signature|response)|x-payment(?:-response)?|sign-in-with-x|extension-responses)$/i;

/** Whether the protocol has a header of this name. */
export const isOurs = (name) => NAMES.test(name);

/**
 * The messages of a transcript, or undefined if the text is none.
 * @returns a list of `{status, headers, body}`: `status` is undefined in a request; each header is `{name, value, at}`, and
 *   `at` is the index of its value in the text; the body is `{text, at}` or undefined.
 */
export function messagesIn(text) {
  const lines = linesOf(text);
  if (lines.some(({ line }) => STATUS.test(line) || REQUEST.test(line))) return httpMessages(text, lines);
  const commands = [...text.matchAll(OPTION)].flatMap((found) => {
    const line = found[1]?.replace(/\\(.)/g, "$1") ?? found[2];
    const parts = HEADER.exec(line);
    return parts && isOurs(parts[1]) ? [{ name: parts[1], value: parts[2], at: text.indexOf(parts[2], found.index) }] : [];
  });
  if (commands.length > 0) return [{ headers: commands }];
  const headers = headersOf(lines);
  const rest = lines.filter(({ line }) => line.trim() !== "").length;
  // Lines of headers alone, at least one of them ours.
  if (headers.length === rest && headers.some(({ name }) => isOurs(name))) return [{ headers }];
  return undefined;
}

// What `curl -v` writes about the connection and about progress belongs to no message.
const ABOUT = /^(?:\* .*|[{}] \[\d+ bytes data\])$/;

/** Each line without its end and without the mark that `curl -v` writes before it, and where it begins. */
function linesOf(text) {
  const isVerbose = /^[<>] (?:HTTP\/|[A-Z]+ \S+ HTTP\/)/m.test(text);
  const lines = [];
  let at = 0;
  for (const whole of text.split("\n")) {
    const line = whole.replace(/\r$/, "");
    const mark = isVerbose ? (/^[<>](?: |$)/.exec(line)?.[0].length ?? 0) : 0;
    if (!isVerbose || !ABOUT.test(line)) lines.push({ line: line.slice(mark), at: at + mark });
    at += whole.length + 1;
  }
  return lines;
}

function headersOf(lines) {
  return lines.flatMap(({ line, at }) => {
    const parts = HEADER.exec(line.trimEnd());
    return parts ? [{ name: parts[1], value: parts[2], at: at + line.indexOf(parts[2], parts[1].length + 1) }] : [];
  });
}

function httpMessages(text, lines) {
  const messages = [];
  let message;
  let inHead = false;
  for (const entry of lines) {
    const status = STATUS.exec(entry.line);
    if (status || (REQUEST.test(entry.line) && (!message || !inHead))) {
      message = { status: status ? Number(status[1]) : undefined, head: [], rest: [] };
      messages.push(message);
      inHead = true;
    } else if (message && inHead && entry.line.trim() === "") {
      inHead = false;
    } else if (message) {
      (inHead ? message.head : message.rest).push(entry);
    }
  }
  return messages.map(({ status, head, rest }) => {
    const first = rest.find(({ line }) => line.trim() !== "");
    const last = rest.at(-1);
    const body = first && { text: text.slice(first.at, last.at + last.line.length).trimEnd(), at: first.at };
    return { status, headers: headersOf(head), body };
  });
}
