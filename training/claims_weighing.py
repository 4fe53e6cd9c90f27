"""The regressions that weigh candidates, fitted on reports that the encoder has not seen."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from claims_data import claimed_in
from claims_reports import Annotated
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from onrecord.actors import issuer_of, resolve_speakers
from onrecord.attributions import find_attributions
from onrecord.claims import Weighed, weigh_report
from onrecord.claims.candidates import FEATURES
from onrecord.claims.network import STATUSES
from onrecord.claims.weighing import (
    BY_STATUS,
    OF_PLACE,
    Regression,
    of_place,
    put_together,
    widened,
)

# Strength of the prior, and the chance from which a candidate is a claim, alone and where a rule
# reads it too: chosen on the held-back reports, each sixth weighed by the others.
PRIOR, LEAST, RULED = 0.3, 0.3, 0.1
PARTS = 6
NAMES = ("place", "parties", "both")

Floats = NDArray[np.float32]
Fitted = dict[str, Regression]


class Rows(NamedTuple):
    """The candidates of one report, their features, and which of them are claims."""

    weighed: Weighed
    features: Floats
    right: NDArray[np.bool_]


def weighed(report: Annotated) -> Weighed | None:
    """What the network and the rules say of a report."""
    about = report.gold["report"]
    issuer = issuer_of(about["title"], about["publisher"], report.text)
    published = about["published"]
    found = find_attributions(report.text)
    attributions = resolve_speakers(report.text, found, issuer=issuer, published=published)
    return weigh_report(
        report.text, attributions, issuer=issuer, title=about["title"], published=published
    )


def rows_of(report: Annotated) -> Rows | None:
    """The candidates of a report; None where it has none."""
    found = weighed(report)
    if found is None or not found.candidates:
        return None
    claimed = claimed_in(report, found.folded)
    right = [c.parties in claimed.get(c.what, ()) for c in found.candidates]
    return Rows(found, widened(found.candidates, found.features), np.array(right))


def fit(given: Sequence[Rows]) -> Fitted:
    """The three regressions; the last is fitted on what the others say of reports not their own."""
    first = _fit_first(given)
    together, right = [], []
    for part in range(PARTS):
        others = _fit_first([rows for n, rows in enumerate(given) if n % PARTS != part])
        for rows in given[part::PARTS]:
            together.append(_together(others, rows))
            right.append(rows.right)
    return first | {"both": _regression(np.concatenate(together), np.concatenate(right))}


def crossed(given: Sequence[Rows]) -> list[Floats]:
    """The chances of all candidates, each report weighed by regressions fitted on others."""
    found: list[Floats] = [np.zeros(0, np.float32)] * len(given)
    for part in range(PARTS):
        fitted = fit([rows for n, rows in enumerate(given) if n % PARTS != part])
        for n in range(part, len(given), PARTS):
            odds = fitted["both"].odds(_together(fitted, given[n]))
            found[n] = np.asarray(1 / (1 + np.exp(-odds)), np.float32)
    return found


def _together(fitted: Fitted, rows: Rows) -> Floats:
    place = fitted["place"].odds(of_place(rows.features))
    return put_together(rows.weighed.candidates, place, fitted["parties"].odds(rows.features))


def _fit_first(given: Sequence[Rows]) -> Fitted:
    """Whether a sentence carries a status: one row each; and of those that do, which parties."""
    places, carries, rows, right = [], [], [], []
    for one in given:
        by_place: dict[tuple[int, int, int], list[int]] = {}
        for n, candidate in enumerate(one.weighed.candidates):
            by_place.setdefault(candidate.what, []).append(n)
        for numbers in by_place.values():
            any_right = bool(one.right[numbers].any())
            places.append(of_place(one.features[numbers[:1]])[0])
            carries.append(any_right)
            if any_right:
                rows.append(one.features[numbers])
                right.append(one.right[numbers])
    return {
        "place": _regression(np.array(places), np.array(carries)),
        "parties": _regression(np.concatenate(rows), np.concatenate(right)),
    }


def _regression(rows: Floats, right: NDArray[np.bool_]) -> Regression:
    mean = rows.mean(0).astype(np.float32)
    scale = (rows.std(0) + 1e-6).astype(np.float32)
    model = LogisticRegression(C=PRIOR, max_iter=3000).fit((rows - mean) / scale, right)
    return Regression(mean, scale, model.coef_[0].astype(np.float32), float(model.intercept_[0]))


def arrays_of(fitted: Fitted) -> dict[str, Any]:
    """The regressions as the arrays of `claims.npz`."""
    found: dict[str, Any] = {
        "weighing.least": np.float32(LEAST),
        "weighing.ruled": np.float32(RULED),
    }
    for name in NAMES:
        regression = fitted[name]
        for part in ("mean", "scale", "weight"):
            found[f"weighing.{name}.{part}"] = getattr(regression, part)
        found[f"weighing.{name}.bias"] = np.float32(regression.bias)
    return found


def untold() -> Fitted:
    """Regressions that tell nothing, so that candidates can be found before any is fitted."""
    wide = len(FEATURES) + (1 + len(BY_STATUS)) * len(STATUSES)
    sizes = {"place": len(OF_PLACE) + len(BY_STATUS) * len(STATUSES), "parties": wide, "both": 3}
    return {
        name: Regression(
            np.zeros(size, np.float32), np.ones(size, np.float32), np.zeros(size, np.float32), 0.0
        )
        for name, size in sizes.items()
    }
