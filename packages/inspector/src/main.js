// The page: reads what is typed, checks it, and shows the result.

import { examples, sentences } from "inspector:built";
import { NO_GUESS } from "./headline.js";
import * as program from "./program.js";
import { inspect } from "./inspect.js";
import { fragmentOf, stateOf, vectorOf } from "./share.js";
import { sourcesLine, when } from "./provenance.js";
import { hiddenIn } from "./text.js";
import { themeButton } from "./theme.js";
import { inWords, parseTime, relative, shown } from "./times.js";
import { copied, el, section } from "./view/dom.js";
import { checksPart, comparePart, correctedPart, diagnosisPart, flagsPart, keysPart, linesPart, lintPart, objectPart, questionsPart, reasonPart, signedPart } from "./view/parts.js";
import { timeline } from "./view/timeline.js";
import { banner, emptyState, errorBanner } from "./view/verdict.js";
import { isLive, withhold } from "./withhold.js";

// No page of a directory is as long.
const MOST = 16 * 1024 * 1024;
const SETTINGS = ["offer", "code", "preset", "facilitator", "settle", "phase", "origin", "nonce", "signer", "profile"];
const SOON = 150;

const at = (id) => document.getElementById(id);
const isNarrow = window.matchMedia("(max-width: 899px)");
// The time that the reader chose; without one the clock's.
let chosen;
// What the link left out, until the text changes.
let without = "";
let shownNow;
let turn = 0;
let found;
let timer;

const clock = () => Math.floor(Date.now() / 1000);
const settings = (now) => ({ now, clock: clock(), without, isChosen: chosen !== undefined, ...Object.fromEntries(SETTINGS.map((name) => [name, at(name).value])) });

/** Checks what the boxes hold, and shows the answer, unless a newer one is on its way. */
async function update() {
  clearTimeout(timer);
  const mine = (turn += 1);
  const text = at("text").value;
  const now = chosen ?? clock();
  let answer;
  try {
    answer = text.length > MOST ? { what: "more than 16 MiB of text", error: { sentence: "nothing in x402 is as long: paste a part of it" } } : await inspect(text, settings(now), program);
  } catch (error) {
    // A fault of the page itself. It is better shown than an old verdict.
    answer = { what: "something that this page fails on", error: { sentence: `this page has a fault: ${error.message}` } };
    console.error(error);
  }
  if (mine !== turn) return;
  found = answer;
  shownNow = answer.now ?? now;
  show(answer, shownNow);
  document.documentElement.dataset.inspected = "";
}

const updateSoon = () => {
  clearTimeout(timer);
  timer = setTimeout(update, SOON);
};

function show(answer, now) {
  const hidden = hiddenIn(at("text").value);
  at("taken").textContent = answer.empty
    ? ""
    : `This is ${answer.what}.${notesOf(answer)}${hidden > 0 ? ` It has ${hidden} invisible or direction-changing character${hidden === 1 ? "" : "s"}, shown below as escapes.` : ""}`;
  const used = answer.used ?? [];
  at("offer-part").hidden = answer.wants !== "offer";
  at("offer-note").textContent = offerNote(answer);
  const hasFields = used.some((name) => name !== "offer");
  at("known").hidden = !hasFields && answer.wants !== "offer";
  for (const row of at("known").querySelectorAll("[data-for]")) row.hidden = !used.includes(row.dataset.for);
  showTime(now, answer.recorded);
  const verdict = el("div", { class: "verdicts" }, ...verdictsOf(answer, now));
  // A screen reader announces what is put here, so the same verdict is not put twice.
  if (!at("verdict").firstChild?.isEqualNode(verdict)) at("verdict").replaceChildren(verdict);
  showTimeline(answer.times, now);
  at("actions").hidden = answer.empty === true;
  at("save").hidden = answer.question === undefined;
  // A terminal obeys control characters, whatever is around them.
  at("command").hidden = !answer.command?.every((word) => hiddenIn(word) === 0);
  at("done").textContent = "";
  showSharing(answer);
  at("rest").replaceChildren(...partsOf(answer, now));
  document.documentElement.toggleAttribute("data-given", !answer.empty);
}

