"""Compressed files, unpacked as they are read and never further than is safe."""

import gzip
import io
import zlib
from typing import BinaryIO

from onrecord.errors import UnreadableReport

LARGEST_UNPACKED = 100_000_000_000
"""Bytes that one compressed file may become; they are streamed and never held."""

STEEPEST_RATIO = 200
"""Times its size that a file may become; reports reach 10, the format allows 1,030."""

RATIO_COUNTS_FROM = 50_000_000
"""Bytes below which the ratio is let be: a small file of one repeated line harms nobody."""


class Unpacked(io.RawIOBase):
    """The bytes of a gzip stream; `UnreadableReport` where it is broken or a bomb."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._packed = file
        self._unpacking = gzip.GzipFile(fileobj=file, mode="rb")
        self._name = name
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            part = self._unpacking.read1(len(buffer))
        except EOFError as error:
            raise UnreadableReport(
                f"{self._name} breaks off within its gzip stream; get the whole file again "
                "(what came before the break was read)"
            ) from error
        except (gzip.BadGzipFile, zlib.error, OSError) as error:
            raise UnreadableReport(
                f"{self._name} is not sound gzip ({str(error).lower()}); "
                "get it again, or test it with: gunzip -t"
            ) from error
        self._size += len(part)
        if self._size > LARGEST_UNPACKED:
            raise UnreadableReport(
                f"{self._name} unpacks to more than {LARGEST_UNPACKED // 1_000_000_000} GB; "
                "split it into several files"
            )
        if self._size > max(RATIO_COUNTS_FROM, STEEPEST_RATIO * self._packed.tell()):
            raise UnreadableReport(
                f"{self._name} unpacks to more than {STEEPEST_RATIO} times its size, "
                "as no reports do; if you trust it, unpack it yourself with: gunzip"
            )
        buffer[: len(part)] = part
        return len(part)


def unpacked(file: BinaryIO, name: str) -> BinaryIO:
    """The file with its gzip compression undone while it is read."""
    return io.BufferedReader(Unpacked(file, name), 1 << 18)
