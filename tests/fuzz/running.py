"""Runs cases within bounds, and keeps the smallest input of every flaw that they show."""

import gzip
import resource
import signal
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import FrameType

from fuzz.laws import BrokenLaw
from fuzz.making import FILES
from fuzz.targets import TARGETS, Target
from onrecord.reports import read_reports

FINDS = Path(__file__).parent / "finds"

SECONDS = 5
"""Processor time of one case; inputs have at most 100 kB."""

MEGABYTES = 400
"""By which one case may raise the most memory that the process ever had."""

LARGEST_FIND = 20_000
"""Bytes of a stored find; a larger one is compressed, since it is mostly one thing repeated."""

SHRINKING = 5
"""Seconds spent to make a find smaller."""


class _TooLong(BaseException):
    """Not an `Exception`, so that no library takes it for one of its own."""


@dataclass
class Run:
    """What a run did: cases and seconds of each target, and its finds by target, law and place."""

    cases: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    finds: dict[tuple[str, str, str], bytes] = field(default_factory=dict)


def broken_by(target: Target, raw: bytes, folder: Path) -> BrokenLaw | None:
    """The law that an input breaks, if any."""
    _load()
    before = _most_memory()
    try:
        with _bounded(SECONDS), _no_warnings():
            target.check(raw, folder)
    except BrokenLaw as broken:
        return broken
    except _TooLong as error:
        # Where the clock strikes is chance; the module is the same for one flaw.
        return BrokenLaw(
            "time", _place(error).split(":")[0], f"{len(raw)} bytes take more than {SECONDS} s"
        )
    except Exception as error:
        place = f"{type(error).__name__} in {_place(error)}"
        return BrokenLaw("only reports or errors", place, str(error))
    if _most_memory() - before > MEGABYTES:
        return BrokenLaw(
            "memory", target.name, f"{_most_memory() - before} MB for {len(raw)} bytes"
        )
    return None


def run(
    seconds: float,
    seed: int,
    targets: Sequence[Target] = TARGETS,
    say: Callable[[str], None] = print,
    before: Callable[[str, int], None] = lambda target, number: None,
    keep: Callable[[str, str, bytes], object] = lambda target, law, raw: None,
    known: Collection[tuple[str, str, str]] = (),
    shrinking: float = SHRINKING,
) -> Run:
    """Fuzz the targets in turns; `before` is told of every case, `keep` is given every find.

    The flaws that are `known` are not told of again.
    """
    _load()
    done = Run()
    end = time.monotonic() + seconds
    number = 0
    with tempfile.TemporaryDirectory() as name:
        while time.monotonic() < end:
            for target in targets:
                begun = time.monotonic()
                if begun >= end:
                    break
                before(target.name, number)
                raw = target.case(seed, number)
                broken = broken_by(target, raw, Path(name))
                done.cases[target.name] += 1
                done.seconds[target.name] += time.monotonic() - begun  # type: ignore[assignment]
                if broken:
                    key = target.name, broken.law, broken.place
                    if key not in known and key not in done.finds:
                        say(f"{target.name}, case {number}: {broken}")
                        done.finds[key] = shrunk(target, raw, broken, Path(name), shrinking)
                        keep(target.name, broken.law, done.finds[key])
            number += 1
    return done


def shrunk(target: Target, raw: bytes, broken: BrokenLaw, folder: Path, seconds: float) -> bytes:
    """A smaller input that breaks the same law in the same place, as far as time allows."""
    end = time.monotonic() + seconds
    size = len(raw) // 2
    while size:
        at = 0
        while at < len(raw):
            if time.monotonic() > end:
                return raw
            less = raw[:at] + raw[at + size :]
            again = broken_by(target, less, folder)
            if again and (again.law, again.place) == (broken.law, broken.place):
                raw = less
            else:
                at += size
        size //= 2
    return raw


def stored(target: str, law: str, raw: bytes) -> Path:
    """Write a find: named by target, law and bytes, compressed where it is large."""
    digest = sha256(raw).hexdigest()[:8]
    path = FINDS / f"{target}-{law.replace(' ', '_')}-{digest}"
    if len(raw) > LARGEST_FIND:
        path = path.with_name(path.name + ".gz")
        raw = gzip.compress(raw, mtime=0)
    FINDS.mkdir(exist_ok=True)
    path.write_bytes(raw)
    return path


def load(path: Path) -> tuple[Target, bytes]:
    """The target and the input of a stored find."""
    target = next(one for one in TARGETS if path.name.split("-")[0] == one.name)
    raw = path.read_bytes()
    return target, gzip.decompress(raw) if path.suffix == ".gz" else raw


def flaw_of(path: Path) -> tuple[str, str, str] | None:
    """The target, law and place of a stored find, or None if it breaks none any more."""
    target, raw = load(path)
    with tempfile.TemporaryDirectory() as name:
        broken = broken_by(target, raw, Path(name))
    return (target.name, broken.law, broken.place) if broken else None


def _place(error: BaseException) -> str:
    """The innermost function of onrecord that an error passed through."""
    frames = [
        f"{Path(frame.filename).name}:{frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "onrecord" in Path(frame.filename).parts
    ]
    return frames[-1] if frames else "the laws"


@cache
def _load() -> None:
    """Load the libraries, which takes seconds, and of which no case should be accused."""
    import onrecord.reading  # noqa: F401

    list(read_reports([FILES]))


def _most_memory() -> int:
    """Megabytes that the process had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    def stop(signal_number: int, frame: FrameType | None) -> None:
        raise _TooLong

    earlier = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, earlier)


@contextmanager
def _no_warnings() -> Iterator[None]:
    """What Python would warn of, a user would see between the results: a law is broken."""
    seen: list[str] = []

    def show(message: Warning | str, category: type[Warning], *_: object) -> None:
        seen.append(f"{category.__name__}: {message}")

    earlier, warnings.showwarning = warnings.showwarning, show  # type: ignore[assignment]
    try:
        yield
    finally:
        warnings.showwarning = earlier
    if seen:
        raise BrokenLaw("quiet", seen[0].split(":")[0], seen[0])
