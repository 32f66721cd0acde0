"""Audits a log of payments with Spark, and prints what `x402 audit --json` prints of it.

    python3 audit.py X402 LOG

X402 is the command `x402`. Each partition of the log has a process of the command for itself. Spark counts what needs all
partitions: the verdicts, the payers, and the replay keys.
"""

import json
import subprocess
import sys
import threading

import pyarrow
from pyspark.sql import SparkSession, functions
from pyspark.sql.types import LongType, StringType, StructField, StructType

SCHEMA = "line long, verdict string, stage string, reason string, check string, payer string, replayKey string, \
error string, skipped string, text string"
MEMBERS = ["verdict", "stage", "reason", "check", "payer", "replayKey", "error", "skipped"]
NAMED, LINES_NAMED = 10, 5
# How much of the log a partition has, in bytes.
PART = 32 * 1024 * 1024


def judge(command):
    """A function for mapInArrow: from numbered lines, in order, to a row for each verdict."""

    def judge_partition(batches):
        batches = iter(batches)
        # Numbers in a partition follow each other, so the first one says all.
        first = next((batch for batch in batches if batch.num_rows), None)
        if first is None:
            return
        before = first.column("line")[0].as_py() - 1
        process = subprocess.Popen([command, "audit", "--json", "--jobs", "1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        failures = []

        def write():
            try:
                with process.stdin as questions:
                    for batch in (first, *batches):
                        for text in batch.column("text"):
                            questions.write(text.as_py().encode() + b"\n")
            except Exception as error:  # Nothing in a thread fails a task, so the reader has to hear of it.
                failures.append(error)

        writer = threading.Thread(target=write)
        writer.start()
        rows, has_summary = [], False
        for answer in process.stdout:
            verdict = json.loads(answer)
            has_summary = "summary" in verdict
            if not has_summary:
                number = before + verdict["line"]
                text = '{"line":%d,%s' % (number, answer.decode().rstrip("\n").split(",", 1)[1])
                rows.append({"line": number, "text": text, **{name: verdict.get(name) for name in MEMBERS}})
            if len(rows) == 10_000:
                yield to_batch(rows)
                rows = []
        writer.join()
        code = process.wait()
        if failures or not has_summary or code not in (0, 1, 2, 65):
            raise RuntimeError(f"x402 audit ended with {code}: {failures}")
        if rows:
            yield to_batch(rows)

    return judge_partition


def numbered(spark, log):
    """The lines, each with its number. Only a line feed ends a line: Spark by itself would take a carriage return, too."""
    lines = spark.sparkContext.newAPIHadoopFile(
        log,
        "org.apache.hadoop.mapreduce.lib.input.TextInputFormat",
        "org.apache.hadoop.io.LongWritable",
        "org.apache.hadoop.io.Text",
        conf={"textinputformat.record.delimiter": "\n", "mapreduce.input.fileinputformat.split.maxsize": str(PART)},
    )
    return lines.values().zipWithIndex().map(lambda pair: (pair[0], pair[1] + 1))


def to_batch(rows):
    names = ["line", *MEMBERS, "text"]
    types = [pyarrow.int64()] + [pyarrow.string()] * (len(names) - 1)
    columns = [pyarrow.array([row[name] for row in rows], kind) for name, kind in zip(names, types)]
    return pyarrow.RecordBatch.from_arrays(columns, names=names)


def summary(verdicts):
    """The summary of the command, from the verdicts of all partitions."""
    count = functions.count("*").alias("lines")
    by_kind = verdicts.groupBy("verdict", functions.col("error").isNotNull().alias("is_error")).agg(count).collect()
    lines = {row.verdict or ("error" if row.is_error else "skipped"): row.lines for row in by_kind}
    decided = (
        verdicts.where("check is not null").groupBy("verdict", "stage", "check", "reason").agg(count)
        .orderBy("verdict", "stage", "check", "reason").collect()
    )  # fmt: skip
    payers = verdicts.where("verdict = 'valid'").groupBy("payer").agg(count)
    # A key may stand in several partitions: Spark brings the lines of each key together.
    keys = (
        verdicts.where("replayKey is not null").groupBy("replayKey")
        .agg(
            count,
            functions.sum(functions.when(verdicts.verdict == "valid", 1).otherwise(0)).alias("valid"),
            functions.slice(functions.sort_array(functions.collect_list("line")), 1, LINES_NAMED).alias("first"),
        )
        .cache()
    )  # fmt: skip
    repeated = keys.where("lines > 1")
    kinds = ["valid", "invalid", "undecided", "error", "skipped"]
    return {
        "lines": sum(lines.values()),
        **{kind: lines.get(kind, 0) for kind in kinds},
        "decided": [
            {"verdict": row.verdict, "stage": row.stage, "reason": row.reason, "check": row.check, "lines": row.lines}
            for row in decided
        ],
        "payers": {
            "distinct": payers.count(),
            "most": [
                {"payer": row.payer, "lines": row.lines}
                for row in payers.orderBy(functions.desc("lines"), "payer").limit(NAMED).collect()
            ],
        },
        "replayKeys": {
            "distinct": keys.count(),
            "repeated": repeated.count(),
            "repeatedValid": repeated.where("valid > 1").count(),
            "first": [
                {"replayKey": row.replayKey, "count": row.lines, "valid": row.valid, "lines": row.first}
                for row in repeated.orderBy("first").limit(NAMED).collect()
            ],
        },
    }


def main(command, log):
    spark = SparkSession.builder.appName("x402 audit").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    schema = StructType([StructField("text", StringType()), StructField("line", LongType())])
    verdicts = spark.createDataFrame(numbered(spark, log), schema).mapInArrow(judge(command), SCHEMA).cache()
    for row in verdicts.orderBy("line").toLocalIterator():
        print(row.text)
    print(json.dumps({"summary": summary(verdicts)}, separators=(",", ":")))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
