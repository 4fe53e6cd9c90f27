"""The accurate tagger's network: MiniLM read by word, with two heads, and how it is trained."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from attribution_data import Article, batch, belongings, windows
from attribution_loss import affinity_loss, label_loss
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from onrecord.tagger import LABELS, QUOTINGS, SHAPES

MASK = 103  # [MASK] of the vocabulary
HEADS = 12
WIDTH = 384
DEPTH = 6


@dataclass(frozen=True)
class EncoderSettings:
    """Everything that the weights depend on beside data and versions."""

    dropout: float = 0.1
    masked: float = 0.06  # pieces hidden from the model
    smoothing: float = 0.05
    epochs: int = 4
    windows: int = 12  # a step
    length: int = 192  # words of a window
    rate: float = 2e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warm_up: float = 0.1  # share of the steps
    affinity: float = 0.3  # weight of the second head's loss
    vector: int = 64  # numbers a word is compared by
    held: float = 0.02  # how fast the averaged weights follow, every fourth step
    average_from: float = 0.4  # share of the steps before the average begins
    seed: int = 1

    def as_notes(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.mix = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = dropout

    def forward(self, x: Tensor, closed: Tensor) -> Tensor:
        count, size, _ = x.shape
        qkv = self.qkv(x)
        # bfloat16 all through the attention: its float32 steps would cost more than the products.
        with torch.autocast("cpu", enabled=False):
            q, k, v = qkv.view(count, size, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
            scores = (q * (WIDTH // HEADS) ** -0.5) @ k.transpose(-1, -2)
            scores += closed.to(scores.dtype)
            mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(count, size, WIDTH)
        drop = self.dropout if self.training else 0.0
        x = self.norm1(x + functional.dropout(self.mix(mixed), drop, self.training))
        wide = functional.gelu(self.up(x))
        normed: Tensor = self.norm2(x + functional.dropout(self.down(wide), drop, self.training))
        return normed


class Encoder(nn.Module):
    """Log-odds of the labels of each word, and three vectors of it: as cue, source and content.

    A word belongs to a cue as much as the product of its vector and the cue's says.
    """

    def __init__(self, settings: EncoderSettings) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.segment = nn.Parameter(torch.zeros(WIDTH))
        self.shape = nn.Embedding(SHAPES, WIDTH)
        self.quote = nn.Embedding(QUOTINGS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(settings.dropout) for _ in range(DEPTH))
        self.drop = nn.Dropout(settings.dropout)
        self.out = nn.Linear(WIDTH, len(LABELS))
        self.vectors = nn.Linear(WIDTH, 4 * settings.vector)
        self.bias = nn.Parameter(torch.full((2,), -2.0))
        nn.init.normal_(self.shape.weight, std=0.01)
        nn.init.normal_(self.quote.weight, std=0.01)

    def load(self, given: Mapping[str, NDArray[np.float32]]) -> None:
        """Take MiniLM's weights."""

        def copy(to: Tensor, *names: str) -> None:
            parts = [torch.from_numpy(given[name].astype(np.float32)) for name in names]
            with torch.no_grad():
                to.copy_(torch.cat(parts))

        copy(self.words.weight, "embeddings.word_embeddings.weight")
        copy(self.places.weight, "embeddings.position_embeddings.weight")
        with torch.no_grad():
            kinds = given["embeddings.token_type_embeddings.weight"]
            self.segment.copy_(torch.from_numpy(kinds[0].astype(np.float32)))
        copy(self.norm.weight, "embeddings.LayerNorm.weight")
        copy(self.norm.bias, "embeddings.LayerNorm.bias")
        for i, layer in enumerate(self.layers):
            at = f"encoder.layer.{i}."
            for kind in ("weight", "bias"):
                copy(
                    getattr(layer.qkv, kind),
                    *(f"{at}attention.self.{x}.{kind}" for x in ("query", "key", "value")),
                )
                copy(getattr(layer.mix, kind), f"{at}attention.output.dense.{kind}")
                copy(getattr(layer.norm1, kind), f"{at}attention.output.LayerNorm.{kind}")
                copy(getattr(layer.up, kind), f"{at}intermediate.dense.{kind}")
                copy(getattr(layer.down, kind), f"{at}output.dense.{kind}")
                copy(getattr(layer.norm2, kind), f"{at}output.LayerNorm.{kind}")

    def forward(
        self, pieces: Tensor, shapes: Tensor, quoting: Tensor, masked: float = 0.0
    ) -> tuple[Tensor, Tensor]:
        ids, shape, quote, closed, first = flat(pieces, shapes, quoting)
        if masked and self.training:
            ids = torch.where(torch.rand(ids.shape) < masked, MASK, ids)
        x = self.words(ids) + self.places.weight[: ids.shape[1]] + self.segment
        x = self.drop(self.norm(x + self.shape(shape) + self.quote(quote)))
        for layer in self.layers:
            x = layer(x, closed)
        x = x.gather(1, first[:, :, None].expand(*first.shape, WIDTH))
        return self.out(self.drop(x)).float(), self.vectors(x).float()


