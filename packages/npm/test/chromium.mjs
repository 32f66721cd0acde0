// The same questions to a page in headless Chromium, without a bundler: the files of the package by an import map.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";
import { answerLines } from "./answers.mjs";

const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
const PAGE = `<!doctype html><script type="importmap">{"imports": {"x402-offline": "/node_modules/x402-offline/dist/index.web.js"}}</script>
<script type="module">
import * as x402 from "x402-offline";
import { answering } from "/answers.mjs";
let early;
try {
  x402.network({ name: "base" });
} catch (error) {
  early = error.code;
}
await x402.init();
window.answer = answering(x402);
window.early = early;
</script>`;

const server = createServer(async ({ url }, response) => {
  const body = url === "/" ? PAGE : await readFile(join(import.meta.dirname, url)).catch(() => undefined);
  response.writeHead(body === undefined ? 404 : 200, { "content-type": TYPES[extname(url)] ?? "text/html" });
  response.end(body);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage();
page.on("pageerror", (error) => console.error(error));
await page.goto(`http://127.0.0.1:${server.address().port}/`);
await page.waitForFunction(() => window.answer !== undefined);
const early = await page.evaluate(() => window.early);
if (early !== "not-ready") throw new Error(`before init() a question is ${early}`);
await answerLines((line) => page.evaluate((line) => window.answer(line), line));
await browser.close();
server.close();
