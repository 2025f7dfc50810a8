"""Training steps of one network in PyTorch on a card: python3 torch_bench.py MODEL PRECISION BATCH [DEVICE]

Prints a JSON object a line: {"how": "eager" | "channels_last" | "compiled", "samplesPerSecond": ...}
"""

import json
import sys
import time

try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError:
    sys.exit(3)

MODEL, PRECISION, BATCH = sys.argv[1], sys.argv[2], int(sys.argv[3])
DEVICE = sys.argv[4] if len(sys.argv) > 4 else "cuda"
WARM, STEPS = (10, 30) if DEVICE == "cuda" else (1, 2)
if DEVICE == "cuda" and not torch.cuda.is_available():
    sys.exit(3)
torch.backends.cuda.matmul.allow_tf32 = PRECISION == "tf32"
torch.backends.cudnn.allow_tf32 = PRECISION == "tf32"
torch.backends.cudnn.benchmark = True


class Mcnn(nn.Sequential):
    def __init__(self, width):
        layers, before = [], 3
        for i in range(4):
            layers += [nn.Conv2d(before, width << i, 3, padding=1), nn.BatchNorm2d(width << i), nn.ReLU()]
            layers += [nn.MaxPool2d(2)] if i in (1, 2) else []
            before = width << i
        super().__init__(*layers, nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(before, 10))


class Block(nn.Module):
    def __init__(self, before, width, stride):
        super().__init__()
        self.bn1, self.bn2 = nn.BatchNorm2d(before), nn.BatchNorm2d(width)
        self.conv1 = nn.Conv2d(before, width, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        same = stride == 1 and before == width
        self.shortcut = None if same else nn.Conv2d(before, width, 1, stride, bias=False)

    def forward(self, x):
        y = F.relu(self.bn1(x))
        kept = x if self.shortcut is None else self.shortcut(y)
        return self.conv2(F.relu(self.bn2(self.conv1(y)))) + kept


class Residual(nn.Module):
    """Pre-activation blocks: widths and strides of the stages, with or without a last normalisation."""

    def __init__(self, stem, stages, blocks, norm):
        super().__init__()
        self.stem = nn.Conv2d(3, stem, 3, 1, 1, bias=False)
        layers, before = [], stem
        for stage, width in enumerate(stages):
            for i in range(blocks):
                layers.append(Block(before, width, 2 if stage and not i else 1))
                before = width
        self.blocks = nn.Sequential(*layers)
        self.norm = nn.BatchNorm2d(before) if norm else None
        self.head = nn.Linear(before, 10)

    def forward(self, x):
        x = self.blocks(self.stem(x))
        x = x if self.norm is None else F.relu(self.norm(x))
        return self.head(x.mean((2, 3)))


class VitBlock(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv = nn.Linear(dim, 3 * dim, bias=False)
        self.proj = nn.Linear(dim, dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, t, d)
        x = x + self.proj(y)
        return x + self.mlp(self.norm2(x))


class Vit(nn.Module):
    def __init__(self, patch, dim, depth, heads):
        super().__init__()
        self.embed = nn.Conv2d(3, dim, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, dim))
        self.positions = nn.Parameter(torch.zeros(1, (32 // patch) ** 2 + 1, dim))
        self.blocks = nn.Sequential(*[VitBlock(dim, heads) for _ in range(depth)])
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, 10))

    def forward(self, x):
        x = self.embed(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(len(x), -1, -1), x], 1) + self.positions
        return self.head(self.norm(self.blocks(x)[:, 0]))


def network():
    return {
        "mcnn{width=64}": lambda: Mcnn(64),
        "resnet18k{width=64}": lambda: Residual(64, [64, 128, 256, 512], 2, False),
        "wrn28_10": lambda: Residual(16, [160, 320, 640], 4, True),
        "vit4": lambda: Vit(4, 768, 12, 12),
    }[MODEL]()


def measure(how):
    torch.manual_seed(1)
    model = network().to(DEVICE)
    images = torch.randint(0, 256, (BATCH, 3, 32, 32), dtype=torch.uint8).to(DEVICE)
    labels = (torch.arange(BATCH) % 10).to(DEVICE)
    if how == "channels_last":
        model = model.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    called = torch.compile(model) if how == "compiled" else model
    optimizer = torch.optim.SGD(model.parameters(), 0.001)

    def step():
        with torch.autocast(DEVICE, torch.bfloat16, enabled=PRECISION == "bf16"):
            loss = F.cross_entropy(called(images.float() / 127.5 - 1), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss

    for _ in range(WARM):
        step().item()
    began = time.perf_counter()
    for _ in range(STEPS):
        loss = step()
    loss.item()
    return BATCH * STEPS / (time.perf_counter() - began)


for how in ("eager", "channels_last", "compiled"):
    if how == "compiled" and not hasattr(torch, "compile"):
        continue
    try:
        print(json.dumps({"how": how, "samplesPerSecond": measure(how)}), flush=True)
    except Exception as e:
        print(how + ": " + str(e).splitlines()[0], file=sys.stderr)
