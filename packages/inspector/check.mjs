// Tries the built page in Chromium: each kind of input, hostile texts, links, keyboard, contrast, use without a network.
//
//     node check.mjs                  all; CHROMIUM names the browser (default /usr/bin/chromium)
//     node check.mjs --shots FOLDER   also writes pictures
//     node check.mjs --only PATTERN   the checks with a matching name

import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

import { Page } from "./check/page.mjs";
import { shots } from "./check/shots.mjs";
import * as hostile from "./check/hostile.mjs";
import * as inputs from "./check/inputs.mjs";
import * as use from "./check/use.mjs";
import { serve } from "./serve.mjs";

const { values } = parseArgs({ options: { shots: { type: "string" }, only: { type: "string" } } });

const server = await serve();
const url = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const only = values.only && new RegExp(values.only);
let passed = 0;
const failed = [];
for (const [name, check] of Object.entries({ ...inputs, ...hostile, ...use })) {
  if (only && !only.test(name)) continue;
  const title = name.replaceAll("_", " ");
  const page = await Page.open(browser, url);
  try {
    const told = await check(page);
    page.assertQuiet();
    passed += 1;
    console.log(`ok   ${title}${told ? `: ${told}` : ""}`);
  } catch (error) {
    failed.push(title);
    console.log(`FAIL ${title}: ${error.message}`);
  }
  await page.close();
}
if (values.shots) await shots(browser, url, values.shots);
const version = browser.version();
await browser.close();
server.close();
server.closeAllConnections();
console.log(`${passed} checks of the page in Chromium ${version}, ${failed.length} failed`);
process.exit(failed.length > 0 || (passed === 0 && !values.shots) ? 1 : 0);
