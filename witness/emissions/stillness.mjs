// Fixes clock and randomness, so that an SDK sends the same bytes in each run. It is imported first.

import { createHash } from "node:crypto";
import { stage } from "./stage.mjs";

const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length > 0 ? parts : [stage.now * 1000]));
  }

  static now() {
    return stage.now * 1000;
  }
};

let drawn = 0;

function draw(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 32) {
    const block = createHash("sha256").update(`x402 witness ${drawn++}`).digest();
    bytes.set(block.subarray(0, length - at), at);
  }
  return bytes;
}

crypto.getRandomValues = (array) => {
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(draw(array.byteLength));
  return array;
};

crypto.randomUUID = () => {
  const hex = Buffer.from(draw(16)).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
};

Math.random = () => draw(4).reduce((sum, byte) => sum / 256 + byte / 256, 0) % 1;
