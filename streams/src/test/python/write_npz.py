"""Writes the small npz files of src/test/resources/npz with numpy. Usage: python3 write_npz.py FOLDER"""

import sys

import numpy

folder = sys.argv[1]
n, h, w, c = 7, 3, 4, 3
x = ((numpy.arange(n * h * w * c) * 31) % 251).astype("u1").reshape(n, h, w, c)
y = numpy.arange(n) % 3
numpy.savez(f"{folder}/stored.npz", X=x, Y=y.astype("i8"))
numpy.savez_compressed(f"{folder}/compressed.npz", X=x, Y=y.astype("i4"))
numpy.savez(f"{folder}/bytes.npz", X=x, Y=y.astype("u1"))
numpy.savez(f"{folder}/big-endian.npz", X=x, Y=y.astype(">i2"))
numpy.savez(f"{folder}/others-beside.npz", A=numpy.zeros(3), X=x, Y=y.astype("u4"), Z=numpy.zeros((2, 2)))
numpy.savez(f"{folder}/bad-fortran.npz", X=numpy.asfortranarray(x), Y=y)
numpy.savez(f"{folder}/bad-type.npz", X=x.astype("f4"), Y=y)
numpy.savez(f"{folder}/bad-shape.npz", X=x.reshape(n, -1), Y=y)
numpy.savez(f"{folder}/bad-labels.npz", X=x, Y=y.astype("f8"))
numpy.savez(f"{folder}/bad-count.npz", X=x, Y=y[:-1])
numpy.savez(f"{folder}/bad-negative.npz", X=x, Y=-y)
numpy.savez(f"{folder}/bad-name.npz", images=x, Y=y)