/** What the reader should know about the text. */
function notesOf({ notes = [], error }) {
  const sentences = notes.filter(({ kind, sentence }) => kind !== "inside" && sentence !== error?.sentence).map(({ sentence }) => sentence);
  return sentences.map((sentence) => ` ${sentence[0].toUpperCase()}${sentence.slice(1)}.`).join("");
}

function showTime(now, recorded) {
  const input = at("now");
  if (document.activeElement !== input) input.value = shown(now);
  input.removeAttribute("aria-invalid");
  const source = recorded?.chosen ? `${inWords(now)}, ${when(recorded.provenance)}.` : `${inWords(now)}.`;
  at("now-note").textContent = chosen === undefined ? "The time of this computer's clock." : source;
}

/** Whether the link holds the signature, and why not. */
function showSharing(answer) {
  const now = clock();
  const live = isLive(answer, now);
  at("sharing").hidden = !live;
  at("why-without").hidden = !live;
  if (!live) return;
  const until = answer.secret.until;
  const how = answer.kind === "sign-in" ? "sign in with it" : "settle this payment";
  at("why-without").textContent = `The link leaves the signature out: with it, a reader could ${how}${until === undefined ? "" : ` until ${inWords(until)}`}.`;
}

function offerNote({ offersFrom, offersUnread, needsOffer }) {
  if (offersUnread) return "This text has no payment requirements. Paste one, several, or your whole 402 response.";
  if (offersFrom === "payment") return "Empty, so the payment is checked against the copy of the requirements that it contains itself.";
  if (offersFrom === "paste") return "Taken from what you pasted. Text in this box replaces it.";
  return needsOffer ? "Paste them here, or your whole 402 response." : "";
}

/** What the seller or the facilitator answered, and then the verdict on the bytes. */
function verdictsOf(answer, now) {
  const own = answer.answer && !answer.verdict && !answer.error ? undefined : verdictOf(answer, now);
  return [answer.answer && banner(answer.answer), own].filter(Boolean);
}

function verdictOf(answer, now) {
  if (answer.empty) return emptyState();
  if (answer.nothing) return banner({ word: "unreadable", headline: { cause: "This text contains no x402 data.", acts: [["You", "Paste the header, the body or the log line that has it."]] } });
  if (answer.error) return errorBanner(answer.error, goTo);
  const notes = [];
  const { recorded, times, own, kind, sources, used = [] } = answer;
  if (recorded && used.includes("now")) notes.push(recordedNote(answer, recorded, times, now));
  if (without !== "" && answer.secret) notes.push("The link came without the signature, because the payment could still be settled.");
  if (own && kind === "sign-in") notes.push(el("span", {}, "Checked for the origin that the sign-in names. ", toField("origin", "Enter your own"), ": a sign-in can be made for any."));
  else if (own) notes.push(el("span", {}, "Checked against the payment's own copy of the requirements. ", toField("offer", "Paste yours"), ": a payment can name any terms."));
  return banner(answer.verdict, notes, sources && sourcesLine(sources));
}

/** The time that others than the client recorded, and a button that checks at it. */
function recordedNote({ then }, recorded, times, now) {
  const since = clock();
  const at = `${inWords(recorded.seconds)}, ${when(recorded.provenance)} (${relative(recorded.seconds, since)})`;
  if (recorded.chosen) {
    const expired = times && times.until > now && times.until <= since ? " It has expired since." : "";
    return `Checked at ${at}.${expired}`;
  }
  const button = el("button", { type: "button", class: "inline" }, "Check at that time");
  button.addEventListener("click", () => {
    chosen = recorded.seconds;
    update();
  });
  const verdict = then ? `: the verdict then is ${then.verdict}` : "";
  return el("span", {}, `The text has the time ${at}${verdict}. `, button);
}

