// Links, saved cases, keyboard, themes, use without a network.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { toBase64Url } from "../src/bytes.js";
import { example, wrongName } from "./page.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const offer = example("offer.json");

export async function what_is_typed_is_checked_soon(page) {
  const type = async (id, text, word) => {
    await page.tab.fill(id, text);
    await page.tab.waitForFunction((wanted) => document.querySelector("#verdict .word").textContent === wanted, word);
  };
  await type("#text", example("payment.txt"), "invalid");
  assert.match((await page.read()).verdict, /The payment expired .* ago/);
  await page.tab.fill("#now", "2025-02-27T16:01:40Z");
  await page.tab.keyboard.press("Tab");
  await type("#offer", offer, "valid");
  await type("#offer", example("offer-other-payto.json"), "invalid");
  await page.tab.fill("#now", "soon");
  await page.tab.keyboard.press("Tab");
  assert.match(await page.tab.innerText("#now-note"), /Write a time such as/);
  await type("#text", "", "Nothing pasted yet");
}

export async function a_link_holds_the_case(page) {
  await page.inspect(example("payment.txt"), { offer, code: "none" });
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
  assert.match((await page.read()).verdict, /Nothing pasted yet/);
}

export async function the_link_to_a_payment_that_can_be_settled_has_no_signature(page) {
  // The vectors' payment, which ended in 2025, at a time of the clock before that.
  await page.tab.clock.setFixedTime(1740672100_000);
  const share = async () => {
    await page.tab.click("#share");
    await page.tab.waitForFunction(() => document.getElementById("done").textContent.startsWith("Copied"));
    const link = await page.tab.evaluate(() => navigator.clipboard.readText());
    const held = Buffer.from(link.split("#v1.")[1], "base64url").toString();
    return { link, held, isSigned: /2d6a7588d6acca505cbf0d9a4a227e0c/.test(held) || held.includes(example("payment.txt").slice(30, 80)) };
  };
  const required = Buffer.from(JSON.stringify({ x402Version: 2, accepts: [JSON.parse(offer)] })).toString("base64");
  const text = `> GET / HTTP/1.1\n>\n< HTTP/1.1 402 Payment Required\n< PAYMENT-REQUIRED: ${required}\n<\n{}\n> GET / HTTP/1.1\n> Cookie: session=secret\n> ${example("payment.txt").trim()}\n>\n`;
  const before = await page.inspect(text);
  assert.equal(before.word, "valid");
  assert.match(await page.tab.innerText("#why-without"), /leaves the signature out: with it, a reader could settle this payment until 27 Feb 2025, 16:02:34 UTC/);
  const without = await share();
  assert.deepEqual([without.isSigned, /Cookie|secret/.test(without.held)], [false, false]);
  assert.equal(page.tab.url(), without.link);
  await page.tab.click("#command");
  await page.tab.waitForFunction(() => document.getElementById("done").textContent === "Copied. It contains the signature.");
  await page.tab.check("#with-signature");
  assert.equal((await share()).held.includes("Cookie"), true);
  // The reader of the link sees the same case, and is told what is missing.
  await page.tab.goto("about:blank");
  await page.load(without.link);
  const after = await page.read();
  assert.deepEqual([after.word, after.headline], ["not checked", "The signature was left out of this link; nothing else is wrong."]);
  assert.match(after.verdict, /The link came without the signature/);
  // With another fault, the verdict is about that fault.
  const altered = { ...JSON.parse(without.held), offer: example("offer-other-payto.json") };
  await page.tab.goto("about:blank");
  await page.load(`${page.url}#v1.${toBase64Url(JSON.stringify(altered))}`);
  assert.equal((await page.read()).word, "invalid");
  // After its end, the payment is worth nothing, and the link is whole.
  await page.tab.clock.setFixedTime(1740672154_000);
  await page.inspect(text);
  assert.equal(await page.tab.isVisible("#sharing"), false);
  assert.equal((await share()).held.includes("Cookie"), true);
}

export async function the_verdict_is_seen_without_scrolling(page) {
  const cases = {
    valid: [example("payment.txt"), { offer }],
    expired: [example("payment.txt"), { offer, now: "1740672200" }],
    recipient: [example("payment.txt"), { offer: example("offer-other-payto.json") }],
    domain: [wrongName, { code: "none", now: "1795895725" }],
    wallet: [wrongName, { now: "1795895725" }],
    undecided: [example("payment-20000.json"), { offer: example("offer-20000.json") }],
    solana: [example("payment-solana.txt"), { offer: example("offer-solana.json"), now: "1767225600" }],
    stellar: [example("payment-stellar.txt"), { offer: example("offer-stellar.json"), now: "1767225600" }],
    "version 1": [example("payment-v1.txt"), {}],
    settlement: [example("receipt.json"), {}],
    refused: ['{"isValid":false,"invalidReason":"invalid_exact_evm_payload_signature"}', {}],
    code: ["insufficient_funds", {}],
    demand: [example("faulty-demand.json"), {}],
    unreadable: ["PAYMENT-SIGNATURE: eyJ4NDAyVmVyc2lvbiI6Mn*", {}],
    "sign-in": [example("sign-in.txt"), { now: "1705314630", origin: "https://api.example.com" }],
  };
  const lowest = [];
  for (const [width, height] of [[390, 844], [1280, 800]]) {
    await page.tab.setViewportSize({ width, height });
    let most = 0;
    for (const [name, [text, settings]] of Object.entries(cases)) {
      await page.load(page.url);
      await page.inspect("", settings);
      await page.paste(text);
      const { top, bottom, scrolled } = await page.tab.evaluate(() => ({ ...document.querySelector("#verdict .banner").getBoundingClientRect().toJSON(), scrolled: window.scrollY }));
      assert.ok(top >= 0 && bottom <= height, `${name} at ${width}: from ${top} to ${bottom} of ${height}`);
      assert.equal(scrolled, 0, `${name} at ${width} is scrolled by ${scrolled}`);
      most = Math.max(most, bottom);
    }
    lowest.push(`at ${width} px the lowest ends at ${Math.round(most)} of ${height}`);
  }
  return `${Object.keys(cases).length} cases; ${lowest.join(", ")}`;
}

