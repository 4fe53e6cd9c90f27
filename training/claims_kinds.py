"""The regression that tells kinds by words, from annotated reports."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from claims_data import KINDS
from claims_reports import Annotated
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from onrecord.claims.kindwords import OF_REPORT
from onrecord.claims.letters import lowered
from onrecord.sentences import sentences

PRIOR = 10.0  # chosen on the reports held back from the encoder
RAREST = 3  # a word must stand in so many examples


def examples(reports: Sequence[Annotated]) -> list[tuple[str, str, str]]:
    """For each agreement of a report its sentences, the report, and the kind most often given."""
    found = []
    for report in reports:
        spans = sentences(report.text)
        kinds: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        near: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for claim in report.gold["claims"]:
            parties = tuple(claim["parties"])
            kinds[parties][claim["kind"]] += 1
            for quote in [claim["quote"], *claim.get("also", [])]:
                at = re.search(re.escape(quote), report.text)
                if at:
                    near[parties] |= {
                        k for k, span in enumerate(spans) if span.start <= at.start() < span.end
                    }
        for parties, counts in kinds.items():
            words = " ".join(
                report.text[spans[k].start : spans[k].end] for k in sorted(near[parties])
            )
            kind = counts.most_common(1)[0][0]
            found.append((words, report.text, kind if kind in KINDS else "other"))
    return found


def fitted(reports: Sequence[Annotated]) -> dict[str, Any]:
    """The regression as the arrays of `claims.npz`."""
    given = examples(reports)
    settings: dict[str, Any] = {
        "token_pattern": r"\w\w+", "lowercase": False, "preprocessor": lowered,
        "sublinear_tf": True, "min_df": RAREST,
    }  # fmt: skip
    whole = TfidfVectorizer(**settings)
    far = whole.fit_transform([text for _, text, _ in given])
    part = TfidfVectorizer(**settings, vocabulary=whole.vocabulary_)
    part.fit([text for _, text, _ in given])
    near = part.transform([words for words, _, _ in given])
    model = LogisticRegression(C=PRIOR, max_iter=400)
    model.fit(hstack([near, OF_REPORT * far]), [kind for _, _, kind in given])
    order = [list(model.classes_).index(kind) for kind in KINDS]
    size = len(whole.vocabulary_)
    words = sorted(whole.vocabulary_, key=whole.vocabulary_.__getitem__)
    return {
        "kinds.words": np.array(words),
        "kinds.rarity": whole.idf_.astype(np.float32),
        "kinds.near": model.coef_[order, :size].T.astype(np.float16),
        "kinds.far": model.coef_[order, size:].T.astype(np.float16),
        "kinds.bias": model.intercept_[order].astype(np.float32),
    }
