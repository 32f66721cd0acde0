// Who pays whom and when, with keys that everybody knows, and what the Solana chain answers.

import { readFileSync } from "node:fs";

export const stage = JSON.parse(readFileSync(new URL("stage.json", import.meta.url), "utf8"));
