"""The fast tagger's network: a gated convolution over words, and how it is trained."""

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from attribution_data import Article, batch, belongings, teaching, windows
from attribution_loss import affinity_loss, label_loss, taught_loss
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from onrecord.tagger import LABELS, QUOTINGS, SHAPES

MASK = 103  # [MASK] of the vocabulary
HELD = 0.02  # how fast the averaged weights follow, every fourth step


@dataclass(frozen=True)
class Settings:
    """Everything that the weights depend on beside data and versions."""

    dimensions: int = 128
    channels: int = 192
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16, 1)
    dropout: float = 0.15
    embedding_dropout: float = 0.2
    masked: float = 0.05  # words hidden from the model
    smoothing: float = 0.05
    epochs: int = 12
    windows: int = 12  # a step
    length: int = 256  # words of a window
    taught: float = 0.6  # how much the accurate tagger's word counts against the annotators'
    affinity: float = 0.3  # weight of the second head's loss
    vector: int = 32  # numbers a word is compared by
    rate: float = 2e-3
    embedding_rate: float = 5e-4
    decay: float = 0.02
    warm_up: int = 200  # steps
    seed: int = 1

    def as_notes(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


class Block(nn.Module):
    """A gated convolution of three taps, `dilation` words apart, around a residual."""

    def __init__(self, channels: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.dilation = dilation
        self.norm = nn.LayerNorm(channels)
        self.lin = nn.Linear(3 * channels, 2 * channels)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        h, d = self.norm(x), self.dilation
        before = functional.pad(h, (0, 0, d, 0))[:, :-d]
        after = functional.pad(h, (0, 0, 0, d))[:, d:]
        value, gate = self.lin(torch.cat([before, h, after], -1)).chunk(2, -1)
        gated: Tensor = self.drop(value * torch.sigmoid(gate))
        return x + gated


class Network(nn.Module):
    """Log-odds of the labels of each word, and vectors as the encoder's."""

    def __init__(self, embeddings: NDArray[np.float32], settings: Settings) -> None:
        super().__init__()
        channels = settings.channels
        table = torch.from_numpy(embeddings.copy())
        self.emb = nn.Embedding(table.shape[0], table.shape[1], _weight=table)
        self.feat = nn.ModuleList([nn.Embedding(SHAPES, 12), nn.Embedding(QUOTINGS, 12)])
        self.inp = nn.Linear(settings.dimensions + 24, channels)
        self.embedding_drop = nn.Dropout(settings.embedding_dropout)
        self.blocks = nn.ModuleList(
            Block(channels, dilation, settings.dropout) for dilation in settings.dilations
        )
        self.norm = nn.LayerNorm(channels)
        self.drop = nn.Dropout(settings.dropout)
        self.out = nn.Linear(channels, len(LABELS))
        self.vectors = nn.Linear(channels, 4 * settings.vector)
        self.bias = nn.Parameter(torch.full((2,), -2.0))

    def forward(self, pieces: Tensor, shapes: Tensor, quoting: Tensor) -> tuple[Tensor, Tensor]:
        there = (pieces > 0).float().unsqueeze(-1)
        mean = (self.emb(pieces) * there).sum(2) / there.sum(2).clamp(min=1)
        features = [table(x) for table, x in zip(self.feat, (shapes, quoting), strict=True)]
        x = self.inp(torch.cat([self.embedding_drop(mean), *features], -1))
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        return self.out(self.drop(x)).float(), self.vectors(x).float()


def embeddings_of(words: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
    """The principal components of MiniLM's word embeddings, at unit scale."""
    wide = words.astype(np.float64)
    wide -= wide.mean(0)
    values, vectors = np.linalg.eigh(wide.T @ wide)
    vectors = vectors[:, np.argsort(-values)[:dimensions]]
    vectors *= np.sign(vectors[np.abs(vectors).argmax(0), np.arange(dimensions)])
    reduced = wide @ vectors
    scaled: NDArray[np.float32] = (reduced / reduced.std()).astype(np.float32)
    return scaled


def train(
    given: Sequence[Article],
    embeddings: NDArray[np.float32],
    s: Settings,
    teacher: Sequence[NDArray[np.float32]] | None = None,
) -> Network:
    """A network trained on articles; its weights are the average of the last steps'.

    `teacher` has for each article the log-probabilities of the labels that a teacher sees.
    """
    torch.manual_seed(s.seed)
    torch.use_deterministic_algorithms(True)
    rng = np.random.default_rng(s.seed)
    network = Network(embeddings, s)
    others = [p for name, p in network.named_parameters() if not name.startswith("emb.")]
    optimizer = torch.optim.AdamW(
        [
            {"params": others, "lr": s.rate, "weight_decay": s.decay},
            {"params": [network.emb.weight], "lr": s.embedding_rate, "weight_decay": 0.0},
        ],
        betas=(0.9, 0.98),
    )
    rates = [group["lr"] for group in optimizer.param_groups]
    sizes = [len(article.labels) for article in given]
    steps = s.epochs * (len(windows(sizes, s.length, np.random.default_rng(0))) // s.windows)
    average: dict[str, Tensor] = {}
    step, started = 0, time.monotonic()
    for epoch in range(s.epochs):
        network.train()
        chosen = windows(sizes, s.length, rng)
        totals, count = [0.0, 0.0], 0
        for at in range(0, len(chosen) - s.windows + 1, s.windows):
            share = min(1.0, step / steps)
            factor = min(1.0, (step + 1) / s.warm_up) * (
                0.49 * (1 + math.cos(math.pi * share)) + 0.02
            )
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            part = chosen[at : at + s.windows]
            pieces, shapes, quoting, labels = map(torch.from_numpy, batch(given, part, s.length))
            hidden = torch.rand(labels.shape) < s.masked
            pieces = torch.where(hidden.unsqueeze(-1), torch.tensor([MASK, 0, 0]), pieces)
            with torch.autocast("cpu", torch.bfloat16):
                logits, vectors = network(pieces, shapes, quoting)
            tags = label_loss(logits, labels, s.smoothing)
            if teacher is not None:
                said = taught_loss(logits, labels, teaching(teacher, part, s.length))
                tags = (1 - s.taught) * tags + s.taught * said
            links = affinity_loss(logits, vectors, network.bias, belongings(given, part), labels)
            optimizer.zero_grad(set_to_none=True)
            (tags + s.affinity * links).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            step, count = step + 1, count + 1
            totals = [totals[0] + tags.item(), totals[1] + links.item()]
            if step > s.warm_up and step % 4 == 0:
                _follow(average, network.state_dict())
        print(f"epoch {epoch + 1}: losses {totals[0] / count:.4f} {totals[1] / count:.4f}, "
              f"{time.monotonic() - started:.0f} s", flush=True)  # fmt: skip
    network.load_state_dict(average)
    return network.eval()


@torch.no_grad()
def _follow(average: dict[str, Tensor], current: dict[str, Any]) -> None:
    for key, value in current.items():
        if key in average:
            average[key].lerp_(value, HELD)
        else:
            average[key] = value.detach().clone()


@torch.no_grad()
def ranges(network: Network, given: Sequence[Article]) -> list[float]:
    """The largest input of each convolution, but for one value in ten thousand."""
    seen: list[list[Tensor]] = [[] for _ in network.blocks]
    hooks = [
        block.norm.register_forward_hook(  # type: ignore[union-attr]
            lambda _, __, output, kept=kept: kept.append(output.abs().flatten()[::7])
        )
        for block, kept in zip(network.blocks, seen, strict=True)
    ]
    for a in given:
        network(*(torch.from_numpy(x)[None] for x in (a.pieces, a.shapes, a.quoting)))
    for hook in hooks:
        hook.remove()
    return [float(np.quantile(torch.cat(values).numpy(), 0.9999)) for values in seen]
