// Links, saved cases, keyboard, themes, use without a network.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { example } from "./page.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const offer = example("offer.json");

export async function what_is_typed_is_judged_soon(page) {
  const type = async (id, text, word) => {
    await page.tab.fill(id, text);
    await page.tab.waitForFunction((wanted) => document.querySelector("#verdict .word").textContent === wanted, word);
  };
  await type("#text", example("payment.txt"), "invalid");
  assert.match((await page.read()).verdict, /expired .* ago/);
  await page.tab.fill("#now", "2025-02-27T16:01:40Z");
  await page.tab.keyboard.press("Tab");
  await type("#offer", offer, "valid");
  await type("#offer", example("offer-other-payto.json"), "invalid");
  await page.tab.fill("#now", "soon");
  await page.tab.keyboard.press("Tab");
  assert.match(await page.tab.innerText("#now-note"), /Write seconds since 1970/);
  await type("#text", "", "Nothing to judge yet");
}

export async function a_link_holds_the_case(page) {
  await page.judge(example("payment.txt"), { offer, code: "none" });
  await page.tab.click("#share");
  await page.tab.waitForFunction(() => document.getElementById("done").textContent.startsWith("Copied"));
  const link = await page.tab.evaluate(() => navigator.clipboard.readText());
  assert.ok(link.startsWith(`${page.url}#v1.`), link.slice(0, 60));
  const before = await page.read();
  await page.tab.goto("about:blank");
  await page.load(link);
  const after = await page.read();
  assert.deepEqual([after.word, after.taken, after.rest], [before.word, before.taken, before.rest]);
  assert.equal(await page.tab.inputValue("#code"), "none");
  await page.tab.goto("about:blank");
  await page.load(`${page.url}#v1.broken`);
  assert.match((await page.read()).verdict, /Nothing to judge yet/);
}

export async function a_saved_case_is_the_same_case(page) {
  const before = await page.judge(example("payment.txt"), { offer, now: "1740672200" });
  const [download] = await Promise.all([page.tab.waitForEvent("download"), page.tab.click("#save")]);
  const text = readFileSync(await download.path(), "utf8");
  assert.equal(JSON.parse(text).expect.result.verdict, before.word);
  const after = await page.judge(text);
  assert.match(after.taken, /a saved case/);
  assert.deepEqual([after.word, after.failed], [before.word, before.failed]);
}

