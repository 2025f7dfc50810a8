"""Writes the fixtures of PictureDecoderTest with Pillow: python3 write_pictures.py pictures.zip

Each NAME.png or NAME.jpg has a NAME.rgb beside it: width and height as big-endian 32-bit numbers, and what Pillow makes of
the picture as RGB. Of gray with 16 bits, which Pillow clips, the upper 8 bits are taken here. What must be refused is bad-….
"""

import io
import struct
import sys
import zipfile
import zlib

import numpy
from PIL import Image

PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
HEIGHT, WIDTH = 11, 13
random = numpy.random.RandomState(0)
out = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED)


def put(name, data):
    out.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def expect(name, data, rgb=None):
    if rgb is None:
        rgb = numpy.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    put(name, data)
    put(name[:-4] + ".rgb", struct.pack(">II", rgb.shape[1], rgb.shape[0]) + rgb.astype("u1").tobytes())


def chunk(kind, data, damage=0):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data) ^ damage)


def rows(values, bits, filters):
    """Filtered rows of samples [H, W, S]."""
    h, w, s = values.shape
    if h == 0 or w == 0:
        return b""
    if bits == 16:
        packed = numpy.stack([values >> 8, values & 255], -1).reshape(h, -1)
    elif bits == 8:
        packed = values.reshape(h, -1)
    else:
        spread = (values.reshape(h, -1, 1) >> numpy.arange(bits)[::-1]) & 1
        packed = numpy.packbits(spread.reshape(h, -1).astype("u1"), axis=1)
    packed = packed.astype(int)
    back = max(1, s * bits // 8)
    result = b""
    above = numpy.zeros(packed.shape[1], int)
    for y, row in enumerate(packed):
        kind = (y % 5) if filters else 0
        left = numpy.concatenate([numpy.zeros(back, int), row])[: len(row)]
        corner = numpy.concatenate([numpy.zeros(back, int), above])[: len(row)]
        p = left + above - corner
        paeth = numpy.where(
            (abs(p - left) <= abs(p - above)) & (abs(p - left) <= abs(p - corner)),
            left,
            numpy.where(abs(p - above) <= abs(p - corner), above, corner),
        )
        predicted = [0, left, above, (left + above) // 2, paeth][kind]
        result += bytes([kind]) + ((row - predicted) % 256).astype("u1").tobytes()
        above = row
    return result


def png(values, bits, colour, interlaced=False, before=b"", pieces=1, damage=0, header=None):
    if interlaced:
        raw = b"".join(rows(values[y::dy, x::dx], bits, True) for x, y, dx, dy in PASSES)
    else:
        raw = rows(values, bits, True)
    h, w, _ = values.shape
    ihdr = header or struct.pack(">IIBBBBB", w, h, bits, colour, 0, 0, int(interlaced))
    data = zlib.compress(raw, 9)
    step = -(-len(data) // pieces)
    idat = b"".join(chunk(b"IDAT", data[i : i + step], damage) for i in range(0, len(data), step))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", ihdr) + before + idat + chunk(b"IEND", b"")


def upper(values, bits, colour):
    """Red, green and blue of 16-bit samples."""
    high = values >> 8
    return numpy.repeat(high[..., :1], 3, -1) if colour in (0, 4) else high[..., :3]


for colour, depths in ((0, (1, 2, 4, 8, 16)), (2, (8, 16)), (3, (1, 2, 4, 8)), (4, (8, 16)), (6, (8, 16))):
    for bits in depths:
        values = random.randint(0, 1 << bits, (HEIGHT, WIDTH, SAMPLES[colour]))
        palette = chunk(b"PLTE", random.randint(0, 256, 3 << bits).astype("u1").tobytes()) if colour == 3 else b""
        for interlaced in (False, True):
            name = f"png-{colour}-{bits}{'-interlaced' if interlaced else ''}.png"
            data = png(values, bits, colour, interlaced, palette, pieces=3)
            expect(name, data, upper(values, bits, colour) if bits == 16 else None)

gray = random.randint(0, 256, (HEIGHT, WIDTH, 1))
colours = random.randint(0, 256, (HEIGHT, WIDTH, 3))
numbers = random.randint(0, 16, (HEIGHT, WIDTH, 1))
palette = chunk(b"PLTE", random.randint(0, 256, 48).astype("u1").tobytes())
expect("png-gray-gamma.png", png(gray, 8, 0, before=chunk(b"gAMA", struct.pack(">I", 100000))))
expect("png-gray-transparent.png", png(gray, 8, 0, before=chunk(b"tRNS", struct.pack(">H", gray[0, 0, 0]))))
expect("png-colour-transparent.png", png(colours, 8, 2, before=chunk(b"tRNS", struct.pack(">HHH", *colours[0, 0]))))
expect("png-palette-transparent.png", png(numbers, 4, 3, before=palette + chunk(b"tRNS", bytes(range(0, 256, 17)))))
expect("png-gray-128.png", png(numpy.full((4, 4, 1), 128), 8, 0))
expect("png-gray-16-128.png", png(numpy.full((4, 4, 1), 0x80FF), 16, 0), numpy.full((4, 4, 3), 128))
expect("png-one-pixel.png", png(colours[:1, :1], 8, 2, True))
saved = io.BytesIO()
Image.fromarray(colours.astype("u1")).save(saved, "PNG", icc_profile=b"not a profile", dpi=(72, 72))
expect("png-by-pillow.png", saved.getvalue())

whole = png(colours, 8, 2)
put("bad-checksum.png", png(colours, 8, 2, damage=1))
put("bad-cut.png", whole[:-60])
put("bad-colour-number.png", png(numbers + 0 * numbers, 4, 3, before=chunk(b"PLTE", bytes(9))))
put("bad-no-palette.png", png(numbers, 4, 3))
put("bad-side-of-zero.png", png(colours, 8, 2, header=struct.pack(">IIBBBBB", 0, 11, 8, 2, 0, 0, 0)))
put("bad-depth.png", png(colours, 8, 2, header=struct.pack(">IIBBBBB", 13, 11, 4, 2, 0, 0, 0)))
put("bad-too-few-rows.png", png(colours, 8, 2, header=struct.pack(">IIBBBBB", 13, 12, 8, 2, 0, 0, 0)))
put("bad-26000.png", png(colours, 8, 2, header=struct.pack(">IIBBBBB", 26000, 26000, 8, 2, 0, 0, 0)))
put("bad-13000.png", png(colours, 8, 2, header=struct.pack(">IIBBBBB", 13000, 13000, 8, 2, 0, 0, 0)))
broken = bytearray(zlib.compress(rows(colours, 8, True)))
broken[-1] ^= 1
start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0))
put("bad-adler.png", start + chunk(b"IDAT", bytes(broken)) + chunk(b"IEND", b""))

y, x = numpy.mgrid[0:37, 0:45]
smooth = numpy.stack([4 * x + y, 255 - 5 * y, 128 + 60 * numpy.sin(x / 5) * numpy.cos(y / 7)], -1)
smooth = numpy.clip(smooth + random.randint(0, 9, smooth.shape), 0, 255).astype("u1")
inks = Image.fromarray(smooth).convert("CMYK")
black = numpy.asarray(inks).copy()
black[..., 3] = (3 * x + 2 * y) % 200
inks = Image.fromarray(black, "CMYK")


def jpeg(image, **options):
    saved = io.BytesIO()
    image.save(saved, "JPEG", quality=90, **options)
    return saved.getvalue()


def adobe(data, transform):
    """The file with another transform in Adobe's marker, which is added where there is none."""
    at = data.find(b"\xff\xee")
    if at >= 0:
        return data[: at + 15] + bytes([transform]) + data[at + 16 :]
    return data[:2] + b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([transform]) + data[2:]


def without_adobe(data):
    at = data.find(b"\xff\xee")
    return data[:at] + data[at + 16 :]


def without_jfif(data):
    at = data.find(b"\xff\xe0")
    return data[:at] + data[at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0] :]


