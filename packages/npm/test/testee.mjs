// For `x402 conformance run -- node testee.mjs`; the same in Deno and Bun.

import * as x402 from "x402-offline";
import { answerLines, answering } from "./answers.mjs";

await answerLines(answering(x402));
