// Where what a verdict rests on came from, in words.

/** The origins that the operation `recognise` names. */
const OF_PARTS = {
  response: "the server's response",
  "server-message": "the server's message",
  "client-message": "the client's message",
  "facilitator-request": "the request to the facilitator",
  "request-header": "the request's header",
  "request-body": "the request's body",
  pasted: "the pasted text",
  record: "a field of a log",
  embedded: "a text inside a string",
};

/** The origins that only this page has. */
const OF_PAGE = {
  box: "the second box",
  payment: "the payment's own copy",
  clock: "this computer's clock",
  chosen: "you",
};

const OF_TIMES = { "answer-date": "the Date of the server's answer", "har-entry": "the startedDateTime of the HAR entry", "log-line": "the log line" };

const PHRASES = { ...OF_PARTS, ...OF_PAGE, ...OF_TIMES };

/** The origin in a sentence. */
export const phrase = (provenance) => PHRASES[provenance] ?? provenance;

/** When others than the client recorded the time of a payment. */
export const when = (provenance) =>
  ({ "answer-date": "when the server answered", "har-entry": "when the browser sent it" })[provenance] ?? "when the line was logged";

/** One line about the payment, the offers and the time of a verdict. */
export const sourcesLine = ({ payment, offers, time }) => `Payment from ${phrase(payment)}; offer from ${phrase(offers)}; time from ${phrase(time)}.`;
