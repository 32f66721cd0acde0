// The parties and the time of the payments, with well-known keys, and the answers of the Solana chain.

import { readFileSync } from "node:fs";

export const stage = JSON.parse(readFileSync(new URL("stage.json", import.meta.url), "utf8"));