/** A button that leads to a field of what is known. */
function toField(name, label) {
  const button = el("button", { type: "button", class: "inline" }, label);
  button.addEventListener("click", () => {
    at("known").open = true;
    at(name).focus();
  });
  return button;
}

/** Puts the cursor at a character of what was pasted. */
function goTo(index) {
  const box = at("text");
  box.focus();
  box.setSelectionRange(index, index + 1);
}

function partsOf(answer, now) {
  const { checks = [], needs = [], outstanding = [], findings = [], flags = [], tolerated = [], report = answer.verdict && { verdict: answer.verdict.word } } = answer;
  const guesses = findings.filter(({ kind }) => kind !== "gave-up" && !Object.hasOwn(NO_GUESS, kind) && !flags.includes(kind));
  const parts = [];
  // An answer with nothing but a code is about the code. A verdict of this page has causes of its own.
  const isAboutCode = answer.explained !== undefined && checks.length === 0;
  const isTold = answer.explained?.code === answer.answer?.explained?.code;
  if (answer.answer?.explained) parts.push(reasonPart(answer.answer.explained, true));
  if (isAboutCode) parts.push(reasonPart(answer.explained, true));
  if (answer.carriers?.length > 0) parts.push(section("The message", ...answer.carriers.map((each) => banner(each))));
  if (needs.length > 0) parts.push(questionsPart("Ask this first", "The answer decides the verdict.", needs));
  if (outstanding.length > 0 && report?.verdict === "valid") {
    const isSignIn = answer.kind === "sign-in";
    parts.push(questionsPart(isSignIn ? "Ask before you accept it" : answer.answer?.success === false ? "Ask the chain" : "Ask before you settle", isSignIn ? "An answer can change the verdict." : "An answer can prevent the settlement.", outstanding));
  }
  if (guesses.length > 0) parts.push(diagnosisPart(guesses, report?.verdict === "valid"));
  if (answer.rows) parts.push(comparePart(answer.rows, answer.own));
  if (answer.lint) parts.push(...lintPart(answer.lint, answer.prices ?? []));
  if (answer.signed) parts.push(...signedPart(answer.signed, sentences));
  if (checks.length > 0) parts.push(checksPart(checks, sentences, now));
  if (answer.explained && !isAboutCode && !isTold) parts.push(reasonPart(answer.explained, false));
  if (answer.lines) parts.push(linesPart(answer.linesTitle ?? "The transaction", answer.lines));
  if (flags.length + tolerated.length > 0) parts.push(flagsPart(flags, tolerated));
  if (Object.values(answer.keys ?? {}).some(Boolean)) parts.push(keysPart(answer.keys));
  if (answer.corrected) parts.push(correctedPart(answer.corrected));
  parts.push(...(answer.objects ?? []).map(objectPart));
  return parts.filter(Boolean);
}

const showTimeline = timeline(at("timeline"), (time) => {
  chosen = time;
  update();
});

/** What a link holds. The time is part of a case whose verdict depends on it. Undefined if the signature cannot be left out. */
function state() {
  const whole = { text: at("text").value, without, now: found?.used?.includes("now") ? shownNow : undefined, ...Object.fromEntries(SETTINGS.map((name) => [name, at(name).value])) };
  if (!isLive(found, clock()) || at("with-signature").checked) return whole;
  // The rest of a transcript can hold the same signature again, so nothing but the payment and its offers is kept.
  const text = withhold(found.secret.text);
  const { offers } = found.secret;
  return text && { ...whole, text, offer: offers.length > 0 ? `[${offers.join(",")}]` : "", without: "signature" };
}

async function restore(given) {
  at("text").value = given.text;
  for (const name of SETTINGS) at(name).value = given[name] ?? "";
  // A link can name a choice that this page does not have.
  for (const select of document.querySelectorAll("select")) if (select.selectedIndex < 0) select.value = "";
  at("with-signature").checked = false;
  chosen = given.now;
  without = given.without ?? "";
  await update();
  goToVerdict();
}

