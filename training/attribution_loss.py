"""What both networks are trained to do: label words, and tell which cue a word belongs to."""

import torch
from attribution_data import IGNORED, Belonging
from torch import Tensor
from torch.nn import functional

from onrecord.tagger import LABELS

CUE = LABELS.index("B-cue")
LIKELY = 0.1  # a word that begins a cue this likely is asked about too, annotated or not
# About as many words belong to one cue; the loss of a cue is a sum over all words of the window.
USUAL = 20


def label_loss(logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    loss: Tensor = functional.cross_entropy(
        logits.reshape(-1, len(LABELS)), labels.reshape(-1),
        ignore_index=IGNORED, label_smoothing=smoothing,
    )  # fmt: skip
    return loss


def taught_loss(logits: Tensor, labels: Tensor, teacher: Tensor) -> Tensor:
    """The cross-entropy against a teacher's log-probabilities of the labels."""
    there = (labels != IGNORED).float()
    known = torch.log_softmax(logits, -1)
    loss: Tensor = -((teacher.exp() * known).sum(-1) * there).sum() / there.sum()
    return loss


def affinity_loss(
    logits: Tensor, vectors: Tensor, bias: Tensor, belongings: list[Belonging], labels: Tensor
) -> Tensor:
    """How badly the vectors tell, for each cue, the words of its source and of its content."""
    likely = torch.softmax(logits.detach(), -1)[:, :, CUE] > LIKELY
    likely &= labels != IGNORED
    for row, belonging in enumerate(belongings):
        likely[row, belonging.cues] = True
    rows, places = likely.nonzero(as_tuple=True)
    if not len(rows):
        return vectors.sum() * 0
    wanted = torch.zeros(2, len(rows), labels.shape[1])
    number = {
        (r, p): n for n, (r, p) in enumerate(zip(rows.tolist(), places.tolist(), strict=True))
    }
    for row, belonging in enumerate(belongings):
        for cue, role, words in belonging.members:
            wanted[role, number[row, cue], words] = 1
    found = affinities(vectors, bias, rows, places)
    there = (labels != IGNORED)[rows].float()
    losses = functional.binary_cross_entropy_with_logits(found, wanted, reduction="none")
    return (losses * there).sum() / (2 * USUAL * len(rows))


def affinities(vectors: Tensor, bias: Tensor, rows: Tensor, places: Tensor) -> Tensor:
    """For source and content, log-odds that a word belongs to each cue: (2, cues, words)."""
    size = vectors.shape[-1] // 4
    cues, others = vectors[..., : 2 * size], vectors[..., 2 * size :]
    found = []
    for role in range(2):
        part = slice(role * size, (role + 1) * size)
        asked = cues[rows, places, part]
        found.append(
            torch.einsum("nd,ntd->nt", asked, others[rows][..., part]) * size**-0.5 + bias[role]
        )
    return torch.stack(found)