export async function a_small_window_moves_to_a_verdict_that_it_cannot_show(page) {
  await page.tab.setViewportSize({ width: 390, height: 380 });
  await page.inspect("", { offer });
  await page.paste(example("payment.txt"));
  await page.tab.waitForFunction(() => window.scrollY > 0);
  const { top } = await page.tab.evaluate(() => document.querySelector("#verdict .banner").getBoundingClientRect().toJSON());
  assert.ok(top >= 0 && top < 20, `${top}`);
}

export async function the_verdict_is_one_step_behind_the_text(page) {
  await page.inspect(example("payment.txt"), { offer });
  await page.tab.focus("#text");
  await page.tab.keyboard.press("Tab");
  assert.equal(await page.tab.evaluate(() => document.activeElement.textContent), "Go to the verdict");
  await page.tab.keyboard.press("Enter");
  assert.equal(await page.tab.evaluate(() => document.activeElement.id), "verdict");
  assert.equal(new URL(page.tab.url()).hash, "");
}

export async function a_saved_case_is_the_same_case(page) {
  const before = await page.inspect(example("payment.txt"), { offer, now: "1740672200" });
  const [download] = await Promise.all([page.tab.waitForEvent("download"), page.tab.click("#save")]);
  const text = readFileSync(await download.path(), "utf8");
  assert.equal(JSON.parse(text).expect.result.verdict, before.word);
  const after = await page.inspect(text);
  assert.match(after.taken, /a saved case/);
  assert.deepEqual([after.word, after.failed], [before.word, before.failed]);
}

export async function an_error_points_at_the_character(page) {
  const text = 'PAYMENT-SIGNATURE: eyJ4NDAyVmVyc2lvbiI6Mn*';
  const { word, verdict } = await page.inspect(text);
  assert.equal(word, "unreadable");
  assert.match(verdict, /At character 23 of the header's value/);
  await page.tab.click("#verdict button");
  const at = await page.tab.evaluate(() => document.activeElement.selectionStart);
  assert.equal(text[at], "*");
  const json = await page.inspect('{\n  "x402Version": 2,\n  "accepted": {"scheme": 12}\n}');
  assert.match(json.verdict, /Line 3, at character 26 of what you pasted/);
}

export async function the_time_moves_by_keyboard(page) {
  await page.inspect(example("payment.txt"), { offer, now: "1740672148" });
  await page.tab.focus("#slider");
  assert.equal((await page.read()).word, "valid");
  await page.tab.keyboard.press("ArrowRight");
  await page.tab.waitForFunction(() => document.querySelector("#verdict .word").textContent === "invalid");
  assert.match(await page.tab.getAttribute("#slider", "aria-valuetext"), /too late to settle: 5 seconds left/);
  await page.tab.keyboard.press("ArrowLeft");
  await page.tab.waitForFunction(() => document.querySelector("#verdict .word").textContent === "valid");
}

export async function everything_is_reached_by_keyboard(page) {
  await page.inspect(example("payment-20000.json"), { offer: example("offer-20000.json") });
  const reached = new Set();
  await page.tab.evaluate(() => document.activeElement.blur());
  for (let count = 0; count < 90; count += 1) {
    await page.tab.keyboard.press("Tab");
    reached.add(await page.tab.evaluate(() => document.activeElement.id || document.activeElement.textContent));
  }
  for (const id of ["text", "offer", "now", "clock", "code", "preset", "profile", "share", "save", "command", "slider", "theme"]) assert.ok(reached.has(id), id);
}

export async function examples_by_buttons(page) {
  const expected = { "a valid payment": "valid", expired: "refused", "wrong recipient": "invalid", "wrong token name": "refused", "unknown signer": "undecided", "a faulty 402 response": "invalid", "on Solana": "valid", "a sign-in": "valid", "an MCP message": "valid for its own terms", "a reason code": "reason code" };
  const names = await page.tab.locator(".examples button").allInnerTexts();
  assert.deepEqual(names, Object.keys(expected));
  for (const [name, word] of Object.entries(expected)) {
    await page.tab.evaluate(() => document.documentElement.removeAttribute("data-inspected"));
    await page.tab.getByRole("button", { name, exact: true }).click();
    await page.tab.waitForSelector("html[data-inspected]");
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
    [wrongName, { code: "none", now: "1795895725" }],
    ["insufficient_funds", {}],
    ['{"isValid":false,"invalidReason":"invalid_exact_evm_payload_signature"}', {}],
  ];
  const axe = readFileSync(AXE, "utf8");
  let count = 0;
  for (const colorScheme of ["light", "dark"]) {
    await page.tab.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.tab.setViewportSize({ width, height: 900 });
      for (const [text, settings] of cases) {
        await page.inspect(text, settings);
        // What is folded has colours, too.
        await page.tab.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
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
  assert.equal((await page.inspect(example("payment.txt"), { offer })).word, "valid");
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
