"""Writes the fixtures of OnnxFilesTest with onnx and numpy: python3 write_onnx.py onnx.zip

Classifiers of 4 × 4 images with 5 classes, and generators of such images. NAME.logits holds what numpy computes, in float32,
for three images whose byte i is 37·i mod 256 (over all of them, [B, H, W, C]).
"""

import io
import os
import sys
import tempfile
import zipfile

import numpy
import onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper as nh

out = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED)
random = numpy.random.RandomState(0)
weight = (random.randn(5, 48) * 0.05).astype("f4")
bias = random.randn(5).astype("f4")
images = (numpy.arange(3 * 48) * 37 % 256).astype("u1").reshape(3, 4, 4, 3)
floats = images.astype("f8").transpose(0, 3, 1, 2).reshape(3, 48) / 127.5 - 1
logits = floats @ weight.astype("f8").T + bias
TYPES = {T.FLOAT: "f4", T.FLOAT16: "f2", T.DOUBLE: "f8"}


def put(name, data):
    out.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def model(nodes, inputs, outputs, constants):
    graph = h.make_graph(nodes, "g", inputs, outputs, [nh.from_array(v, k) for k, v in constants.items()])
    return h.make_model(graph, opset_imports=[h.make_opsetid("", 13)], ir_version=8)


def classifier(batch="N", kind=T.FLOAT, extra=(), outputs=None, sides=(3, 4, 4), classes=5, nodes=()):
    w, b = weight.astype(TYPES[kind]), bias.astype(TYPES[kind])
    all_nodes = [
        h.make_node("Flatten", ["x"], ["f"], axis=1),
        h.make_node("Gemm", ["f", "W", "b"], ["y"], transB=1),
        *nodes,
    ]
    x = h.make_tensor_value_info("x", kind, [batch, *sides])
    y = outputs or [h.make_tensor_value_info("y", kind, [batch, classes])]
    return model(all_nodes, [x], [*extra, *y], {"W": w, "b": b})


def value(name, kind, shape):
    return h.make_tensor_value_info(name, kind, shape)


def save(name, made, checked=True):
    if checked:
        onnx.checker.check_model(made)
    put(name + ".onnx", made.SerializeToString())


put("images.bytes", images.tobytes())
put("logits.floats", logits.astype("<f4").tobytes())

save("good-any-batch", classifier())
save("good-batch-1", classifier(1))
save("good-batch-2", classifier(2))
save("good-batch-8", classifier(8))
save("good-half", classifier(kind=T.FLOAT16))
save("good-half-batch-1", classifier(1, kind=T.FLOAT16))
save("good-double", classifier(kind=T.DOUBLE))
save("good-any-sides", classifier(sides=(3, "H", "W")))
save("good-unstated-classes", classifier(classes="K"))
features = h.make_node("Identity", ["f"], ["feat"])
named = [value("logits", T.FLOAT, ["N", 5])]
save(
    "good-logits-by-name",
    classifier(
        extra=[value("feat", T.FLOAT, ["N", 48])],
        outputs=named,
        nodes=[features, h.make_node("Identity", ["y"], ["logits"])],
    ),
)
first = h.make_node("ArgMax", ["y"], ["label"], axis=1, keepdims=0)
save("good-label-beside", classifier(extra=[value("label", T.INT64, ["N"])], nodes=[first]))
softmax = h.make_node("Softmax", ["y"], ["p"], axis=1)
save("softmax", classifier(outputs=[value("p", T.FLOAT, ["N", 5])], nodes=[softmax]))
save("bad-two-outputs", classifier(extra=[value("feat", T.FLOAT, ["N", 48])], nodes=[features]))
save("bad-other-sides", classifier(sides=(3, 8, 2)))
save("bad-channels-last", classifier(sides=(4, 4, 3)))
save("bad-one-logit", classifier(outputs=[value("z", T.FLOAT, ["N", 1])], nodes=[h.make_node("ReduceSum", ["y", "a"], ["z"])], classes=1), False)
sequence = h.make_tensor_sequence_value_info("s", T.FLOAT, None)
save("bad-sequence", classifier(outputs=[sequence], nodes=[h.make_node("SequenceConstruct", ["y"], ["s"])]))
pixels = [h.make_node("Cast", ["x"], ["c"], to=T.FLOAT), h.make_node("Flatten", ["c"], ["f"], axis=1)]
gemm = h.make_node("Gemm", ["f", "W", "b"], ["y"], transB=1)
for name, sides in (("bytes-channels-first", (3, 4, 4)), ("bytes-channels-last", (4, 4, 3))):
    made = model(pixels + [gemm], [value("x", T.UINT8, ["N", *sides])], [value("y", T.FLOAT, ["N", 5])], {"W": weight, "b": bias})
    save(("bad-" if sides[0] == 3 else "") + name, made)
