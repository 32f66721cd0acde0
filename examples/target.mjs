// Where cargo puts what it builds, which its configuration and CARGO_TARGET_DIR may change.

import { execFileSync } from "node:child_process";

/// The target directory of the workspace in this directory.
export function targetOf(directory) {
  const command = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
  const metadata = execFileSync("cargo", command, { cwd: directory, encoding: "utf8", maxBuffer: 64 << 20 });
  return JSON.parse(metadata).target_directory;
}
