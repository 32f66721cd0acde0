// Pictures of the page, for people to look at and for the README.

import { mkdirSync } from "node:fs";

import { Page, example } from "./page.mjs";

const CASES = {
  empty: ["", {}],
  valid: [example("payment.txt"), { offer: example("offer.json") }],
  recipient: [example("payment.txt"), { offer: example("offer-other-payto.json") }],
  undecided: [example("payment-20000.json"), { offer: example("offer-20000.json") }],
  demand: [example("faulty-demand.json"), {}],
  solana: [example("payment-solana.txt"), { offer: example("offer-solana.json") }],
  "sign-in": [example("sign-in.txt"), { now: "1705314630", origin: "https://api.example.com" }],
  error: ["PAYMENT-SIGNATURE: eyJ4NDAyVmVyc2lvbiI6Mn*", {}],
  receipt: [example("receipt.json"), {}],
};

// Those of the README: no larger than they have to be.
const README = { "recipient-1280-light": { height: 620 }, "demand-390-dark": { height: 760 } };

/** Writes a picture of each case, at two widths, light and dark: the window, and the whole page. */
export async function shots(browser, url, folder) {
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1280]) {
      const page = await Page.open(browser, url, { viewport: { width, height: width === 390 ? 844 : 860 }, colorScheme });
      for (const [name, [text, settings]] of Object.entries(CASES)) {
        await page.judge(text, settings);
        // Where the window is narrow, the verdict stands below what was pasted.
        if (width === 390 && text !== "") await page.tab.evaluate(() => document.getElementById("verdict").scrollIntoView());
        const picture = `${name}-${width}-${colorScheme}`;
        await page.tab.screenshot({ path: `${folder}/${picture}.png` });
        if (README[picture]) {
          const clip = { x: 0, y: 0, width, ...README[picture] };
          await page.tab.screenshot({ path: `${folder}/readme-${picture}.png`, clip });
        }
        await page.tab.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}-full.png`, fullPage: true });
      }
      await page.close();
    }
  }
}