save("bad-batch-of-a-million", classifier(1 << 20))
# Says [N, 3, H, W] and computes for 4 × 5 alone: only a call shows it.
wide = model([h.make_node("Reshape", ["x", "s"], ["f"]), gemm], [value("x", T.FLOAT, ["N", 3, "H", "W"])], [value("y", T.FLOAT, ["N", 5])], {"W": random.randn(5, 60).astype("f4"), "b": bias, "s": numpy.array([-1, 60])})
save("bad-when-called", wide)

# Weights beside the file, as PyTorch 2.9 exports them; and places where no file may have them.
with tempfile.TemporaryDirectory() as folder:
    onnx.save(classifier(), f"{folder}/beside.onnx", save_as_external_data=True, location="beside.onnx.data", size_threshold=0)
    put("beside.onnx", open(f"{folder}/beside.onnx", "rb").read())
    put("beside.onnx.data", open(f"{folder}/beside.onnx.data", "rb").read())


def external(name, location, **more):
    made = classifier()
    for tensor in made.graph.initializer:
        if tensor.name == "W":
            tensor.ClearField("raw_data")
            tensor.data_location = T.EXTERNAL
            for key, text in {"location": location, **more}.items():
                tensor.external_data.add(key=key, value=text)
    save(name, made, False)


external("weights-alone", "w.bin")
external("deep", "deep/w.bin")
external("bad-above", "../w.bin")
external("bad-far-above", "../../../../../../etc/passwd")
external("bad-absolute", "/etc/passwd")
external("bad-by-link", "link.bin")
external("bad-by-linked-folder", "linked/w.bin")
external("bad-gone", "gone.bin")
external("bad-empty", "")
external("bad-nul", "w.bin\0")
external("bad-folder", ".")
external("bad-length", "w.bin", length="961")
external("bad-offset", "w.bin", offset="-4")
external("bad-beyond", "w.bin", offset="99999999999999999999")
put("w.bin", weight.tobytes())
constant = h.make_tensor("t", T.FLOAT, [5], bias.tobytes(), raw=True)
constant.ClearField("raw_data")
constant.data_location = T.EXTERNAL
constant.external_data.add(key="location", value="../w.bin")
hidden = model(
    [h.make_node("Flatten", ["x"], ["f"], axis=1), h.make_node("Constant", [], ["b"], value=constant), gemm],
    [value("x", T.FLOAT, ["N", 3, 4, 4])], [value("y", T.FLOAT, ["N", 5])], {"W": weight})
save("bad-in-a-node", hidden, False)


def generator(scale, offset=0.0, kind=T.FLOAT, batch="N", extra=(), latent=6):
    d = TYPES[kind]
    w = (random.uniform(-1, 1, (latent, 48)) * 0 + 1).astype(d)
    nodes = [
        h.make_node("MatMul", ["z", "W"], ["a"]),
        h.make_node("Sin", ["a"], ["n"]),
        h.make_node("Mul", ["n", "k"], ["m"]),
        h.make_node("Add", ["m", "o"], ["q"]),
        h.make_node("Reshape", ["q", "s"], ["image"]),
        *extra,
    ]
    return model(nodes, [value("z", kind, [batch, latent])], [value("image", kind, [batch, 3, 4, 4])],
                 {"W": w, "k": numpy.array(scale, d), "o": numpy.array(offset, d), "s": numpy.array([-1, 3, 4, 4])})


save("generator-good", generator(0.9))
save("generator-overshoots", generator(1.2))
save("generator-half", generator(0.9, kind=T.FLOAT16), False)
save("generator-batch-1", generator(0.9, batch=1))
save("generator-of-nan", generator(float("nan")))
save("generator-of-infinity", generator(float("inf")))
save("generator-of-255", generator(127.5, 127.5))
save("generator-of-2", generator(0, 2))
save("generator-of-shares", generator(0.5, 0.5))
save("generator-huge", model([h.make_node("Reshape", ["z", "s"], ["image"])], [value("z", T.FLOAT, ["N", 3, 40000, 40000])],
                             [value("image", T.FLOAT, ["N", 3, 40000, 40000])], {"s": numpy.array([-1, 3, 40000, 40000])}))
save("generator-wrong-shape", model([h.make_node("MatMul", ["z", "W"], ["image"])], [value("z", T.FLOAT, ["N", 6])],
                                    [value("image", T.FLOAT, ["N", 48])], {"W": numpy.ones((6, 48), "f4")}))
save("generator-two-noises", model([h.make_node("Add", ["z", "w"], ["image"])], [value("z", T.FLOAT, ["N", 3, 4, 4]), value("w", T.FLOAT, ["N", 3, 4, 4])],
                                   [value("image", T.FLOAT, ["N", 3, 4, 4])], {}))
save("generator-float-class", model([h.make_node("Add", ["z", "y"], ["image"])], [value("z", T.FLOAT, ["N", 3, 4, 4]), value("y", T.FLOAT, ["N", 3, 4, 4])],
                                    [value("image", T.FLOAT, ["N", 3, 4, 4])], {}))
out.close()