colourful = Image.fromarray(smooth)
for subsampling, label in ((0, "444"), (1, "422"), (2, "420")):
    for progressive in (False, True):
        name = f"jpeg-{label}{'-progressive' if progressive else ''}.jpg"
        expect(name, jpeg(colourful, subsampling=subsampling, progressive=progressive))
expect("jpeg-gray.jpg", jpeg(colourful.convert("L")))
expect("jpeg-gray-progressive.jpg", jpeg(colourful.convert("L"), progressive=True))
expect("jpeg-cmyk.jpg", jpeg(inks))
expect("jpeg-cmyk-progressive.jpg", jpeg(inks, progressive=True))
expect("jpeg-cmyk-unmarked.jpg", without_adobe(jpeg(inks)))
expect("jpeg-ycck.jpg", adobe(jpeg(inks), 2))
expect("jpeg-rgb.jpg", adobe(without_jfif(jpeg(colourful, subsampling=0)), 0))
exif = Image.Exif()
exif[0x0112] = 6  # turned by 90 degrees: Pillow leaves it alone unless asked
expect("jpeg-turned.jpg", jpeg(colourful, exif=exif))
put("bad-cut.jpg", jpeg(colourful)[:-300])
put("bad-headers-only.jpg", jpeg(colourful)[:200])
at = jpeg(colourful).find(b"\xff\xc0")
put("bad-65000.jpg", jpeg(colourful)[: at + 5] + struct.pack(">HH", 65000, 65000) + jpeg(colourful)[at + 9 :])
put("bad-side-of-zero.jpg", jpeg(colourful)[: at + 5] + struct.pack(">HH", 37, 0) + jpeg(colourful)[at + 9 :])
put("bad-text.png", b"no picture at all, but text that is long enough")
put("bad-empty.jpg", b"")
out.close()
