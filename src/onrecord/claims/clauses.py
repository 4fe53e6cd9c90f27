"""Where the clauses of a folded sentence begin and end."""

import re

from onrecord.claims.letters import SIDES

# A dash between words, not the hyphen of "cease-fire".
_DASH = r" [-–—] |—"
# "Chad, and Mali" is a list; after any other word a comma with "and" begins something new.
_AND = rf"(?<!{SIDES}), (?:and|or) "
# "The accord was signed, but never ratified": a conjunction or a relative begins a new clause.
_CONJUNCTIONS = (
    "but|while|although|though|whereas|because|unless|if|after|before|when|where|which|who|whom"
    "|whose|that|saying|adding|since|as well as|until|even as|despite"
)
# These begin a clause only after a comma: "signed, as promised", but "signed as a favour".
_AFTER_COMMA = "as|so|yet|including|with"
_BEGINS = re.compile(
    rf"""[;:“”"()]|(?:{_DASH})|{_AND}|,? \b(?:{_CONJUNCTIONS}) |, (?:{_AFTER_COMMA}) |''""",
    re.IGNORECASE,
)

# A clause goes on through "that" and "if" ("agreed that it would pay if asked"), so fewer words end
# one than begin one, and most of them only after a comma.
_ENDS_AFTER_COMMA = (
    "but|while|although|though|whereas|which|who|saying|adding|because|as|where|after|when"
)
_ENDS_ANYWHERE = "but|while|although|though|whereas"
_ENDS = re.compile(
    rf"""[;]|[”"](?![\w])|{_DASH}|(?<!{SIDES}), and """
    rf"|, (?:{_ENDS_AFTER_COMMA}) | (?:{_ENDS_ANYWHERE}) ",
    re.IGNORECASE,
)


def clause_start(folded: str, before: int) -> int:
    """Where the clause begins that holds the place `before`."""
    start = 0
    for match in _BEGINS.finditer(folded, 0, before):
        start = match.end()
    return start


def clause_end(folded: str, after: int) -> int:
    """Where the clause ends that holds the place `after`."""
    end = _ENDS.search(folded, after)
    return end.start() if end else len(folded)
