"""What is laid out for the networks, and what comes back for each word."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.tagger.networks import MARGIN, WINDOW, Convolutions, Encoder


class Told:
    """Stands for a session: tells for each place which piece it was given, and how many."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.rows: list[int] = []

    def run(self, _: None, inputs: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        if self.kind == "encoder":
            ids, closed = inputs["ids"], inputs["closed"][:, 0, 0]
            assert ((ids > 0) == (closed == 0)).all()
            self.rows.append(len(ids))
        else:
            ids = inputs["pieces"][:, 0]
        labels = np.zeros((*ids.shape, 7), np.float32)
        vectors = np.zeros((*ids.shape, 4), np.float32)
        vectors[..., 0] = ids
        return labels, vectors


def words(count: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    pieces = np.zeros((count, 3), np.int32)
    pieces[:, 0] = 1 + np.arange(count) % 2000  # half precision tells these apart
    pieces[:, 1] = np.where(rng.random(count) < 0.3, 2001, 0)
    pieces[:, 2] = np.where((pieces[:, 1] > 0) & (rng.random(count) < 0.5), 2002, 0)
    return pieces, np.zeros(count, np.int32), np.zeros(count, np.int32)


EDGES = [
    1, 2, MARGIN, WINDOW - 2 * MARGIN, WINDOW - MARGIN, WINDOW - 1, WINDOW, WINDOW + 1,
    2 * WINDOW - 2 * MARGIN, 2 * WINDOW - 2 * MARGIN + 1, 1500,
]  # fmt: skip


@pytest.mark.parametrize("count", EDGES)
@pytest.mark.parametrize("kind", [Encoder, Convolutions])
def test_each_word_gets_the_scores_of_its_first_piece(count: int, kind: type) -> None:
    given = words(count, count)
    scores = kind(Told("encoder" if kind is Encoder else "fast")).scores(*given)
    assert scores.vectors[:, 0].astype(int).tolist() == given[0][:, 0].tolist()
    assert np.allclose(np.exp(scores.labels).sum(1), 1)


@given(st.integers(1, 3000), st.integers(0, 100))
def test_no_word_is_lost_at_the_edges_of_windows(count: int, seed: int) -> None:
    given = words(count, seed)
    scores = Encoder(Told("encoder")).scores(*given)
    assert scores.vectors[:, 0].astype(int).tolist() == given[0][:, 0].tolist()


def test_long_texts_go_through_in_batches_of_bounded_size() -> None:
    told = Told("encoder")
    Encoder(told).scores(*words(20_000, 1))
    assert max(told.rows) <= 8
