"""Reads and checks a user's lexicon: a TOML file whose sections add to the files of data/."""

import hashlib
import os
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from onrecord.errors import BadLexicon
from onrecord.lexicons.entries import nearest
from onrecord.lexicons.loading import Lexicon, Table, using
from onrecord.lexicons.sections import SECTIONS

LexiconFiles = str | Path | Iterable[str | Path]


def read_lexicon(files: LexiconFiles) -> Lexicon:
    """The lexicon that a user's files make together, each checked before any is used.

    A file may use the kinds, sides and word lists of those before it. Raises BadLexicon with the
    first fault: the file, the entry and what to do.
    """
    paths = [files] if isinstance(files, str | os.PathLike) else list(files)
    return _checked(tuple((str(path), _bytes_of(Path(path))) for path in paths))


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BadLexicon(f"{path} is not there. Give the name of a TOML file.") from None
    except OSError as error:
        raise BadLexicon(f"{path} cannot be read: {error.strerror}.") from None


# What was made of a lexicon is made anew only if a file has changed.
@lru_cache(maxsize=8)
def _checked(files: tuple[tuple[str, bytes], ...]) -> Lexicon:
    whole = Lexicon()
    for file, content in files:
        given = _parsed(file, content)
        for section, check in SECTIONS.items():
            if section in given:
                # What a section may name, the ones before it have added.
                with using(whole):
                    tables = check(file, given[section])
                whole = whole.with_tables(tables)
        whole = whole.with_tables({}, hashlib.sha256(content).hexdigest())
    return whole


def _parsed(file: str, content: bytes) -> Table:
    try:
        given = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadLexicon(f"{file} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadLexicon(f"{file} is no TOML: {error}. Mend that line.") from None
    for section in given:
        if section not in SECTIONS:
            raise BadLexicon(f'{file}: "{section}" is no section. {nearest(section, SECTIONS)}')
    if not any(given.values()):
        raise BadLexicon(f"{file} adds nothing. Its sections may be {', '.join(SECTIONS)}.")
    return given
