// The page: takes what is typed, has it judged, and shows the answer.

import { examples, sentences } from "inspector:built";
import * as judge from "./judge.js";
import { judgement } from "./judgement.js";
import { fragmentOf, stateOf, vectorOf } from "./share.js";
import { hiddenIn } from "./text.js";
import { themeButton } from "./theme.js";
import { parseTime, shown } from "./times.js";
import { copied, el } from "./view/dom.js";
import { checksPart, comparePart, correctedPart, diagnosisPart, flagsPart, keysPart, linesPart, lintPart, objectPart, questionsPart, signedPart } from "./view/parts.js";
import { timeline } from "./view/timeline.js";
import { banner, emptyState, errorBanner } from "./view/verdict.js";

// No page of a directory is as long.
const MOST = 16 * 1024 * 1024;
const SETTINGS = ["offer", "code", "preset", "facilitator", "settle", "phase", "origin", "nonce", "signer", "profile"];
const SOON = 150;

const at = (id) => document.getElementById(id);
// The time that somebody chose; without one the clock's.
let chosen;
let shownNow;
let turn = 0;
let found;
let timer;

const clock = () => Math.floor(Date.now() / 1000);
const settings = (now) => ({ now, isChosen: chosen !== undefined, ...Object.fromEntries(SETTINGS.map((name) => [name, at(name).value])) });

/** Judges what the boxes hold, and shows the answer, unless a newer one is on its way. */
async function update() {
  clearTimeout(timer);
  const mine = (turn += 1);
  const text = at("text").value;
  const now = chosen ?? clock();
  let answer;
  try {
    answer = text.length > MOST ? { what: "more than 16 MiB of text", error: { sentence: "nothing of x402 is as long; paste a part of it" } } : await judgement(text, settings(now), judge);
  } catch (error) {
    // A fault of the page itself. It is better shown than an old verdict.
    answer = { what: "something that this page fails on", error: { sentence: `this page has a fault: ${error.message}` } };
    console.error(error);
  }
  if (mine !== turn) return;
  found = answer;
  shownNow = answer.now ?? now;
  show(answer, shownNow);
  document.documentElement.dataset.judged = "";
}

const updateSoon = () => {
  clearTimeout(timer);
  timer = setTimeout(update, SOON);
};

function show(answer, now) {
  const text = at("text").value;
  const hidden = hiddenIn(text);
  at("taken").textContent = answer.empty
    ? ""
    : `Taken for ${answer.what}.${notesOf(answer)}${hidden > 0 ? ` It has ${hidden} invisible or direction-changing character${hidden === 1 ? "" : "s"}, shown below as escapes.` : ""}`;
  const used = answer.used ?? [];
  at("offer-part").hidden = answer.wants !== "offer";
  at("offer-note").textContent = offerNote(answer);
  at("known").hidden = !used.some((name) => name !== "offer");
  for (const row of at("known").querySelectorAll("[data-for]")) row.hidden = !used.includes(row.dataset.for);
  showTime(now, answer.then);
  const verdict = verdictOf(answer);
  // A reader of screens says what is put here, so that the same verdict is not put twice.
  if (!at("verdict").firstChild?.isEqualNode(verdict)) at("verdict").replaceChildren(verdict);
  showTimeline(answer.times, now);
  at("actions").hidden = answer.empty === true;
  at("save").hidden = answer.question === undefined;
  // A terminal obeys control characters, whatever stands around them.
  at("command").hidden = !answer.command?.every((word) => hiddenIn(word) === 0);
  at("done").textContent = "";
  at("rest").replaceChildren(...partsOf(answer));
}

/** What a reader should know of the text, and when it is judged. */
function notesOf({ notes = [], error }) {
  const sentences = notes.filter(({ kind, sentence }) => kind !== "inside" && sentence !== error?.sentence).map(({ sentence }) => sentence);
  return sentences.map((sentence) => ` ${sentence[0].toUpperCase()}${sentence.slice(1)}.`).join("");
}

function showTime(now, then) {
  const input = at("now");
  if (document.activeElement !== input) input.value = shown(now);
  input.removeAttribute("aria-invalid");
  const whose = then === undefined ? "the clock's time" : then.clock === "date" ? "when the server answered (its Date)" : "when the line was logged";
  at("now-note").textContent = chosen === undefined ? whose : `${now} s since 1970`;
}

function offerNote({ offersFrom, offersUnread, needsOffer }) {
  if (offersUnread) return "There is no offer in this text. Paste an offer, several, or the demand.";
  if (offersFrom === "payment") return "Nothing here yet, so the payment is judged by the copy of the offer that it brings itself.";
  if (offersFrom === "paste") return "Taken from what you pasted above. Text in this box takes its place.";
  return needsOffer ? "A verdict needs the offer that the payment answers." : "";
}

