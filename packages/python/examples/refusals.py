"""Reads a log of payments into Polars, and draws the refusals per reason: refusals.py LOG PICTURE

pip install x402-offline polars matplotlib
"""
# What matplotlib passes on has no types.
# pyright: reportUnknownMemberType=false

import sys

import matplotlib
import polars as pl

from x402_offline import audit

matplotlib.use("svg")
from matplotlib import pyplot as plt  # noqa: E402


def refusals(log: str) -> pl.DataFrame:
    """How many lines of the log are not valid, by verdict and reason, the most first."""
    columns = {"line": pl.UInt64, "verdict": pl.String, "reason": pl.String, "check": pl.String, "error": pl.String, "skipped": pl.String}
    rows = ({name: line.get(name) for name in columns} for line in audit(log))
    lines = pl.DataFrame(rows, schema=columns)
    reason = pl.coalesce("reason", pl.when(pl.col("error").is_not_null()).then(pl.lit("(no payment)")), pl.lit("(something unknown)"))
    refused = lines.filter(pl.col("verdict").ne_missing("valid")).with_columns(pl.col("verdict").fill_null("unread"), reason=reason)
    return refused.group_by("verdict", "reason").len().sort(["len", "verdict", "reason"], descending=[True, False, False])


def draw(table: pl.DataFrame, picture: str) -> None:
    plt.rcParams.update({"svg.hashsalt": "x402", "svg.fonttype": "none", "font.size": 9})
    colours = {"invalid": "#cf222e", "undecided": "#9a6700", "unread": "#57606a"}
    figure, axes = plt.subplots(figsize=(8, 0.6 + 0.4 * table.height))
    # Where the picture is shown, letters may be wider.
    figure.set_layout_engine("constrained", w_pad=0.3)
    labels = [f"{row['reason']}, {row['verdict']}" for row in table.iter_rows(named=True)]
    bars = axes.barh(labels, table["len"].to_list(), color=[colours[verdict] for verdict in table["verdict"]])
    axes.bar_label(bars, padding=3)
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlabel("lines of the log")
    figure.savefig(picture, metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    found = refusals(sys.argv[1])
    for verdict, reason, count in found.iter_rows():
        print(f"{count:8} {verdict:10} {reason}")
    draw(found.head(12), sys.argv[2])
