// The page in a browser context of its own, which counts what it asks for and what its policy refuses.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** A file of docs/examples. */
export const example = (name) => readFileSync(new URL(`../../../docs/examples/${name}`, import.meta.url), "utf8");

/** A transcript in which the client signed with the name of the token on another network, checked at its own time. */
export const wrongName = readFileSync(new URL("../examples/wrong-token-name.txt", import.meta.url), "utf8");

/** A transcript that the client's payment bounced in, which has the time of the server's answer. */
export const bounced = example("bounced.txt");

export class Page {
  #context;
  #requests = [];
  #faults = [];

  static async open(browser, url, options = {}) {
    const self = new Page();
    self.#context = await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ["clipboard-read", "clipboard-write"], ...options });
    self.#context.on("request", (request) => self.#requests.push(request.url()));
    self.tab = await self.#context.newPage();
    self.url = url;
    self.tab.on("console", (message) => message.type() === "error" && self.#faults.push(message.text()));
    self.tab.on("pageerror", (error) => self.#faults.push(String(error)));
    self.tab.on("dialog", (dialog) => {
      self.#faults.push(`a dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    await self.tab.addInitScript(() => {
      window.refused = [];
      document.addEventListener("securitypolicyviolation", (event) => window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
    await self.load(url);
    return self;
  }

  /** Loads the page and waits until it is ready and kept for use without a network. */
  async load(url = this.url) {
    await this.tab.goto(url);
    await this.tab.waitForSelector("html[data-ready]");
    await this.tab.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
    this.#requests.length = 0;
  }

  setOffline = (isOffline) => this.#context.setOffline(isOffline);

  /** What the page asked for since it was loaded. */
  get requests() {
    return [...this.#requests];
  }

  /** Fails if the page asked for anything, broke its policy, or complained. */
  assertQuiet() {
    assert.deepEqual(this.#requests, [], "requests after load");
    assert.deepEqual(this.#faults, [], "complaints");
  }

  /** Takes complaints as answered for. */
  forget() {
    this.#faults.length = 0;
    this.#requests.length = 0;
  }

  /** Puts a case into the page and waits for its answer. */
  async inspect(text, settings = {}) {
    await this.tab.evaluate(({ text, settings }) => {
      const set = (id, value) => (document.getElementById(id).value = value);
      for (const id of ["offer", "code", "preset", "facilitator", "settle", "phase", "origin", "nonce", "signer", "profile"]) set(id, settings[id] ?? "");
      set("text", text);
      set("now", settings.now ?? "1740672100");
      document.documentElement.removeAttribute("data-inspected");
      // A changed time is checked at once, with the contents of the boxes.
      document.getElementById("now").dispatchEvent(new Event("change"));
    }, { text, settings });
    await this.tab.waitForSelector("html[data-inspected]");
    return this.read();
  }

  /** Pastes a text as a reader does. */
  async paste(text) {
    if (text === "") return;
    await this.tab.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
    await this.tab.focus("#text");
    await this.tab.keyboard.press("Control+V");
    await this.tab.waitForSelector("html[data-given]");
    await this.tab.evaluate(() => new Promise((done) => setTimeout(done, 60)));
  }

  /** What the page says. */
  async read() {
    const refused = await this.tab.evaluate(() => window.refused);
    assert.deepEqual(refused, [], "refused by the policy");
    return this.tab.evaluate(() => {
      const text = (selector) => document.querySelector(selector)?.innerText?.trim() ?? "";
      // What is folded counts, too.
      const all = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent.trim());
      const banners = [...document.querySelectorAll("#verdict .verdicts > *")].map((banner) => {
        const inner = (selector) => banner.querySelector(selector)?.innerText?.trim() ?? "";
        const acts = [...banner.querySelectorAll(".acts > div")].map((act) => act.textContent.trim().replace(/^(Client|Seller|Facilitator|Server|You)/, "$1: "));
        return { word: inner(".word").toLowerCase(), headline: inner(".headline"), also: [...banner.querySelectorAll(".also")].map((each) => each.innerText), acts, sources: inner(".sources"), tone: banner.className };
      });
      return {
        taken: text("#taken"),
        // What comes first, and the verdict on the bytes, which is the same if nobody has answered.
        ...banners[0],
        bytes: banners.at(-1),
        verdict: text("#verdict"),
        rest: all("#rest")[0],
        titles: all("#rest h3"),
        failed: all("#rest .checks > .fail .check > code"),
      };
    });
  }

  close = () => this.#context.close();
}
