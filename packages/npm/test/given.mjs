// The payment and the offer of the specification, for what README.md prints.

import { readFileSync } from "node:fs";

const read = (name) => readFileSync(new URL(`examples/${name}`, import.meta.url), "utf8");
export const header = read("payment.txt").trim().split(": ")[1];
export const offer = JSON.parse(read("offer.json"));
