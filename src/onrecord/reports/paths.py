"""The files that a batch names: folders walked in order, names made printable, bytes bounded."""

import errno
import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.errors import UnreadableReport

LARGEST_FILE = 200_000_000
"""Bytes of one file whose text is held in memory as a whole."""

LONGEST_NAME = 200
"""Characters of a file's name that a message shows."""

STDIN = "-"

_REASONS = {
    errno.ENOENT: "does not exist; check the spelling",
    errno.ENOTDIR: "does not exist: a part of its path is a file; check the spelling",
    errno.EACCES: "may not be read; ask its owner, or try: chmod u+r",
    errno.EPERM: "may not be read; ask its owner, or try: chmod u+r",
    errno.ELOOP: "is a symbolic link that leads back to itself; give the file it should lead to",
    errno.ENAMETOOLONG: "has a name longer than the system allows; rename it",
    errno.EIO: "could not be read from its disk; copy it again",
}

_NO_FILES = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def printable(path: str | Path) -> str:
    """A path's name on one line: control characters and bytes that are no UTF-8 are spelled out.

    >>> printable("two\\nlines.txt"), printable(os.fsdecode(b"caf\\xe9.txt"))
    ('two\\\\nlines.txt', 'caf\\\\xe9.txt')
    """
    name = "".join(c if c.isprintable() else _spelled(c) for c in str(path))
    if len(name) > LONGEST_NAME:
        name = "…" + name[-LONGEST_NAME:]
    return name or "(an empty name)"


def find_files(path: str | Path, endings: Collection[str]) -> Iterator[Path | UnreadableReport]:
    """Yield the file, or the files of a folder, in order of their names.

    In a folder, hidden files and other endings are passed over, and a folder that several symbolic
    links lead to is read once: a link that leads back up would never end.
    """
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - before `Path`, which takes "" for the folder we are in
    except (OSError, ValueError) as error:
        yield unreadable(path, error)
        return
    if not stat.S_ISDIR(mode):
        kind = next((words for is_kind, words in _NO_FILES if is_kind(mode)), None)
        if kind:
            yield UnreadableReport(
                f"{printable(path)} is {kind}, not a file; to read a stream, send it to stdin "
                "and give - as the path"
            )
        else:
            yield Path(path)
        return
    found = False
    for file in _walked(Path(path), endings):
        found = True
        yield file
    if not found:
        yield UnreadableReport(
            f"{printable(path)} is a folder with nothing to read in it; "
            f"files that can be read end in {', '.join(sorted(endings))}"
        )


def ending_of(path: str | Path, endings: Collection[str]) -> str | None:
    """The longest known ending that a file's name has, in whatever case it is written.

    >>> ending_of("June.JSONL.GZ", [".jsonl", ".jsonl.gz"]), ending_of("photo.webp", [".txt"])
    ('.jsonl.gz', None)
    """
    name = Path(path).name.lower()
    return max((e for e in endings if name.endswith(e)), key=len, default=None)


def read_file(path: Path, limit: int = LARGEST_FILE) -> bytes:
    """The bytes of a file, which are never more than `limit`."""
    with open_file(path) as file:
        return read_all(file, printable(path), limit)


def read_all(file: BinaryIO, name: str, limit: int = LARGEST_FILE) -> bytes:
    """What is left of a stream, which is never more than `limit` bytes."""
    try:
        raw = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from error
    if len(raw) > limit:
        raise UnreadableReport(
            f"{name} is larger than {limit // 1_000_000} MB, the most that one report may have; "
            "split it, or write its reports as lines of a .jsonl file"
        )
    return raw


def open_file(path: Path) -> BinaryIO:
    """Open a file for its bytes."""
    try:
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error


def unreadable(path: str | Path, error: OSError | ValueError) -> UnreadableReport:
    """What the system says of a file, with what to do about it."""
    if isinstance(error, OSError):
        reason = _REASONS.get(error.errno or 0, f"could not be read: {error.strerror or error}")
    else:  # open() and stat() raise ValueError for a NUL in a name, read() for a closed stream
        reason = f"could not be read: {error}"
    return UnreadableReport(f"{printable(path)} {reason}")


def _spelled(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # how Python holds a byte that is no UTF-8
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def _walked(folder: Path, endings: Collection[str]) -> Iterator[Path | UnreadableReport]:
    """Depth first, each folder's entries in order, without recursion: folders can be very deep."""
    seen: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            status = path.stat()
            if not stat.S_ISDIR(status.st_mode):
                if stat.S_ISREG(status.st_mode) and ending_of(path, endings):
                    yield path
                continue
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            entries = [entry for entry in path.iterdir() if not entry.name.startswith(".")]
        except OSError as error:
            dangling = error.errno in (errno.ENOENT, errno.ELOOP)
            if not dangling or ending_of(path, endings):  # of others we would not read the target
                yield unreadable(path, error)
            continue
        waiting += sorted(entries, key=lambda entry: entry.name, reverse=True)
