// Builds and packs the package, installs what was packed outside of the checkout, and checks that.
//
//     node check.mjs                        in Node: the vectors, the tests, the types, what README.md prints
//     node check.mjs deno bun …             there instead: the vectors in deno, bun, workerd, chromium; shield behind the
//                                           official middleware, mcp with the official client;
//                                           measure writes docs/measured/npm.md
//     node check.mjs --built …              with the modules that are in dist/
//     node check.mjs --quick …              with one module for all, which is built in less time, and without the vectors
//
// X402 names the program `x402`; without it the one in target/debug.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { vectors as vectorsIn } from "../../spec-vectors/npm/rows.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = resolve(HERE, "../..");
const X402 = process.env.X402 ?? `${process.env.CARGO_TARGET_DIR ?? `${ROOT}/target`}/debug/x402`;
/** What each check needs from npm. The versions of what is official are those of witness/. */
const PACKAGES = {
  node: ["typescript@7.0.2", "esbuild@0.28.2"],
  deno: ["deno@2.9.6"],
  bun: ["bun@1.4.5"],
  workerd: ["miniflare@4.20260730.0", "esbuild@0.28.2"],
  chromium: ["playwright-core@1.65.1"],
  shield: ["@x402/core@2.27.0", "@x402/evm@2.27.0", "@x402/express@2.27.0", "@x402/fetch@2.27.0", "express@5.3.0", "viem@2.57.1"],
  mcp: ["@modelcontextprotocol/sdk@1.32.2"],
  measure: ["@x402/core@2.27.0", "@x402/evm@2.27.0", "viem@2.57.1"],
};

const options = process.argv.slice(2);
const checks = options.filter((option) => !option.startsWith("--"));
if (checks.length === 0) checks.push("node");
const unknown = checks.find((check) => !Object.hasOwn(PACKAGES, check));
if (unknown) throw new Error(`there is no check ${unknown}; there are ${Object.keys(PACKAGES).join(", ")}`);

function run(command, args, given = {}) {
  const { status, error, stdout } = spawnSync(command, args, { stdio: "inherit", ...given });
  if (error) throw error;
  if (status !== 0) {
    console.error(`failed with ${status}: ${[command, ...args].join(" ")}`);
    process.exit(1);
  }
  return stdout;
}

const npm = (args, cwd, given) => run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { cwd, ...given });

/** A panic names its place in the sources, which is no business of those who install: no folder of a machine is in a module. */
function withoutFolders(dist) {
  const folders = [ROOT, homedir(), process.env.CARGO_HOME, "/.cargo/", "/registry/src/", "/home/", "/Users/"].filter(Boolean);
  for (const name of readdirSync(dist).filter((name) => name.endsWith(".wasm"))) {
    const module = readFileSync(join(dist, name), "latin1");
    const found = folders.find((folder) => module.includes(folder));
    if (found) throw new Error(`${name} contains ${found}: build.mjs leaves such folders out`);
  }
}

if (!existsSync(X402)) throw new Error(`${X402} is not there: cargo build -p x402-offline-cli`);
const how = options.includes("--built") ? ["--js"] : options.filter((option) => option === "--quick");
run(process.execPath, ["build.mjs", ...how], { cwd: HERE });

const outside = mkdtempSync(join(tmpdir(), "x402-offline-"));
process.on("exit", () => rmSync(outside, { recursive: true, force: true }));
const [packed] = JSON.parse(npm(["pack", "--json", "--pack-destination", outside], HERE, { stdio: ["ignore", "pipe", "inherit"] }));
console.log(`${packed.filename}: ${packed.size} bytes, ${packed.unpackedSize} unpacked, ${packed.entryCount} files`);
const shop = join(outside, "shop");
mkdirSync(shop);
writeFileSync(join(shop, "package.json"), '{"private": true, "type": "module"}\n');
npm(["install", join(outside, packed.filename), ...new Set(checks.flatMap((check) => PACKAGES[check]))], shop);
withoutFolders(join(shop, "node_modules/x402-offline/dist"));
run("python3", [`${ROOT}/.ci/third_party.py`, "check", "npm", join(shop, "node_modules/x402-offline/THIRD-PARTY-LICENSES.txt")]);
for (const name of readdirSync(`${HERE}test`)) cpSync(`${HERE}test/${name}`, join(shop, name), { recursive: true });
cpSync(`${ROOT}/docs/examples`, join(shop, "examples"), { recursive: true });
cpSync(`${HERE}README.md`, join(shop, "README.md"));

const inShop = { cwd: shop, env: { ...process.env, X402 } };
const node = (...args) => run(process.execPath, args, inShop);
const vectors = (...testee) => run(X402, ["conformance", "run", "--timeout", "60", "--", ...testee], inShop);
const bin = (name) => join(shop, "node_modules/.bin", name);

/** Each reason code of a vector is in the types. */
function reasonsAreTyped() {
  const types = readFileSync(join(shop, "node_modules/x402-offline/dist/index.d.ts"), "utf8");
  const folder = `${ROOT}/spec-vectors/v1`;
  const vectors = readdirSync(folder).flatMap((name) => vectorsIn(readFileSync(join(folder, name), "utf8")));
  for (const [op, type] of [["verify", "VerifyReason"], ["sign-in-with-x", "SignInWithXReason"], ["offer-receipt", "OfferReceiptReason"]]) {
    const [, declared] = new RegExp(`^export type ${type} =\\n([^;]*);`, "m").exec(types);
    const reasons = new Set(vectors.filter((vector) => vector.op === op).map(({ expect }) => expect.reason).filter(Boolean));
    if (reasons.size < 10) throw new Error(`only ${reasons.size} reasons of ${op} were found`);
    for (const reason of reasons) if (!declared.includes(`"${reason}"`)) throw new Error(`${type} lacks ${reason}`);
  }
}

const TESTS = ["questions", "shield-alone", "command", "readme", "bundle"].map((name) => `${name}.test.mjs`);
const CHECKS = {
  node() {
    reasonsAreTyped();
    node("install.mjs", ROOT);
    node("--test", "--test-reporter=dot", ...TESTS);
    if (!options.includes("--quick")) node("--test", "--test-reporter=dot", "modules.test.mjs");
    // Not every environment has the types of a browser.
    for (const lib of ["es2022,dom", "es2022"]) {
      run(bin("tsc"), ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", lib, "types.ts"], inShop);
    }
    if (!options.includes("--quick")) vectors(process.execPath, "testee.mjs");
  },
  deno: () => vectors(bin("deno"), "run", "--no-prompt", "--allow-read", "testee.mjs"),
  bun: () => vectors(bin("bun"), "testee.mjs"),
  workerd: () => vectors(process.execPath, "workerd.mjs"),
  chromium: () => vectors(process.execPath, "chromium.mjs"),
  shield() {
    node("--test", "--test-reporter=tap", "shield.test.mjs");
    run(process.execPath, ["--test", "--test-reporter=dot", "readme.test.mjs"], { ...inShop, env: { ...inShop.env, OFFICIAL: "1" } });
  },
  mcp: () => node("--test", "--test-reporter=tap", "mcp.test.mjs"),
  measure: () => run(process.execPath, ["measure.mjs", shop], { cwd: HERE }),
};
for (const check of checks) {
  console.log(`== ${check}`);
  CHECKS[check]();
}
