"""script/fuzz [SECONDS] [--seed N] [--target NAME]: fuzz, and say what was found.

The cases run in a process of their own: where a C library ends it, the case is still known.
"""

import argparse
import mmap
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fuzz.running import FINDS, Run, flaw_of, run, stored
from fuzz.targets import TARGETS

MEMORY = 4 << 30


def main() -> int:
    """Run in a child, say what came of it, and fail if anything was found."""
    parser = argparse.ArgumentParser(prog="script/fuzz", description=__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None, help="the seed of an earlier run")
    parser.add_argument("--target", action="append", choices=[t.name for t in TARGETS])
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        return _child(asked.seconds, asked.seed, asked.target, Path(asked.child))
    seed = int(time.time()) if asked.seed is None else asked.seed
    print(f"{asked.seconds:.0f} seconds with --seed {seed}", flush=True)
    with tempfile.NamedTemporaryFile() as now:
        now.write(bytes(64))
        now.flush()
        targets = [part for name in asked.target or () for part in ("--target", name)]
        arguments = [str(asked.seconds), "--seed", str(seed), "--child", now.name, *targets]
        status = subprocess.run([sys.executable, "-m", "fuzz", *arguments], check=False).returncode
        if status < 0:
            name, number = Path(now.name).read_bytes().rstrip(b"\0").decode().split()
            target = next(one for one in TARGETS if one.name == name)
            path = stored(name, "process", target.case(seed, int(number)))
            print(f"{name}, case {number}: ended the process by signal {-status}; {path}")
            return 1
    return status


def _child(seconds: float, seed: int, names: list[str] | None, now: Path) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    targets = [one for one in TARGETS if not names or one.name in names]
    with now.open("r+b") as file, mmap.mmap(file.fileno(), 64) as shared:

        def before(target: str, number: int) -> None:
            shared[:] = f"{target} {number}".encode().ljust(64, b"\0")

        known = {flaw for flaw in map(flaw_of, sorted(FINDS.iterdir())) if flaw}
        done = run(seconds, seed, targets, _say, before, stored, known)
    return _told(done)


def _say(line: str) -> None:
    print(line, flush=True)


def _told(done: Run) -> int:
    for name, count in done.cases.items():
        rate = count / max(done.seconds[name], 1e-9)
        print(f"{name:10} {count:8,} cases {rate:8,.0f} a second")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{sum(done.cases.values()):,} cases, {most} MB at most, {len(done.finds)} found")
    for (target, law, place), raw in sorted(done.finds.items()):
        print(f"{target}, {law}, {place}: {len(raw)} bytes")
    return 1 if done.finds else 0


if __name__ == "__main__":
    sys.exit(main())
