"""Writes src/test/resources/npz/forms.zip with numpy: python3 write_npz_forms.py forms.zip

Archives that numpy itself reads as the images and labels of write_npz.py (good-…: X as there, Y = 50 · (i mod 3), so that
most labels are above 127), and archives that it does not read so, or that are meant otherwise (bad-…).
"""

import io
import struct
import sys
import zipfile

import numpy

n, h, w, c = 7, 3, 4, 3
x = ((numpy.arange(n * h * w * c) * 31) % 251).astype("u1").reshape(n, h, w, c)
y = numpy.arange(n) % 3 * 100
out = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED)


def put(name, data):
    out.writestr(zipfile.ZipInfo(name + ".npz"), data, zipfile.ZIP_DEFLATED)


def check(name, data):
    if name.startswith("good"):
        read = numpy.load(io.BytesIO(data))
        assert (read["X"] == x).all() and (read["Y"].reshape(-1) == y).all(), name
    put(name, data)


def npy(array, version=(1, 0)):
    made = io.BytesIO()
    numpy.lib.format.write_array(made, array, version=version)
    return made.getvalue()


def header(text, data):
    text = text.encode() + b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def archive(xs, ys, method=zipfile.ZIP_STORED, seekable=True, twice=False, big=False):
    made = io.BytesIO()
    sink = made
    if not seekable:  # so that sizes stand behind the data

        class Pipe(io.RawIOBase):
            def writable(self):
                return True

            def seekable(self):
                return False

            def write(self, data):
                return made.write(data)

        sink = Pipe()
    with zipfile.ZipFile(sink, "w", method) as z:
        for name, data in (("X.npy", xs), ("Y.npy", ys)):
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            with z.open(info, "w", force_zip64=big) as entry:
                entry.write(data)
            if twice and name == "X.npy":
                z.writestr("X.npy", npy(255 - x))
    return made.getvalue()


for kind in ("u1", "<u2", ">u2", "<i2", ">i4", "<u4", ">i8", "<u8", ">u8", "<i8"):
    check(f"good-labels-{kind.replace('<', 'little-').replace('>', 'big-')}", archive(npy(x), npy(y.astype(kind))))
check("good-column", archive(npy(x), npy(y.astype("u1").reshape(n, 1))))
check("good-column-fortran", archive(npy(x), npy(numpy.asfortranarray(y.astype("u1").reshape(n, 1)))))
check("good-version-2", archive(npy(x, (2, 0)), npy(y, (2, 0))))
check("good-version-3", archive(npy(x, (3, 0)), npy(y, (3, 0))))
check("good-descriptor", archive(npy(x), npy(y), zipfile.ZIP_DEFLATED, seekable=False))
check("good-descriptor-stored", archive(npy(x), npy(y), seekable=False))
check("good-zip64", archive(npy(x), npy(y), big=True))
check("good-zip64-deflated", archive(npy(x), npy(y), zipfile.ZIP_DEFLATED, big=True))
other = '{ "shape" : ( 7,3, 4 , 3 ), "fortran_order":False , "descr": "|u1" }'
check("good-other-spelling", archive(header(other, x.tobytes()), npy(y)))

check("bad-checksum-stored", archive(npy(x), npy(y)).replace(x.tobytes()[40:60], bytes(20), 1))
check("bad-checksum-labels", archive(npy(x), npy(y.astype("i8"))).replace(struct.pack("<q", 200), struct.pack("<q", 100), 1))
level0 = io.BytesIO()
with zipfile.ZipFile(level0, "w", zipfile.ZIP_DEFLATED, compresslevel=0) as z:
    z.writestr("X.npy", npy(x))
    z.writestr("Y.npy", npy(y))
check("bad-checksum-deflated", level0.getvalue().replace(x.tobytes()[40:60], bytes(20), 1))
check("bad-twice", archive(npy(x), npy(y), twice=True))
check("bad-local-name", archive(npy(x), npy(y)).replace(b"X.npy", b"Z.npy", 1))
first = numpy.zeros((n, 3, 8, 8), "u1")
check("bad-channels-first", archive(npy(first), npy(y)))
check("bad-channels-first-gray", archive(npy(first[:, :1]), npy(y)))
check("bad-channels-first-many", archive(npy(numpy.zeros((n, 12, 16, 16), "u1")), npy(y)))
check("bad-side-of-zero", archive(npy(x[:, :0]), npy(y)))
check("bad-no-channels", archive(npy(x[..., :0]), npy(y)))
check("bad-none", archive(npy(x[:0]), npy(y[:0])))
check("bad-huge", archive(header("{'descr': '|u1', 'fortran_order': False, 'shape': (7, 4294967296, 4294967296, 3), }", b""), npy(y)))
check("bad-beyond-long", archive(header("{'descr': '|u1', 'fortran_order': False, 'shape': (7, 99999999999999999999, 4, 3), }", b""), npy(y)))
check("bad-gray-without-channel", archive(npy(x[..., 0].copy()), npy(y)))
check("bad-float-images", archive(npy(x / 255), npy(y)))
check("bad-signed-images", archive(npy(x.astype("i1")), npy(y)))
check("bad-objects", archive(npy(x), npy(y.astype(object))))
fields = numpy.zeros((n, h, w), [("r", "u1"), ("g", "u1"), ("b", "u1")])
check("bad-fields", archive(npy(fields), npy(y)))
check("bad-float-labels", archive(npy(x), npy(y + 0.5)))
check("bad-one-hot", archive(npy(x), npy(numpy.eye(7, dtype="u1"))))
check("bad-label-beyond", archive(npy(x), npy(numpy.full(n, 2**64 - 1, "u8"))))
check("bad-extra-key", archive(header("{'descr': '|u1', 'fortran_order': False, 'shape': (7, 3, 4, 3), 'z': 1}", x.tobytes()), npy(y)))
check("bad-text-behind", archive(header("{'descr': '|u1', 'fortran_order': False, 'shape': (7, 3, 4, 3), } x", x.tobytes()), npy(y)))
out.close()
