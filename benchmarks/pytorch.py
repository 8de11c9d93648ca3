"""An epoch of the same work in PyTorch, where it is installed (it is not a dependency): plain eager loop, two threads.

The models, sizes, batches and optimizer are those of ``training.py``; weights start at each library's own values.
"""

import importlib.util
import time

import numpy as np
import pairs
import training


def models(nn):
    """PyTorch's versions of the models in ``training.WORK``."""

    class LastStep(nn.Module):
        def __init__(self, layer):
            super().__init__()
            self.layer = layer

        def forward(self, x):
            return self.layer(x)[0][:, -1]

    class Transformer(nn.Module):
        def __init__(self, width=32):
            super().__init__()
            self.attention = nn.MultiheadAttention(width, 4, batch_first=True)
            self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
            self.dense = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width))
            self.head = nn.Linear(width, 10)

        def forward(self, x):
            h = self.norms[0](x + self.attention(x, x, x, need_weights=False)[0])
            h = self.norms[1](h + self.dense(h))
            return self.head(h.mean(1))

    def mlp():
        return nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))

    def cnn():
        convolutions = [
            nn.Conv2d(1, 16, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
        ]
        return nn.Sequential(*convolutions, nn.Flatten(), nn.Linear(800, 10))

    def lstm():
        return nn.Sequential(LastStep(nn.LSTM(16, 32, batch_first=True)), nn.Linear(32, 10))

    return {"mlp, batch 32": mlp, "mlp, batch 128": mlp, "cnn": cnn, "lstm": lstm, "transformer": Transformer}


def epoch(torch, model, optimizer, x, y, batch):
    """One epoch over shuffled batches, with the loss and the accuracy that Keras's ``fit`` reports as well."""
    loss_of = torch.nn.functional.cross_entropy
    total, right = torch.zeros(()), torch.zeros(())
    for rows in torch.randperm(len(x)).split(batch):
        optimizer.zero_grad(set_to_none=True)
        scores, labels = model(x[rows]), y[rows]
        loss = loss_of(scores, labels)
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(rows)
        right += (scores.argmax(1) == labels).sum()
    return float(total), float(right)


def torch_seconds(torch, build, x, y, batch, epochs):
    """The time of an epoch after the first."""
    model = build()
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    epoch(torch, model, optimizer, x, y, batch)
    start = time.perf_counter()
    for _ in range(epochs):
        epoch(torch, model, optimizer, x, y, batch)
    return (time.perf_counter() - start) / epochs


def rows(rounds=9, epochs=2):
    """Ratios to ``model.fit``: above 1 is faster than Keras; ours and PyTorch's side by side."""
    if importlib.util.find_spec("torch") is None:
        return
    import torch

    torch.set_num_threads(2)
    for name, build in models(torch.nn).items():
        works = {way: training.prepared(name) for way in ("keras", "dlcourse")}
        _, x, y, batch = works["keras"]
        images = np.moveaxis(x, -1, 1) if name == "cnn" else x
        tensors = torch.from_numpy(np.ascontiguousarray(images)), torch.from_numpy(y)
        times = {"keras": [], "dlcourse": [], "pytorch": []}
        for _ in range(rounds):
            for way, work in works.items():
                times[way].append(training.epoch_seconds(way, *work, epochs))
            times["pytorch"].append(torch_seconds(torch, build, *tensors, batch, epochs))
        base = np.array(times["keras"])
        result = {
            "seconds": {way: float(np.median(each)) for way, each in times.items()},
            "ratio": {way: float(np.median(base / np.array(each))) for way, each in times.items()},
        }
        yield pairs.row(f"epoch, {name}", result)