def flat(
    pieces: Tensor, shapes: Tensor, quoting: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Rows of words as rows of pieces; -1e4 where there is none; the first piece of each word."""
    count, size, _ = pieces.shape
    there = pieces > 0
    number = there.sum(2)
    first = number.cumsum(1) - number
    most = int(number.sum(1).max())
    ids = torch.zeros(count, most, dtype=torch.long)
    shape = torch.full((count, most), SHAPES - 1)
    quote = torch.zeros(count, most, dtype=torch.long)
    closed = torch.full((count, 1, 1, most), -1e4)
    row = torch.arange(count)[:, None].expand(count, size)
    for k in range(pieces.shape[2]):
        at = there[:, :, k]
        place = (first + there[:, :, :k].sum(2))[at]
        ids[row[at], place] = pieces[:, :, k][at]
        shape[row[at], place] = shapes[at]
        quote[row[at], place] = quoting[at]
        closed[row[at], 0, 0, place] = 0
    return ids, shape, quote, closed, first


def train_encoder(
    given: Sequence[Article],
    minilm: Mapping[str, NDArray[np.float32]],
    s: EncoderSettings,
) -> Encoder:
    """An encoder trained on articles; its weights are the average of the last steps'."""
    torch.manual_seed(s.seed)
    rng = np.random.default_rng(s.seed)
    network = Encoder(s)
    network.load(minilm)
    # Frozen, words that are not in the articles stay comparable to those that are.
    network.words.weight.requires_grad_(False)
    network.places.weight.requires_grad_(False)
    new = ("shape.", "quote.", "out.", "vectors.", "bias")
    body: list[nn.Parameter] = []
    heads: list[nn.Parameter] = []
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            (heads if name.startswith(new) else body).append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": s.rate}, {"params": heads, "lr": s.head_rate}],
        betas=(0.9, 0.98),
        weight_decay=s.decay,
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
            share = step / steps
            factor = min(1.0, (step + 1) / (s.warm_up * steps)) * max(0.02, 1 - share)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            part = chosen[at : at + s.windows]
            pieces, shapes, quoting, labels = map(torch.from_numpy, batch(given, part, s.length))
            with torch.autocast("cpu", torch.bfloat16):
                logits, vectors = network(pieces, shapes, quoting, s.masked)
            tags = label_loss(logits, labels, s.smoothing)
            links = affinity_loss(logits, vectors, network.bias, belongings(given, part), labels)
            optimizer.zero_grad(set_to_none=True)
            (tags + s.affinity * links).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(body + heads, 1.0)
            optimizer.step()
            step, count = step + 1, count + 1
            totals = [totals[0] + tags.item(), totals[1] + links.item()]
            if share > s.average_from and step % 4 == 0:
                follow(average, network.state_dict(), s.held)
            if count % 100 == 10:
                pace = (time.monotonic() - started) / step
                print(f"  step {step} of {steps}, losses {totals[0] / count:.4f} "
                      f"{totals[1] / count:.4f}, {pace:.2f} s a step", flush=True)  # fmt: skip
        print(f"epoch {epoch + 1}: losses {totals[0] / count:.4f} {totals[1] / count:.4f}, "
              f"{time.monotonic() - started:.0f} s", flush=True)  # fmt: skip
    network.load_state_dict(average)
    return network.eval()


@torch.no_grad()
def follow(average: dict[str, Tensor], current: dict[str, Any], held: float) -> None:
    """Let averaged weights follow the current ones by a share."""
    for key, value in current.items():
        if key in average:
            average[key].lerp_(value, held)
        else:
            average[key] = value.detach().clone()