function verdictOf(answer) {
  if (answer.empty) return emptyState();
  if (answer.nothing) return banner({ word: "unreadable", sentence: "there is nothing of x402 in this text" });
  if (answer.error) return errorBanner(answer.error, goTo);
  const notes = [];
  if (answer.own && answer.kind === "sign-in") notes.push("Judged for the origin that the sign-in names. Say your own: a sign-in can be made for any.");
  else if (answer.own) notes.push("Judged by the payment's own copy of the offer. Paste the offer that your server made: a payment can name any terms.");
  return banner(answer.verdict, notes);
}

/** Puts the cursor at a character of what was pasted. */
function goTo(index) {
  const box = at("text");
  box.focus();
  box.setSelectionRange(index, index + 1);
}

function partsOf(answer) {
  const { checks = [], needs = [], outstanding = [], findings = [], flags = [], tolerated = [] } = answer;
  const parts = [];
  if (answer.meaning) parts.push(linesPart("What the reason means", answer.meaning));
  if (answer.carriers?.length > 0) parts.push(el("section", { class: "part" }, el("h3", {}, "The message"), ...answer.carriers.map((each) => banner(each))));
  if (answer.also) parts.push(el("section", { class: "part" }, el("h3", {}, "The settlement in the answer"), verdictOf(answer.also)));
  if (needs.length > 0) parts.push(questionsPart("What decides", "The answers decide the verdict.", needs));
  if (findings.length > 0) parts.push(diagnosisPart(findings));
  if (answer.rows) parts.push(comparePart(answer.rows, answer.own));
  if (answer.lint) parts.push(...lintPart(answer.lint, answer.prices ?? []));
  if (answer.signed) parts.push(...signedPart(answer.signed, sentences));
  if (answer.lines) parts.push(linesPart(answer.linesTitle ?? "The transaction", answer.lines));
  if (checks.length > 0) parts.push(checksPart(checks, sentences));
  if (outstanding.length > 0) {
    parts.push(questionsPart("Ask before you settle", "An answer can prevent the settlement.", outstanding));
  }
  if (flags.length + tolerated.length > 0) parts.push(flagsPart(flags, tolerated));
  if (Object.values(answer.keys ?? {}).some(Boolean)) parts.push(keysPart(answer.keys));
  parts.push(...(answer.objects ?? []).map(objectPart));
  if (answer.corrected) parts.push(correctedPart(answer.corrected));
  return parts;
}

const showTimeline = timeline(at("timeline"), (time) => {
  chosen = time;
  update();
});

/** What a link holds. The time is part of a case whose verdict depends on it. */
const state = () => ({ text: at("text").value, now: found?.used?.includes("now") ? shownNow : undefined, ...Object.fromEntries(SETTINGS.map((name) => [name, at(name).value])) });

function restore(given) {
  at("text").value = given.text;
  for (const name of SETTINGS) at(name).value = given[name] ?? "";
  // A link can name a choice that this page does not have.
  for (const select of document.querySelectorAll("select")) if (select.selectedIndex < 0) select.value = "";
  chosen = given.now;
  return update();
}

async function share() {
  const fragment = fragmentOf(state());
  if (fragment === undefined) {
    at("done").textContent = "This case is too long for a link.";
    return;
  }
  history.replaceState(null, "", fragment);
  at("done").textContent = (await copied(location.href)) ? "Copied. The link holds all that you pasted." : "The address bar has the link.";
}

async function save() {
  const text = vectorOf(found.question, await judge.ask(found.question.op, found.question.input));
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "x402-case.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  at("done").textContent = "Saved as x402-case.json.";
}

const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

async function copyCommand() {
  const done = await copied(["x402", ...found.command].map(quoted).join(" "));
  at("done").textContent = done ? "Copied." : "The browser does not let this page copy.";
}

function listen() {
  for (const name of ["text", ...SETTINGS]) at(name).addEventListener("input", updateSoon);
  at("now").addEventListener("change", () => {
    const time = parseTime(at("now").value);
    if (time === undefined) {
      at("now").setAttribute("aria-invalid", "true");
      at("now-note").textContent = "Write seconds since 1970, or a time such as 2025-02-27T16:01:40Z.";
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
  for (const [name, what] of judge.presets()) at("preset").append(el("option", { value: name }, what ? `${name} (${what})` : name));
}

/** Keeps the page for use without a network, where the browser allows it. */
function keep() {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  const policy = window.trustedTypes?.createPolicy("inspector", { createScriptURL: (url) => (url === "sw.js" ? url : "") });
  navigator.serviceWorker.register(policy ? policy.createScriptURL("sw.js") : "sw.js").catch((error) => console.warn(`not kept for use without a network: ${error.message}`));
}

themeButton(at("theme"));
// Where there is little room, what is rarely changed is folded.
at("known").open = window.matchMedia("(min-width: 900px)").matches;
await judge.ready();
fill();
listen();
const given = stateOf(location.hash);
await (given ? restore(given) : update());
document.documentElement.dataset.ready = "";
keep();
