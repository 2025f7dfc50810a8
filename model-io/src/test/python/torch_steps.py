"""SGD steps of four networks in PyTorch, from given weights and batches: an independent reference.

Usage: python3 torch_steps.py FOLDER
FOLDER/NAME.safetensors holds the initial weights, FOLDER/images.bin 10 batches of 128 images (uint8, NHWC) and
FOLDER/labels.bin their labels (int32). Writes FOLDER/NAME.1.safetensors and FOLDER/NAME.10.safetensors.
"""

import json
import math
import struct
import sys

import numpy
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(2)
BATCH, STEPS = 128, 10
RATES = {"mlp": 0.1, "mcnn": 0.001, "resnet18k": 0.001, "vit": 0.1}


def read(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            values = numpy.frombuffer(data[start:end], "<f4").reshape(entry["shape"])
            tensors[name] = torch.from_numpy(values.copy())
    return tensors


def write(path, tensors):
    header, data, offset = {}, b"", 0
    for name, tensor in tensors.items():
        part = tensor.detach().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(part)]}
        data += part
        offset += len(part)
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


class Mlp(nn.Module):
    def __init__(self, widths):
        super().__init__()
        before = 3072
        for i, width in enumerate(widths, 1):
            setattr(self, f"fc{i}", nn.Linear(before, width))
            setattr(self, f"bn{i}", nn.BatchNorm1d(width))
            before = width
        self.head = nn.Linear(before, 10)
        self.layers = len(widths)

    def forward(self, x):
        x = x.flatten(1)
        for i in range(1, self.layers + 1):
            x = F.relu(getattr(self, f"bn{i}")(getattr(self, f"fc{i}")(x)))
        return self.head(x)


class Mcnn(nn.Module):
    def __init__(self, width):
        super().__init__()
        before = 3
        for i in range(4):
            setattr(self, f"conv{i + 1}", nn.Conv2d(before, width << i, 3, padding=1))
            setattr(self, f"bn{i + 1}", nn.BatchNorm2d(width << i))
            before = width << i
        self.head = nn.Linear(before, 10)

    def forward(self, x):
        for i in range(1, 5):
            x = F.relu(getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(x)))
            if i in (2, 3):
                x = F.max_pool2d(x, 2)
        return self.head(F.max_pool2d(x, 8).flatten(1))


class PreActBlock(nn.Module):
    def __init__(self, before, width, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(before)
        self.conv1 = nn.Conv2d(before, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.shortcut = None
        if stride != 1 or before != width:
            self.shortcut = nn.Sequential(nn.Conv2d(before, width, 1, stride, bias=False))

    def forward(self, x):
        y = F.relu(self.bn1(x))
        kept = x if self.shortcut is None else self.shortcut(y)
        return self.conv2(F.relu(self.bn2(self.conv1(y)))) + kept


class PreActResNet(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        before = width
        for stage in range(4):
            blocks = []
            for i in range(2):
                blocks.append(PreActBlock(before, width << stage, 2 if stage and not i else 1))
                before = width << stage
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.linear = nn.Linear(before, 10)

    def forward(self, x):
        x = self.conv1(x)
        for stage in range(1, 5):
            x = getattr(self, f"layer{stage}")(x)
        return self.linear(F.avg_pool2d(x, 4).flatten(1))


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim, bias=False)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = self.qkv(x).reshape(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        shares = (q @ k.transpose(-1, -2) / math.sqrt(d // self.heads)).softmax(-1)
        return self.proj((shares @ v).transpose(1, 2).reshape(b, t, d))


class Hidden(nn.Module):
    def __init__(self, dim, outputs):
        super().__init__()
        self.fc1 = nn.Linear(dim, 4 * dim)
        self.fc2 = nn.Linear(4 * dim, outputs)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(dim)
        self.attn = Attention(dim, heads)
        self.norm2 = nn.LayerNorm(dim)
        self.mlp = Hidden(dim, dim)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Vit(nn.Module):
    def __init__(self, patch, dim, depth, heads):
        super().__init__()
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, (32 // patch) ** 2 + 1, dim))
        self.patch_embed = nn.Sequential()
        self.patch_embed.add_module("proj", nn.Conv2d(3, dim, patch, patch))
        self.blocks = nn.Sequential(*[Block(dim, heads) for _ in range(depth)])
        self.norm = nn.LayerNorm(dim)
        self.head = Hidden(dim, 10)

    def forward(self, x):
        x = self.patch_embed(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1) + self.pos_embed
        return self.head(self.norm(self.blocks(x)[:, 0]))


NETWORKS = {
    "mlp": Mlp([32, 32]),
    "mcnn": Mcnn(8),
    "resnet18k": PreActResNet(8),
    "vit": Vit(8, 32, 2, 2),
}


def main(folder):
    images = numpy.fromfile(f"{folder}/images.bin", "u1").reshape(STEPS, BATCH, 32, 32, 3)
    labels = numpy.fromfile(f"{folder}/labels.bin", "<i4").reshape(STEPS, BATCH)
    for name, network in NETWORKS.items():
        given = read(f"{folder}/{name}.safetensors")
        missing, unexpected = network.load_state_dict(given, strict=False)
        assert not unexpected and all(m.endswith("num_batches_tracked") for m in missing), (missing, unexpected)
        parameters = [n for n, _ in network.named_parameters()]
        assert parameters == [n for n in given if "running" not in n], "another order of parameters"
        network.train()
        optimizer = torch.optim.SGD(network.parameters(), RATES[name])
        for step in range(STEPS):
            x = torch.from_numpy(images[step].astype("f4") / 127.5 - 1).permute(0, 3, 1, 2).contiguous()
            loss = F.cross_entropy(network(x), torch.from_numpy(labels[step].astype("i8")))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if step + 1 in (1, STEPS):
                state = network.state_dict()
                write(f"{folder}/{name}.{step + 1}.safetensors", {n: state[n] for n in given})


if __name__ == "__main__":
    main(sys.argv[1])
