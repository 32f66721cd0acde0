#!/usr/bin/env bash
# Audits a log of so many lines with Spark and with the command, and compares: run.sh [LINES]
set -euo pipefail
cd "$(dirname "$0")/../.."
lines=${1:-200000}
target=$(cargo metadata --no-deps --offline --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
work=$target/spark
if ! command -v java >/dev/null; then
  echo "Spark needs a Java runtime, 17 or later: apt install default-jre-headless" >&2
  exit 69
fi
mkdir -p "$work"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --requirement examples/spark/requirements.txt maturin==1.16.0
"$work/venv/bin/maturin" build --quiet --manifest-path packages/python/Cargo.toml --target-dir "$target" --out "$work"
"$work/venv/bin/pip" install --quiet --no-deps --force-reinstall "$work"/x402_offline-*.whl
cargo build --quiet -p x402-offline-cli --example payments --bin x402
"$target/debug/examples/payments" "$lines" 1000 mixed >"$work/payments.jsonl"
# 65: some lines of that log have no verdict.
code=0
"$target/debug/x402" audit --json "$work/payments.jsonl" >"$work/command.jsonl" || code=$?
[ "$code" -eq 65 ] || { echo "x402 audit ended with $code" >&2; exit 1; }
export PYSPARK_PYTHON="$work/venv/bin/python" SPARK_LOCAL_IP=127.0.0.1
"$work/venv/bin/spark-submit" --master 'local[*]' --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=8 \
  --conf spark.ui.showConsoleProgress=false examples/spark/audit.py "$work/payments.jsonl" \
  >"$work/spark.jsonl" 2>"$work/spark.txt" || { tail -n 40 "$work/spark.txt" >&2; exit 1; }
if ! cmp "$work/command.jsonl" "$work/spark.jsonl"; then
  echo "Spark and the command differ: $work" >&2
  exit 1
fi
echo "the same: $(($(wc -l <"$work/spark.jsonl") - 1)) verdicts, and the summary"
