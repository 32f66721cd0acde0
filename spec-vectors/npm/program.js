// A program that is tested: its streams, its end, and the time that it takes. The runner decides what its output means.

import { spawn, spawnSync } from "node:child_process";
import { constants } from "node:os";

/** The longest line that the runner accepts, in bytes. One byte more is enough to show that a line is too long. */
const MOST = 8 * 1024 * 1024;
/** The end of the standard error that is kept, in bytes. The runner prints less. */
const KEPT = 1024;
/** Milliseconds to wait for output that a program wrote before it ended. Another process may hold its streams open. */
const LAST_WORDS = 500;
const LAST_COMPLAINTS = 200;
const LAST_GLANCE = 20;
const LINE_FEED = 10;
const isWindows = process.platform === "win32";

export class Program {
  #child;
  #lines = [];
  #parts = [];
  #length = 0;
  #complaint = Buffer.alloc(0);
  #isClosed = false;
  #isSilent = false;
  #how;
  #wake = () => {};

  /** Starts a program. The promise is rejected if it cannot be started. */
  static async start([command, ...args]) {
    const program = new Program();
    // A group of its own, so that what the program starts can be ended with it.
    const child = spawn(command, args, { stdio: "pipe", detached: !isWindows });
    program.#child = child;
    await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    child.on("error", () => {});
    // Whoever does not read is found out by the answer that does not come.
    for (const stream of child.stdio) stream.on("error", () => {});
    child.stdout.on("data", (part) => program.#take(part));
    child.stdout.on("close", () => program.#close());
    child.stderr.on("data", (part) => program.#complain(part));
    child.stderr.on("close", () => program.#changed(() => (program.#isSilent = true)));
    child.on("exit", (code, signal) => program.#changed(() => (program.#how = ending(code, signal))));
    return program;
  }

  /** Writes a question. */
  write(question) {
    this.#child.stdin.write(question);
  }

  /** Waits this many milliseconds. Resolves to a step of the runner: a line, the program's end, or no more than a part of a line. */
  async hear(timeout) {
    let until = performance.now() + timeout;
    let hasEnded = false;
    for (;;) {
      const line = this.#line();
      if (line) return ["line", line];
      if (this.#isClosed) return this.#ended("ended", await this.#end(timeout));
      if (this.#how !== undefined && !hasEnded) {
        hasEnded = true;
        until = Math.min(until, performance.now() + LAST_WORDS);
      }
      const left = until - performance.now();
      if (left <= 0) return hasEnded ? this.#ended("ended", this.#how) : ["timed-out", String(this.#length)];
      await this.#change(left);
    }
  }

  /** Closes the input after the last answer. Resolves to the last step of the runner. A program that goes on running is killed. */
  async finish(patience) {
    this.#child.stdin.end();
    let until = performance.now() + patience;
    let hasEnded = false;
    for (;;) {
      const line = this.#line();
      if (line) return ["finish-after-line", line];
      const isGood = this.#how === GOOD;
      if (this.#how !== undefined && this.#isClosed) break;
      // Whoever ends badly has a moment for a line that comes first.
      if (this.#how !== undefined && !isGood && !hasEnded) {
        hasEnded = true;
        until = Math.min(until, performance.now() + LAST_GLANCE);
      }
      const left = until - performance.now();
      if (left <= 0) break;
      await this.#change(left);
    }
    return this.#how === undefined || this.#how === GOOD ? ["finish"] : this.#ended("finish-after-end", this.#how);
  }

  /** Ends the program, and what it has started in its group. */
  kill() {
    const { pid, stdin, stdout, stderr } = this.#child;
    try {
      if (isWindows) spawnSync("taskkill", ["/F", "/T", "/PID", String(pid)], { stdio: "ignore" });
      else process.kill(-pid, "SIGKILL");
    } catch {
      // The group has ended.
    }
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
  }

  #changed(change) {
    change();
    this.#wake();
  }

  #change(most) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, most);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #take(part) {
    let from = 0;
    for (let end; (end = part.indexOf(LINE_FEED, from)) >= 0; from = end + 1) this.#keep(part.subarray(from, end), true);
    this.#keep(part.subarray(from), false);
    // Who writes more lines than asked for has to wait.
    if (this.#lines.length > 0) this.#child.stdout.pause();
    this.#wake();
  }

  #keep(part, isWhole) {
    this.#parts.push(part);
    this.#length += part.length;
    const isTooLong = this.#length > MOST;
    if (!isWhole && !isTooLong) return;
    this.#lines.push(Buffer.concat(this.#parts, Math.min(this.#length, MOST + 1)));
    this.#parts = [];
    this.#length = 0;
    if (isTooLong) this.#child.stdout.destroy();
  }

  #line() {
    const line = this.#lines.shift();
    if (this.#lines.length === 0) this.#child.stdout.resume();
    return line;
  }

  #close() {
    if (this.#length > 0) this.#keep(Buffer.alloc(0), true);
    this.#changed(() => (this.#isClosed = true));
  }

  #complain(part) {
    // If nobody reads it here, the program may complain all the same.
    process.stderr.write(part);
    this.#complaint = Buffer.concat([this.#complaint, part]).subarray(-KEPT);
  }

  /** How it ended, within so many milliseconds after the end of its output. */
  async #end(timeout) {
    const until = performance.now() + timeout;
    for (let left; this.#how === undefined && (left = until - performance.now()) > 0; ) await this.#change(left);
    return this.#how ?? "its output ended, but the program still runs";
  }

  async #ended(step, how) {
    const until = performance.now() + LAST_COMPLAINTS;
    for (let left; !this.#isSilent && (left = until - performance.now()) > 0; ) await this.#change(left);
    return [step, how, this.#complaint];
  }
}

const status = isWindows ? "exit code" : "exit status";
const GOOD = `${status}: 0`;

/** The end of a process, in the words of Rust. */
function ending(code, signal) {
  return signal === null ? `${status}: ${code}` : `signal: ${constants.signals[signal]} (${signal})`;
}
