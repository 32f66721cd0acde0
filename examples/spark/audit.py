"""Audits a log of payments with Spark, and prints what `x402 audit --json` prints of it.

    python3 audit.py LOG

Each core verifies a partition of the log with the PyPI package `x402-offline`. Spark counts what needs all partitions: the verdicts, the
payers, and the replay keys.
"""

import json
import sys

import pandas
import x402_offline
from pyspark.sql import SparkSession, functions
from pyspark.sql.types import LongType, StringType, StructField, StructType

SCHEMA = "line long, verdict string, stage string, reason string, check string, payer string, replayKey string, \
error string, skipped string, text string"
MEMBERS = ["line", "verdict", "stage", "reason", "check", "payer", "replayKey", "error", "skipped"]
NAMED, LINES_NAMED = 10, 5
# How much of the log a partition has, in bytes.
PART = 32 * 1024 * 1024


def verify_batches(batches):
    """For mapInPandas: from numbered lines to a row for each verdict."""
    for batch in batches:
        numbers = batch["line"].tolist()
        rows = []
        # Spark gives each core a partition of its own.
        for verdict in x402_offline.audit(batch["text"], jobs=1):
            verdict["line"] = numbers[verdict["line"] - 1]
            rows.append({**{name: verdict.get(name) for name in MEMBERS}, "text": x402_offline.dumps(verdict)})
        yield pandas.DataFrame(rows, columns=[*MEMBERS, "text"])


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


def main(log):
    spark = SparkSession.builder.appName("x402 audit").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    schema = StructType([StructField("text", StringType()), StructField("line", LongType())])
    verdicts = spark.createDataFrame(numbered(spark, log), schema).mapInPandas(verify_batches, SCHEMA).cache()
    for row in verdicts.orderBy("line").toLocalIterator():
        print(row.text)
    print(json.dumps({"summary": summary(verdicts)}, separators=(",", ":")))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