/** Makes room for the verdict. Where it is not seen as a whole, the page moves to it. The keyboard of a phone takes room, too. */
function goToVerdict() {
  if (isNarrow.matches && at("text").value !== "") at("examples").open = false;
  // What comes first, if there are two: an answer, and the verdict on the bytes.
  const { top, bottom } = (at("verdict").querySelector(".banner") ?? at("verdict")).getBoundingClientRect();
  const height = window.visualViewport?.height ?? window.innerHeight;
  if (isNarrow.matches && at("text").value !== "" && (top < 0 || bottom > height)) at("verdict").scrollIntoView();
}

async function share() {
  const kept = state();
  if (kept === undefined) {
    at("done").textContent = "The page cannot find the signature in this text. Tick the box to copy the link with all of it.";
    return;
  }
  const fragment = fragmentOf(kept);
  if (fragment === undefined) {
    at("done").textContent = "This case is too long for a link.";
    return;
  }
  history.replaceState(null, "", fragment);
  const holds = kept.text === at("text").value ? "The link holds all that you pasted." : "The link holds the payment without its signature.";
  at("done").textContent = (await copied(location.href)) ? `Copied. ${holds}` : "The address bar has the link.";
}

/** What the reader should know of a copy that has everything. */
const warning = () => (isLive(found, clock()) ? " It contains the signature." : "");

async function save() {
  const text = vectorOf(found.question, await program.ask(found.question.op, found.question.input));
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "x402-case.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  at("done").textContent = `Saved as x402-case.json.${warning()}`;
}

const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

async function copyCommand() {
  const done = await copied(["x402", ...found.command].map(quoted).join(" "));
  at("done").textContent = done ? `Copied.${warning()}` : "The browser does not let this page copy.";
}

function listen() {
  for (const name of ["text", ...SETTINGS]) at(name).addEventListener("input", updateSoon);
  at("text").addEventListener("input", () => {
    without = "";
    at("with-signature").checked = false;
  });
  at("text").addEventListener("paste", () => {
    // The text is there after the event.
    setTimeout(async () => {
      at("examples").open = false;
      await update();
      goToVerdict();
    });
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    at("verdict").focus();
  });
  at("now").addEventListener("change", () => {
    const time = parseTime(at("now").value);
    if (time === undefined) {
      at("now").setAttribute("aria-invalid", "true");
      at("now-note").textContent = "Write a time such as 2025-02-27T16:01:40Z, or seconds since 1970.";
      return;
    }
    chosen = time;
    update();
  });
  at("clock").addEventListener("click", () => {
    chosen = undefined;
    update();
  });
  at("share").addEventListener("click", share);
  at("save").addEventListener("click", save);
  at("command").addEventListener("click", copyCommand);
  window.addEventListener("hashchange", () => {
    const given = stateOf(location.hash);
    if (given) restore(given);
  });
}

function fill() {
  for (const [name, example] of Object.entries(examples)) {
    const button = el("button", { type: "button" }, name);
    button.addEventListener("click", () => restore(example));
    document.querySelector(".examples").append(button);
  }
  for (const [name, what] of program.presets()) at("preset").append(el("option", { value: name }, what ? `${name} (${what})` : name));
}

/** Keeps the page for use without a network, where the browser allows it. */
function keep() {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  const policy = window.trustedTypes?.createPolicy("inspector", { createScriptURL: (url) => (url === "sw.js" ? url : "") });
  navigator.serviceWorker.register(policy ? policy.createScriptURL("sw.js") : "sw.js").catch((error) => console.warn(`not kept for use without a network: ${error.message}`));
}

themeButton(at("theme"));
at("known").open = !isNarrow.matches;
await program.ready();
fill();
listen();
const given = stateOf(location.hash);
at("examples").open = !given;
await (given ? restore(given) : update());
document.documentElement.dataset.ready = "";
keep();
