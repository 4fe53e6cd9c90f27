"""The letters that rules see: one for each mention of a sentence, every other one in lower case.

In a folded sentence each mention is one letter of the private use area, so that a rule sees "signed
an agreement with Chad" as four tokens and a pattern stays short.
"""

import re

# The first letter of each sort: a side, both parties together ("the two countries"), an agreement.
SIDE, GROUP, AGREEMENT = 0xE000, 0xE400, 0xE800
# Patterns for one letter: only a side; a side or both together; an agreement.
ONE_SIDE = f"[{chr(SIDE)}-{chr(GROUP - 1)}]"
SIDES = f"[{chr(SIDE)}-{chr(AGREEMENT - 1)}]"
AGREEMENTS = f"[{chr(AGREEMENT)}-{chr(AGREEMENT + 0x3FF)}]"
# How many mentions of one sentence get a letter at most; a sort has 1024 letters.
MOST = 1000


def lowered(words: str) -> str:
    """The words in lower case, letter for letter, so that places in them stay the same.

    Patterns in lower case on words in lower case find what `re.IGNORECASE` finds, and find it up to
    four times faster: only then does `re` skip an alternative by its first letter.

    >>> lowered("İzmir SIGNED")
    'izmir signed'
    """
    low = words.lower()
    if len(low) != len(words):
        low = "".join(letter.lower()[0] for letter in words)
    # To `re.IGNORECASE` the dotless i and the long s are an i and an s.
    return low if low.isascii() else low.replace("ı", "i").replace("ſ", "s")


def lowered_pattern(pattern: str) -> str:
    r"""A regular expression for words in lower case; its classes (`\S`) stay.

    >>> lowered_pattern(r"[Uu]nder \S+")
    '[uu]nder \\S+'
    """
    return re.sub(r"\\.|[A-Z]", lambda m: m[0] if len(m[0]) > 1 else m[0].lower(), pattern)
