"""Writes the toy's reference trajectories of src/test/resources/descent with numpy. Usage: python3 write_descent.py FOLDER"""

import json
import sys

import numpy

n, d, strong, weak, steps = 6, 15, 4, 0.05, 25
draws = numpy.random.default_rng(20)
variance = numpy.where(numpy.arange(d) < strong, 1.0, weak)
X = draws.normal(size=(n, d)) * numpy.sqrt(variance)
target = numpy.eye(d)[0]
V = numpy.diag(variance)
out = {"X": X.tolist(), "variance": variance.tolist()}
rate = 0.5 / max(numpy.linalg.eigvalsh(X.T @ X / n).max(), variance.max())
for name, y in (("linear", X @ target), ("signed", numpy.sign(X @ target))):
    c = 1.0 if name == "linear" else numpy.sqrt(2 / numpy.pi) / numpy.sqrt(target @ V @ target)
    square = target @ V @ target if name == "linear" else 1.0
    real, ideal = numpy.zeros(d), numpy.zeros(d)
    rows = []
    for _ in range(steps + 1):
        population = [b @ V @ b - 2 * c * (b @ V @ target) + square for b in (real, ideal)]
        rows.append([numpy.mean((X @ real - y) ** 2) / square, population[0] / square, population[1] / square])
        real = real - rate * X.T @ (X @ real - y) / n
        ideal = ideal - rate * V @ (ideal - c * target)
    out[name] = {"y": y.tolist(), "trainTestIdeal": rows, "real": real.tolist(), "ideal": ideal.tolist()}
with open(f"{sys.argv[1]}/toy.json", "w", encoding="utf-8") as file:
    json.dump(out, file)
