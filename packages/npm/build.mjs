// Builds the package into dist/: the modules of wasm, the entries for each environment, and the types.
//
//     node build.mjs                all; needs cargo and its target wasm32-unknown-unknown
//     node build.mjs --quick        the modules large, built in less time, and one for all that have every chain: for tests
//     node build.mjs --js           without the modules, which are there from before
//     node build.mjs --named FILE   the module for payments alone, with the names of its functions
//     node build.mjs --runner       only the runner of the package of the vectors, spec-vectors/npm/runner.wasm; also with --quick

import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { camel, operations, shapeOf } from "./scripts/schema.mjs";
import { declarations } from "./scripts/types.mjs";
import { EXPLAIN, SHIELD } from "./scripts/extra.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = resolve(HERE, "../..");
const DIST = `${HERE}dist/`;
const TARGET = "wasm32-unknown-unknown";
/** The fields of a policy and of facts about Stellar, the XRP Ledger and channels. */
const BEYOND_PAYMENTS = {
  policy: ["enforceMinDeposit", "optionalWithdrawDelay", "strictChannelIds", "ledgerTolerance", "ledgerMargin", "maxFeeStroops", "credentials", "maxFeeDrops", "payloadInvoice", "allowFields"],
  facts: ["channels", "ledgers", "stellarAccounts", "stellarSimulations", "xrplAccounts", "xrplSimulations"],
};
/**
 * The entries: the operations of their module, the fields of a policy and of facts that the module does not know, and further exports. A
 * module is named as its feature in wasm/Cargo.toml.
 */
const ENTRIES = {
  index: { module: "everything", operations, unknown: { policy: [], facts: [] }, hasExplain: true, extra: EXPLAIN + SHIELD },
  payments: {
    module: "payments", operations: ["decode", "match", "replay-key", "verify"], unknown: BEYOND_PAYMENTS, hasExplain: false, extra: SHIELD,
  },
};
const MARGINS = ["expiryMargin", "permitMargin", "gatewayMargin", "ledgerMargin"];
const MODULES = ["payments", "command", "everything"];
/** The module that another package has, and its place there. */
const RUNNER = { name: "runner", place: `${HERE}../../spec-vectors/npm/runner.wasm` };

