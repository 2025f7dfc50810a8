"""Loads a checkpoint of an mlp into a PyTorch module: names, shapes and layout are PyTorch's own.

    python3 weights_into_torch.py CHECKPOINT.safetensors

Needs torch and safetensors. `twoworlds checkpoints RUN` lists a run's files, `twoworlds models NAME` a network's layers.
"""
import sys

import torch
from safetensors.torch import load_file


class Mlp(torch.nn.Module):
    """Linear layers fc1, fc2, … with batch normalisation bn1, bn2, … and ReLU behind each, and a linear head."""

    def __init__(self, weights):
        super().__init__()
        for name, tensor in weights.items():
            layer = name.split(".")[0]
            if name.endswith(".weight") and tensor.ndim == 2:
                self.add_module(layer, torch.nn.Linear(tensor.shape[1], tensor.shape[0]))
            elif name.endswith(".running_mean"):
                self.add_module(layer, torch.nn.BatchNorm1d(tensor.shape[0]))
        self.depth = sum(name.startswith("fc") for name, _ in self.named_children())

    def forward(self, x):
        x = x.flatten(1)
        for layer in range(1, self.depth + 1):
            x = torch.relu(getattr(self, f"bn{layer}")(getattr(self, f"fc{layer}")(x)))
        return self.head(x)


weights = load_file(sys.argv[1])
network = Mlp(weights).eval()
missing, unexpected = network.load_state_dict(weights, strict=False)
if unexpected or any(not name.endswith("num_batches_tracked") for name in missing):
    sys.exit(f"this is no mlp: {missing} are missing, {unexpected} are not known")
logits = network(torch.zeros(1, network.fc1.in_features))
print(f"{sum(p.numel() for p in network.parameters())} parameters, {network.depth} hidden layers; logits of zeros:")
print(logits.detach().numpy().round(4))
