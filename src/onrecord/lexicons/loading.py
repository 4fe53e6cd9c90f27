"""Loads the vocabulary: the files under data/, with what the lexicon in use adds to them.

A user's lexicon is in use within `using(...)` and nowhere else, in this thread or task alone.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, wraps
from importlib.resources import files
from typing import Any, TypeVar

from onrecord.errors import BadLexicon

T = TypeVar("T")
Table = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """What a user adds to the vocabulary, checked: `tables` by the file of data/ that they extend.

    `digests` are the SHA-256, in hex, of the user's files in order. `made` keeps what the stages
    make of the vocabulary (`kept`) as long as the lexicon lives.
    """

    digests: tuple[str, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    made: dict[Any, Any] = field(default_factory=dict, repr=False)

    def with_tables(self, tables: Mapping[str, Table], digest: str | None = None) -> "Lexicon":
        """This lexicon and more, with the digest of one more file if that completes it."""
        return Lexicon(
            (*self.digests, digest) if digest else self.digests, joined(self.tables, tables)
        )


_IN_USE: ContextVar[Lexicon] = ContextVar("lexicon", default=Lexicon())  # noqa: B039


@contextmanager
def using(lexicon: Lexicon | None) -> Iterator[None]:
    """Have a user's lexicon in use within the block; None changes nothing."""
    if lexicon is None:
        yield
        return
    token = _IN_USE.set(lexicon)
    try:
        yield
    finally:
        _IN_USE.reset(token)


def lexicon_in_use() -> Lexicon:
    """The lexicon in use; an empty one where the vocabulary is the shipped one alone."""
    return _IN_USE.get()


def kept(make: Callable[[], T]) -> Callable[[], T]:
    """Call the function once for each lexicon in use, as `functools.cache` would once for all.

    Whatever is made of `load` and kept must be kept by this, or a lexicon outlives its use.
    """

    @wraps(make)
    def found() -> T:
        made = _IN_USE.get().made
        if make not in made:
            made[make] = make()
        value: T = made[make]
        return value

    return found


def load(name: str) -> Table:
    """What `data/<name>.toml` holds, with what the lexicon in use adds to it.

    The same object each time, so do not change it; the shipped part is unchecked.

    >>> load("states")["GT"]["name"]
    'Guatemala'
    """
    lexicon = _IN_USE.get()
    if name not in lexicon.tables:
        return _shipped(name)
    if name not in lexicon.made:
        # A user's rules come before the shipped ones: the first that reads a stretch keeps it.
        parts = (lexicon.tables[name], _shipped(name))
        lexicon.made[name] = joined(*(parts if name == "statuses" else parts[::-1]))
    table: Table = lexicon.made[name]
    return table


@cache
def _shipped(name: str) -> Table:
    path = files("onrecord") / "data" / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadLexicon(f"{path} is missing. Reinstall onrecord.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadLexicon(f"{path} is no TOML: {error}. Mend that line.") from error


def joined(first: Table, second: Table) -> Table:
    """Two tables as one: lists one after the other, tables joined in turn, of values the second.

    >>> joined({"a": {"words": ["x"]}, "n": 1}, {"a": {"words": ["y"]}, "n": 2})
    {'a': {'words': ['x', 'y']}, 'n': 2}
    """
    whole = dict(first)
    for key, value in second.items():
        own = whole.get(key)
        if isinstance(own, Mapping) and isinstance(value, Mapping):
            whole[key] = joined(own, value)
        elif isinstance(own, list) and isinstance(value, list):
            whole[key] = [*own, *value]
        else:
            whole[key] = value
    return whole