const QUICK = { CARGO_PROFILE_RELEASE_LTO: "off", CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16", CARGO_PROFILE_RELEASE_OPT_LEVEL: "1" };

/** How an entry comes by its module, by the name of the environment. */
const LOADING = {
  // Node, Deno and Bun read a file. Bundlers that take such files along look for this form of a URL.
  node: (module, name) => `import { readFileSync } from "node:fs";
import { fromFile } from "./engine.js";
const read = () => readFileSync(new URL("./${module}.wasm", import.meta.url));
const engine = new Engine({ load: () => fromFile(read, "${module}.wasm", "${name === "index" ? "x402-offline" : `x402-offline/${name}`}") });`,
  // What becomes one file has the module inside.
  inline: (module) => `import { gunzipSync } from "node:zlib";
import module from "./${module}.gzip.js";
const engine = new Engine({ load: () => new WebAssembly.Module(gunzipSync(Buffer.from(module, "base64"))) });`,
  // Workers import modules, and compile none.
  workerd: (module) => `import module from "./${module}.wasm";
const engine = new Engine({ load: () => module });`,
  // Bundlers look for this form of a URL.
  web: (module) => `const engine = new Engine({ fetch: () => new URL("./${module}.wasm", import.meta.url) });`,
};

function entry(name, { module, operations, unknown, hasExplain }, environment) {
  const margins = MARGINS.filter((margin) => !unknown.policy.includes(margin));
  const shapes = Object.fromEntries(operations.map((op) => [op, shapeOf({ $ref: `#/$defs/${op}-input` })]));
  const functions = operations.map((op) => {
    const shape = shapes[op] ? `, ${JSON.stringify(shapes[op])}` : "";
    return `export const ${camel(op)} = engine.operation("${op}"${shape});`;
  });
  if (hasExplain) functions.push(`export const explain = engine.operation("explain", ${JSON.stringify(shapes.verify)});`);
  return `// Written by build.mjs.
import { Engine } from "./engine.js";
import { shielding } from "./shield.js";
export { X402Error } from "./error.js";
export { ExactNumber, parse, stringify } from "./json.js";
${LOADING[environment](module, name)}
export const init = engine.init;
${functions.join("\n")}
export const facilitatorShield = shielding({ verify, decode, init, margins: ${JSON.stringify(margins)} });
`;
}

/** A panic names its place in the sources. Where the sources are on this machine is left out: `--config` adds to .cargo/config.toml. */
function withoutFolders() {
  const folders = [ROOT, join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry/src")];
  const flags = folders.map((folder) => `--remap-path-prefix=${folder}/=`);
  return ["--config", `target.${TARGET}.rustflags=${JSON.stringify(flags)}`];
}

/** Says what takes minutes, and what is missing, before cargo does in its own words. */
function announce() {
  const asked = spawnSync("rustc", ["--print", "target-libdir", "--target", TARGET], { cwd: `${HERE}wasm`, encoding: "utf8" });
  if (asked.error?.code === "ENOENT") fail("there is no Rust here: install it from https://rustup.rs, then run this again");
  const libraries = asked.stdout?.trim();
  if (asked.status === 0 && !existsSync(libraries)) fail(`Rust's target ${TARGET} is missing: run rustup target add ${TARGET}`);
  console.log(`compiling Rust to WebAssembly, ${isQuick ? "two" : "three"} modules: this takes some minutes`);
}

function fail(why) {
  console.error(`build.mjs: ${why}`);
  process.exit(1);
}

function buildModule(features, files, environment = {}) {
  const arguments_ = ["build", "--locked", "--release", "--quiet", "--target", TARGET, "--features", features, ...withoutFolders()];
  const env = { ...process.env, ...(isQuick ? QUICK : {}), ...environment };
  const { status, error } = spawnSync("cargo", arguments_, { cwd: `${HERE}wasm`, stdio: "inherit", env });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
  const target = process.env.CARGO_TARGET_DIR ?? `${HERE}wasm/target`;
  for (const file of files) copyFileSync(`${target}/${TARGET}/release/x402_wasm.wasm`, file);
}

/** Writes the licences of the crates that are compiled into a package. */
function writeLicenses(name, place) {
  const { status, error } = spawnSync("python3", [`${ROOT}/.ci/third_party.py`, "licenses", name, place], { stdio: "inherit" });
  if (error?.code === "ENOENT") fail("there is no Python here: install python3, which collects the licences, then run this again");
  if (status !== 0) fail("the licences of the crates could not be collected");
}

function importsNothing(place) {
  if (WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(place))).length > 0) throw new Error(`${place} imports something`);
}

const isQuick = process.argv.includes("--quick");
const place = (name) => `${DIST}${name}.wasm`;
// What is built quickly is one module, built once, for all that have every chain.
const LARGE = MODULES.filter((name) => name !== "payments");
const everything = [...LARGE, RUNNER.name].join();
const named = process.argv.indexOf("--named");
if (named !== -1) {
  buildModule("payments", [process.argv[named + 1]], { CARGO_PROFILE_RELEASE_STRIP: "debuginfo" });
  process.exit(0);
}
if (process.argv.includes("--runner")) {
  buildModule(isQuick ? everything : RUNNER.name, [RUNNER.place]);
  importsNothing(RUNNER.place);
  writeLicenses("vectors", `${ROOT}/spec-vectors/THIRD-PARTY-LICENSES.txt`);
  process.exit();
}
const isAll = !process.argv.includes("--js");
if (isAll) announce();
if (isAll) rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST, { recursive: true });
cpSync(`${HERE}src`, DIST, { recursive: true });
for (const [name, given] of Object.entries(ENTRIES)) {
  for (const environment of Object.keys(LOADING)) writeFileSync(`${DIST}${name}.${environment}.js`, entry(name, given, environment));
  writeFileSync(`${DIST}${name}.d.ts`, declarations(given));
}
for (const license of ["LICENSE-APACHE", "LICENSE-MIT"]) copyFileSync(`${HERE}../../${license}`, `${HERE}${license}`);
writeLicenses("npm", `${HERE}THIRD-PARTY-LICENSES.txt`);
if (isQuick) {
  buildModule("payments", [place("payments")]);
  buildModule(everything, LARGE.map(place));
} else if (isAll) for (const name of MODULES) buildModule(name, [place(name)]);
for (const name of MODULES) importsNothing(place(name));
for (const { module } of Object.values(ENTRIES)) {
  const packed = gzipSync(readFileSync(place(module)), { level: 9 }).toString("base64");
  writeFileSync(`${DIST}${module}.gzip.js`, `// Written by build.mjs.\nexport default "${packed}";\n`);
}