export async function an_error_points_at_the_character(page) {
  const text = 'PAYMENT-SIGNATURE: eyJ4NDAyVmVyc2lvbiI6Mn*';
  const { word, verdict } = await page.judge(text);
  assert.equal(word, "unreadable");
  assert.match(verdict, /at character 23 of the header's value/);
  await page.tab.click("#verdict button");
  const at = await page.tab.evaluate(() => document.activeElement.selectionStart);
  assert.equal(text[at], "*");
  const json = await page.judge('{\n  "x402Version": 2,\n  "accepted": {"scheme": 12}\n}');
  assert.match(json.verdict, /line 3, at character 26 of what you pasted/);
}

export async function the_time_moves_by_keyboard(page) {
  await page.judge(example("payment.txt"), { offer, now: "1740672148" });
  await page.tab.focus("#slider");
  assert.equal((await page.read()).word, "valid");
  await page.tab.keyboard.press("ArrowRight");
  await page.tab.waitForFunction(() => document.querySelector("#verdict .word").textContent === "invalid");
  assert.match(await page.tab.getAttribute("#slider", "aria-valuetext"), /too late to settle, 5 s are left/);
  await page.tab.keyboard.press("ArrowLeft");
  await page.tab.waitForFunction(() => document.querySelector("#verdict .word").textContent === "valid");
}

export async function everything_is_reached_by_keyboard(page) {
  await page.judge(example("payment-20000.json"), { offer: example("offer-20000.json") });
  const reached = new Set();
  await page.tab.evaluate(() => document.activeElement.blur());
  for (let count = 0; count < 80; count += 1) {
    await page.tab.keyboard.press("Tab");
    reached.add(await page.tab.evaluate(() => document.activeElement.id || document.activeElement.textContent));
  }
  for (const id of ["text", "offer", "now", "clock", "code", "preset", "profile", "share", "save", "command", "slider", "theme"]) assert.ok(reached.has(id), id);
}

export async function examples_by_buttons(page) {
  const expected = { "a valid payment": "valid", expired: "invalid", "wrong recipient": "invalid", "another signer": "invalid", "a demand with faults": "invalid", "on Solana": "valid", "a sign-in": "valid", "an MCP message": "valid" };
  const names = await page.tab.locator(".examples button").allInnerTexts();
  assert.deepEqual(names, Object.keys(expected));
  for (const [name, word] of Object.entries(expected)) {
    await page.tab.evaluate(() => document.documentElement.removeAttribute("data-judged"));
    await page.tab.getByRole("button", { name, exact: true }).click();
    await page.tab.waitForSelector("html[data-judged]");
    assert.equal((await page.read()).word, word, name);
  }
}

export async function axe_finds_nothing(page) {
  const cases = [
    ["", {}],
    [example("payment.txt"), { offer }],
    [example("payment.txt"), { offer: example("offer-other-payto.json") }],
    [example("payment-20000.json"), { offer: example("offer-20000.json") }],
    [example("faulty-demand.json"), {}],
    [example("sign-in.txt"), { now: "1705314630" }],
    [example("payment-solana.txt"), { offer: example("offer-solana.json") }],
    ["PAYMENT-SIGNATURE: eyJ*", {}],
    [example("receipt.json"), {}],
    [example("mcp-paid.json"), {}],
  ];
  const axe = readFileSync(AXE, "utf8");
  let count = 0;
  for (const colorScheme of ["light", "dark"]) {
    await page.tab.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.tab.setViewportSize({ width, height: 900 });
      for (const [text, settings] of cases) {
        await page.judge(text, settings);
        // By the debugger, which the policy of the page does not bind.
        await page.tab.evaluate(axe);
        const violations = await page.tab.evaluate(() => window.axe.run().then((result) => result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => html.slice(0, 120) + failureSummary).join(" | ")}`)));
        assert.deepEqual(violations, [], `${colorScheme} ${width} ${text.slice(0, 40)}`);
        const wide = await page.tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(wide, 0, `${width} ${text.slice(0, 40)} overflows by ${wide}`);
        count += 1;
      }
    }
  }
  return `${count} states, in light and dark, at 390 and 1280 px`;
}

export async function the_theme_is_remembered(page) {
  const ground = () => page.tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.tab.click("#theme");
  await page.tab.click("#theme");
  const dark = await ground();
  assert.notEqual(light, dark);
  await page.load();
  assert.equal(await ground(), dark);
}

export async function without_a_network_and_without_its_server(page) {
  await page.setOffline(true);
  await page.tab.reload();
  await page.tab.waitForSelector("html[data-ready]");
  assert.equal((await page.judge(example("payment.txt"), { offer })).word, "valid");
  const sent = page.requests.filter((url) => !url.startsWith(page.url));
  assert.deepEqual(sent, []);
  await page.setOffline(false);
  await page.load();
}

export async function the_policy_refuses_what_a_fault_of_the_page_could_do(page) {
  // The page itself cannot connect, load, run a text as a script, or make HTML of it.
  const refused = await page.tab.evaluate(async () => {
    const tried = {};
    const attempt = async (name, act) => {
      try {
        await act();
        tried[name] = "done";
      } catch (error) {
        tried[name] = error.name;
      }
    };
    await attempt("fetch", () => fetch("index.html"));
    await attempt("html", () => (document.createElement("div").innerHTML = "<b>x</b>"));
    // Later, because the debugger lets through what runs under it.
    await attempt("eval", () => new Promise((resolve, reject) => setTimeout(() => {
      try {
        resolve((0, eval)("1"));
      } catch (error) {
        reject(error);
      }
    })));
    window.refused.length = 0;
    return tried;
  });
  assert.deepEqual(refused, { fetch: "TypeError", html: "TypeError", eval: "EvalError" });
  // The complaints about these three are what was asked for.
  page.forget();
}
