// Pictures of the page, for people to look at and for the README.

import { mkdirSync } from "node:fs";

import { Page, example, wrongName } from "./page.mjs";

const CASES = {
  empty: ["", {}],
  valid: [example("payment.txt"), { offer: example("offer.json") }],
  expired: [example("payment.txt"), { offer: example("offer.json"), now: "1740672200" }],
  recipient: [example("payment.txt"), { offer: example("offer-other-payto.json") }],
  domain: [wrongName, { code: "none", now: "1795895725" }],
  undecided: [example("payment-20000.json"), { offer: example("offer-20000.json") }],
  wallet: [wrongName, { now: "1795895725" }],
  demand: [example("faulty-demand.json"), {}],
  solana: [example("payment-solana.txt"), { offer: example("offer-solana.json"), now: "1767225600" }],
  stellar: [example("payment-stellar.txt"), { offer: example("offer-stellar.json"), now: "1767225600" }],
  "version-1": [example("payment-v1.txt"), {}],
  "sign-in": [example("sign-in.txt"), { now: "1705314630", origin: "https://api.example.com" }],
  error: ["PAYMENT-SIGNATURE: eyJ4NDAyVmVyc2lvbiI6Mn*", {}],
  receipt: [example("receipt.json"), {}],
  refused: ['{"isValid":false,"invalidReason":"invalid_exact_evm_payload_signature","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}', {}],
  code: ["insufficient_funds", {}],
};

// Those of the README: no larger than they have to be.
const README = { "domain-1280-light": { height: 700 }, "recipient-390-dark": { height: 844 } };

/** Writes a picture of each case, at two widths, light and dark: the window, and the whole page. */
export async function shots(browser, url, folder) {
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1280]) {
      const page = await Page.open(browser, url, { viewport: { width, height: width === 390 ? 844 : 800 }, colorScheme });
      for (const [name, [text, settings]] of Object.entries(CASES)) {
        await page.load();
        await page.inspect("", settings);
        await page.paste(text);
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
