"""The network that reads sentences for claims: an encoder with heads, and how it is trained."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from attribution_encoder import MASK, WIDTH, Encoder, EncoderSettings, flat, follow
from claims_data import KINDS, Batch, Chosen, Example, batch, windows
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from onrecord.claims.network import MARKS, RANKS, STATUSES

VECTOR = 64  # numbers by which parties are compared


@dataclass(frozen=True)
class ClaimSettings:
    """Everything that the weights depend on beside data and versions."""

    dropout: float = 0.15
    masked: float = 0.08  # pieces hidden from the model
    epochs: int = 14
    windows: int = 6  # a step
    length: int = 224  # words of a window at most
    rate: float = 2e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warm_up: float = 0.1  # share of the steps
    words: float = 0.3  # weight of the loss of words, of kinds and of parties
    kinds: float = 0.2
    parties: float = 0.8
    held: float = 0.06  # how fast the averaged weights follow, every fourth step
    average_from: float = 0.75  # share of the steps before the average begins
    seed: int = 1

    def as_notes(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


class ClaimEncoder(Encoder):
    """An encoder whose words are also marked as sides and agreements, with the heads for claims."""

    def __init__(self, settings: ClaimSettings) -> None:
        super().__init__(EncoderSettings(dropout=settings.dropout))
        del self.out, self.vectors, self.bias
        statuses = len(STATUSES)
        self.mark = nn.Embedding(MARKS, WIDTH)
        self.rank = nn.Embedding(RANKS, WIDTH)
        self.word = nn.Linear(WIDTH, statuses)
        self.present = nn.Parameter(torch.randn(statuses, 2, WIDTH) * 0.02)
        self.absent = nn.Parameter(torch.full((statuses, 2), -3.0))
        self.kind = nn.Linear(WIDTH, len(KINDS))
        self.query = nn.Linear(WIDTH, VECTOR)
        self.key = nn.Linear(WIDTH, VECTOR)
        self.party = nn.Parameter(torch.full((MARKS,), -1.0))
        nn.init.normal_(self.mark.weight, std=0.01)
        nn.init.normal_(self.rank.weight, std=0.01)
        nn.init.constant_(self.word.bias, -2.0)

    def take_tagger(self, path: Path) -> None:
        """Begin where the accurate tagger's first encoder stands, read back from its int8."""
        given = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}

        def copy(to: Tensor, values: NDArray[np.float32]) -> None:
            with torch.no_grad():
                to.copy_(torch.from_numpy(np.array(values, np.float32)))

        copy(self.shape.weight, given["e0_shape"])
        nn.init.zeros_(self.segment)  # the shapes hold it
        copy(self.quote.weight, given["e0_quote"])
        copy(self.norm.weight, given["e0_embedded_w"])
        copy(self.norm.bias, given["e0_embedded_b"])
        for i, layer in enumerate(self.layers):
            at = f"e0_l{i}_"
            for part in ("qkv", "mix", "up", "down"):
                linear = getattr(layer, part)
                scale = given[f"{at}{part}_s"][:, None]
                copy(linear.weight, given[f"{at}{part}_k"].astype(np.float32).T * scale)
                copy(linear.bias, given[f"{at}{part}_b"])
            for norm, short in (("norm1", "n1"), ("norm2", "n2")):
                copy(getattr(layer, norm).weight, given[f"{at}{short}_w"])
                copy(getattr(layer, norm).bias, given[f"{at}{short}_b"])

    def read(self, given: Batch, masked: float) -> Tensor:
        """A vector for each word."""
        ids, shape, quote, closed, first = flat(given.pieces, given.shapes, given.quoting)
        mark, rank = (_of_pieces(given, values, ids) for values in (given.marks, given.ranks))
        if masked and self.training:
            ids = torch.where(torch.rand(ids.shape) < masked, MASK, ids)
        x = self.words(ids) + self.places.weight[: ids.shape[1]] + self.segment
        x = x + self.shape(shape) + self.quote(quote) + self.mark(mark) + self.rank(rank)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, closed)
        return x.gather(1, first[:, :, None].expand(*first.shape, WIDTH))

    def losses(self, given: Batch, masked: float) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Of statuses of sentences, of words, of kinds and of parties."""
        with torch.autocast("cpu", torch.bfloat16):
            x = self.read(given, masked)
        with torch.autocast("cpu", enabled=False):
            x = x.float()
            dropped = self.drop(x)
            word = self.word(dropped)
            number = torch.arange(given.present.shape[1])
            inside = given.sentence[:, None, :] == number[None, :, None]
            share = word.transpose(1, 2)[:, None] + torch.where(inside, 0.0, -1e4)[:, :, None]
            pooled = self.drop(share.softmax(-1) @ x[:, None])
            present = torch.einsum("bksw,spw->bksp", pooled, self.present) + self.absent
            kinds, query, key = self.kind(pooled), self.query(pooled), self.key(dropped)
        where = given.sentence >= 0
        entropy = functional.binary_cross_entropy_with_logits
        of_words = entropy(word[where], given.carried[where], reduction="none").sum(-1).mean() * 4
        target = given.present[given.there]
        of_present = entropy(present[given.there], target, reduction="none").sum((-1, -2)).mean()
        known, none = given.kinds >= 0, torch.zeros(())
        of_kinds = (
            functional.cross_entropy(kinds[known], given.kinds[known]) if known.any() else none
        )
        of_parties = none
        if given.pairs:
            columns = [np.array(column) for column in zip(*given.pairs, strict=True)]
            row, sentence, status, place, mark = map(torch.from_numpy, columns[:5])
            products = (query[row, sentence, status] * key[row, place]).sum(-1)
            odds = products * VECTOR**-0.5 + self.party[mark]
            of_parties = entropy(odds, torch.from_numpy(columns[5].astype(np.float32)))
        return of_present, of_words, of_kinds, of_parties

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """All weights by the names that `claims_export` knows."""
        renamed = {"present": "present.weight", "absent": "present.bias", "party": "party.bias"}
        return {renamed.get(name, name): value.numpy() for name, value in self.state_dict().items()}


def _of_pieces(given: Batch, values: Tensor, ids: Tensor) -> Tensor:
    """What is known of words, for each of their pieces."""
    there = given.pieces > 0
    number = there.sum(2)
    first = number.cumsum(1) - number
    row = torch.arange(ids.shape[0])[:, None].expand(*first.shape)
    found = torch.zeros_like(ids)
    for k in range(given.pieces.shape[2]):
        at = there[:, :, k]
        place = (first + there[:, :, :k].sum(2))[at]
        found[row[at], place] = values[at]
    return found


def train_claims(
    given: Sequence[Example],
    minilm: Mapping[str, NDArray[np.float32]],
    tagger: Path,
    s: ClaimSettings,
) -> ClaimEncoder:
    """An encoder trained on annotated reports; its weights are the average of the last steps'."""
    torch.manual_seed(s.seed)
    rng = np.random.default_rng(s.seed)
    network = ClaimEncoder(s)
    network.load(minilm)
    network.take_tagger(tagger)
    # Frozen, words that are not in the reports stay comparable to those that are.
    network.words.weight.requires_grad_(False)
    network.places.weight.requires_grad_(False)
    old = ("segment", "norm.", "layers.")
    body: list[nn.Parameter] = []
    heads: list[nn.Parameter] = []
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            (body if name.startswith(old) else heads).append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": s.rate}, {"params": heads, "lr": s.head_rate}],
        betas=(0.9, 0.98),
        weight_decay=s.decay,
    )
    rates = [group["lr"] for group in optimizer.param_groups]
    weights = (1.0, s.words, s.kinds, s.parties)
    steps = s.epochs * (len(windows(given, s.length, np.random.default_rng(0))) // s.windows)
    average: dict[str, Tensor] = {}
    step, started = 0, time.monotonic()
    for epoch in range(s.epochs):
        network.train()
        totals: list[list[float]] = []
        chosen: list[Chosen] = windows(given, s.length, rng)
        for at in range(0, len(chosen) - s.windows + 1, s.windows):
            share = step / steps
            factor = min(1.0, (step + 1) / (s.warm_up * steps)) * max(0.02, 1 - share)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            parts = network.losses(batch(given, chosen[at : at + s.windows]), s.masked)
            loss = torch.stack([w * part for w, part in zip(weights, parts, strict=True)]).sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(body + heads, 1.0)
            optimizer.step()
            step += 1
            totals.append([part.item() for part in parts])
            if share > s.average_from and step % 4 == 0:
                follow(average, network.state_dict(), s.held)
        told = " ".join(f"{value:.3f}" for value in np.mean(totals, 0))
        print(f"epoch {epoch + 1} of {s.epochs}: losses {told}, "
              f"{time.monotonic() - started:.0f} s", flush=True)  # fmt: skip
    network.load_state_dict(average)
    return network.eval()
