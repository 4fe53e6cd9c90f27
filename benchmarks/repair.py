"""Speed of repair beside ftfy, on clean and damaged news, from 10 kB up.

    python benchmarks/repair.py [--largest 10]

Megabytes of UTF-8 read per second of CPU on one core. "clean" is English prose with curly quotes,
"damaged" the same prose read as GBK with the bad bytes dropped, "western" read as Windows-1252.
ftfy runs with `uncurl_quotes=False` on the same texts; it leaves the GBK damage as it is.
"""

import argparse
import sys
import time
from collections.abc import Callable

import ftfy

from onrecord.repair import repair

PROSE = (
    "“We have signed nothing,” the minister said on Friday. “It doesn’t bind us.”\n"
    "Honduras’s immigration director denied that an agreement was signed, and officials in the"
    " capital said that they had not been told of any talks about asylum-seekers.\n"
    "Guatemala said it would receive “some” of those sent back by the U.S., the ministry’s"
    " spokesman told reporters, but gave no figure and no date.\n"
)


def speed(run: Callable[[str], object], text: str) -> float:
    """Megabytes a second; a small text is run until a tenth of a second has passed."""
    size, rounds, begun = len(text.encode()), 0, time.process_time()
    while rounds == 0 or time.process_time() - begun < 0.1:
        run(text)
        rounds += 1
    return size * rounds / 1e6 / (time.process_time() - begun)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--largest", type=int, default=10, help="megabytes of the largest text")
    largest = options.parse_args().largest
    kinds = {
        "clean": PROSE,
        "damaged": PROSE.encode().decode("gbk", "ignore"),
        "western": PROSE.encode().decode("cp1252", "replace"),
    }
    sys.stdout.write("size          text        onrecord MB/s    ftfy MB/s\n")
    for size in (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000):
        if size > largest * 1_000_000:
            break
        for name, prose in kinds.items():
            text = prose * max(1, size // len(prose.encode()))
            ours = speed(repair, text)
            theirs = speed(lambda t: ftfy.fix_text(t, uncurl_quotes=False), text[:1_000_000])
            sys.stdout.write(f"{size:>11,}  {name:10} {ours:14.1f} {theirs:12.1f}\n")


if __name__ == "__main__":
    main()
