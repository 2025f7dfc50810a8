"""Writes the fixtures of SvhnTest with SciPy: python3 write_svhn.py FOLDER"""
import sys

import numpy
import scipy.io

for split, count in (("train", 7), ("test", 5)):
    row, column, colour, image = numpy.ogrid[:32, :32, :3, :count]
    x = (row * 3 + column * 2 + colour * 50 + image * 11).astype(numpy.uint8)
    kind = numpy.uint8 if split == "train" else numpy.float64
    y = numpy.array([10, 1, 2, 3, 9, 10, 5][:count], dtype=kind).reshape(-1, 1)
    scipy.io.savemat(f"{sys.argv[1]}/{split}_32x32.mat", {"X": x, "y": y}, do_compression=True)
