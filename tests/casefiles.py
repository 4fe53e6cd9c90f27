"""Reads a file of cases, one sentence each, as pytest parameters."""

import json
from pathlib import Path
from typing import Any

import pytest

EXPECTED = ("pass", "fail")


def case_params(path: Path, fields: set[str]) -> list[Any]:
    """The cases of a file; one expected to fail must fail, and one that starts to pass be promoted.

    A field that no test reads would be a mistake nobody sees, so it ends the run.
    """
    cases = json.loads(path.read_text("utf-8"))
    labels: set[str] = set()
    for case in cases:
        if unknown := case.keys() - fields:
            raise ValueError(
                f"{path.name}, {case.get('label')!r}: unknown fields {sorted(unknown)}"
            )
        if case["label"] in labels or case["expect"] not in EXPECTED:
            raise ValueError(
                f"{path.name}, {case['label']!r}: label twice, or expect not pass or fail"
            )
        labels.add(case["label"])
    return [
        pytest.param(
            case,
            id=f"{path.stem}: {case['label']}",
            marks=[pytest.mark.xfail(strict=True)] if case["expect"] == "fail" else [],
        )
        for case in cases
    ]
