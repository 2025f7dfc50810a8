"""Each test sample's outcome of a score as numpy arrays, and which samples two checkpoints disagree on.

    python3 outcomes_into_numpy.py ~/.twoworlds RUN

Needs numpy and safetensors. A run whose Ideal World is another run's is compared with that one's scores.
"""
import os
import sqlite3
import sys

import numpy as np
from safetensors.numpy import load_file

home, run = os.path.expanduser(sys.argv[1]), sys.argv[2]
catalogue = sqlite3.connect(os.path.join(home, "catalogue.db"))
found = catalogue.execute("SELECT ideal FROM runs WHERE run = ?", [run]).fetchone()
if found is None:
    sys.exit(f"there is no run {run} in {home}")


def outcomes(run, world, step):
    """log p(y), the predicted class and the confidence of every test sample, in the order of the test set; and, of a run with
    scores.keep=softmax, the probabilities of all classes."""
    (file,) = catalogue.execute(
        """SELECT file FROM scores
           WHERE run = ? AND world = ? AND step = ? AND "set" = 'test' AND evaluator = 'run'""",
        [run, world, step],
    ).fetchone()
    return load_file(os.path.join(home, "runs", run, file))


(step,) = catalogue.execute("SELECT max(step) FROM gaps WHERE run = ?", [run]).fetchone()
if step is None:
    sys.exit(f"run {run} has no step at which both worlds are scored")
real, ideal = outcomes(run, "real", step), outcomes(found[0] or run, "ideal", step)
soft = {world: 1 - np.exp(scores["logProbability"]) for world, scores in (("real", real), ("ideal", ideal))}
difference = soft["real"] - soft["ideal"]
error = difference.std(ddof=1) / np.sqrt(len(difference))
print(f"step {step}: bootstrap error {difference.mean():+.4f} ± {error:.4f} over {len(difference)} samples")
print(f"the two worlds predict another class on {np.mean(real['predicted'] != ideal['predicted']):.1%} of them")
if "probabilities" in real and "probabilities" in ideal:
    distance = np.abs(real["probabilities"] - ideal["probabilities"]).sum(axis=1).mean() / 2
    print(f"their softmax outputs differ by {distance:.4f} in total variation, in the mean over samples")
