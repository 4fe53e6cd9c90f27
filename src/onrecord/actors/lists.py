"""Where one source lists several: "Jeb Bush, Ted Cruz and other candidates"."""

import re
from typing import NamedTuple

from onrecord.actors.offices import load_offices

_NAME = r"[A-Z][\w.&'’-]*(?: (?:[A-Z][\w.&'’-]*|de|del|der|la|van|von|bin|al|el))*"
_LIST = re.compile(
    rf"(?P<first>{_NAME}(?: *, {_NAME})*) *,? and "
    rf"(?P<last>{_NAME}|(?:other|fellow) [a-zA-Z -]+?|others)"
    r"(?=$|,| (?:of|from|at|in|who|which)\b)"
)
_ASIDE = re.compile(r" \([^()]*\)(?=,|$)")


class Item(NamedTuple):
    """One of several who are listed: its words, and where they begin among all the words."""

    at: int
    words: str

    @property
    def is_name(self) -> bool:
        """Whether it may be a name: the others are "other Democrats" and the like."""
        return self.words[0].isupper()


def listed(words: str) -> list[Item]:
    """The names that a source lists, or nothing where it does not begin with a list of names.

    >>> [item.words for item in listed("Jeb Bush, Ted Cruz and other candidates")]
    ['Jeb Bush', 'Ted Cruz', 'other candidates']
    >>> listed("the Department of Health and Human Services")
    []
    """
    # "Bob Casey Jr. (D-PA)" is no less a name; the offsets stay.
    words = _ASIDE.sub(lambda aside: " " * len(aside[0]), words)
    match = _LIST.match(words)
    if match is None:
        return []
    items = [Item(found.start(), found[0]) for found in re.finditer(_NAME, match["first"])]
    items.append(Item(match.start("last"), match["last"]))
    bodies = load_offices().named_bodies
    ends_in_body = [item.words.split()[-1].lower() in bodies for item in items]
    # "Human Rights and Democracy Fund" is one body; "the Fund and the Bank" are two.
    return [] if ends_in_body[-1] and not any(ends_in_body[:-1]) else items
