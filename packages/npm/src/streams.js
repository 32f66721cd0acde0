// Reads and writes whole files and streams, whether or not they block.

import { closeSync, openSync, readSync, writeSync } from "node:fs";

const CHUNK = 64 * 1024;

/** The first `most` bytes of a file, or of a stream that is open already, as a number. A pipe or a device may have no end. */
export function readAtMost(from, most) {
  if (typeof from === "number") return readOpen(from, most);
  const file = openSync(from);
  try {
    return readOpen(file, most);
  } finally {
    closeSync(file);
  }
}

function readOpen(file, most) {
  const chunk = Buffer.allocUnsafe(Math.min(most, CHUNK));
  const read = [];
  for (let left = most; left > 0; ) {
    const count = readSome(file, chunk.subarray(0, left));
    if (count === 0) break;
    // A copy, because a pipe may give one byte at a time: what is kept is what came.
    read.push(Buffer.from(chunk.subarray(0, count)));
    left -= count;
  }
  return Buffer.concat(read);
}

// How many bytes came. None come at the end.
function readSome(file, chunk) {
  try {
    return blocking(() => readSync(file, chunk));
  } catch (error) {
    // On Windows, the end of a pipe is an error.
    if (error.code === "EOF") return 0;
    throw error;
  }
}

/** Writes the whole text. A pipe may take a part of it. */
export function writeAll(to, text) {
  let rest = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(blocking(() => writeSync(to, rest)));
}

// Whoever shares the stream may have made it one that does not block: then it says "try again" where it would wait.
function blocking(attempt) {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
}
