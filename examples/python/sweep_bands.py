"""Draws a sweep's curves: mean and band over seeds, one colour a cell, the Ideal World dashed.

    python3 sweep_bands.py ~/.twoworlds SWEEP bands.png

Needs pandas and matplotlib. The table has one row a score; every row has its run's n, seed and T(n).
"""
import os
import sqlite3
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

home, sweep, picture = sys.argv[1:4]
catalogue = os.path.join(os.path.expanduser(home), "catalogue.db")

# A run that trains the Real World alone is compared with the Ideal World of the run in its column ideal.
scores = pd.read_sql(
    """SELECT own.n, own.seed, own.model, s.world, s.step, s.softError, t.step AS stoppingTime
       FROM runs own
       JOIN scores s ON s.run = CASE WHEN s.world = 'ideal' AND own.ideal <> '' THEN own.ideal ELSE own.run END
       LEFT JOIN stoppingTimes t ON t.run = own.run
       WHERE own.sweep = ? AND s."set" = 'test' AND s.evaluator = 'run'
         AND EXISTS (SELECT 1 FROM worlds w WHERE w.run = own.run AND w.world = 'real')""",
    sqlite3.connect(catalogue),
    params=[sweep],
)
if scores.empty:
    sys.exit(f"sweep {sweep} has no scores in {catalogue}")

bands = scores.groupby(["model", "n", "world", "step"]).softError.agg(["mean", "std", "count"]).reset_index()
for index, ((model, n), cell) in enumerate(bands.groupby(["model", "n"])):
    for world, line in cell.groupby("world"):
        style = "-" if world == "real" else "--"
        plt.plot(line.step, line["mean"], style, color=f"C{index % 10}", label=f"{model}, n={n}, {world}")
        plt.fill_between(
            line.step, line["mean"] - line["std"], line["mean"] + line["std"], color=f"C{index % 10}", alpha=0.15
        )
stops = scores.drop_duplicates(["model", "n", "seed"]).groupby(["model", "n"]).stoppingTime.mean()
for index, stop in enumerate(stops):
    plt.axvline(stop, color=f"C{index % 10}", linewidth=0.8, linestyle=":")
plt.xscale("symlog")
plt.xlabel("updates")
plt.ylabel("test SoftError")
plt.title("mean and standard deviation over seeds; dotted: mean T(n)", fontsize="medium")
plt.legend(fontsize="small")
plt.tight_layout()
plt.savefig(picture, dpi=150)
print(bands.groupby(["model", "n", "world"]).tail(1).to_string(index=False))
