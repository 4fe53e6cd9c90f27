"""What careless programs leave behind: escapes, question marks, backticks, invisible characters.

All of it is found by one sign each, and changed only where news prose leaves no doubt: manuals and
web addresses are full of the same characters meant as they stand.
"""

import re
from collections.abc import Callable, Iterator

from onrecord.repair.changes import Change

_MARKS = "2018|2019|201[cC]|201[dD]|2013|2014|2026|00[aA]0"
# An escape that was never undone, inside a word or as a pair of quotation marks.
_ESCAPED = re.compile(rf"\\u(?:{_MARKS}|00[c-fC-F][0-9a-fA-F])")
_PERCENT = re.compile(r"%E2%80%(?:9[3489CDcd]|A6|a6)|%C2%A0|%C3%[89ABab][0-9A-Fa-f]")
_TOKEN = re.compile(r"\S*$")
_IN_ADDRESS = re.compile(r"://|www\.|[/=<>{}\\&]|%(?!E2|C2|C3)")
_TEX = re.compile(r"``(?=[A-Z])([^`\n]{3,2000}?[,.?!])''(?=[\s,.;)]|$)")
_APOSTROPHE = re.compile(
    r"\?(?=(?:s|t|re|ve|ll|d|m)(?![A-Za-z0-9=?/_]))(?:(?<=[A-Za-z][a-zA-Z]\?)|(?<=\bI\?))"
)
_QUESTION_QUOTE = re.compile(r"(?<![^\s(])\?(?=[A-Z])([^?\n]{3,1000}?[,.!])\?(?=\s|$)")
_SOFT = re.compile(r"\u00ad(?=[a-z])(?<=[a-z]\u00ad)")
_UNSEEN = "[\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]"
_INVISIBLE = re.compile(f"{_UNSEEN}{_UNSEEN}*")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_NEEDS_ZERO_WIDTH = re.compile("[\u0590-\u08ff\u0900-\u109f\u1780-\u17ff\u0e00-\u0eff]")


def debris_changes(text: str, lines: list[tuple[int, int]]) -> Iterator[Change]:
    """What is certainly debris in a text, in order; only these lines have invisible characters."""
    found: list[Change] = []
    if "\\u" in text:
        found += _escapes(text, _ESCAPED, lambda m: chr(int(m[2:], 16)), "escape left undone")
    if "%E2%80%" in text or "%C3%" in text or "%C2%A0" in text:
        found += _escapes(text, _PERCENT, _unquoted, "percent escape left undone")
    if "``" in text:
        for m in _TEX.finditer(text):
            found.append(Change(m.start(), m.start() + 2, "“", "backtick quotation", True, 0.95))
            found.append(Change(m.end() - 2, m.end(), "”", "backtick quotation", True, 0.95))
    if "?" in text:
        found += _questions(text)
    for start, stop in lines:
        for m in _SOFT.finditer(text, start, stop):
            found.append(Change(m.start(), m.end(), "", "soft hyphen", False, 0.99))
        found += _invisible(text, start, stop)
    found.sort()
    at = 0
    for change in found:
        if change.start >= at:
            yield change
            at = change.end


def _unquoted(escape: str) -> str:
    return bytes.fromhex(escape.replace("%", "")).decode("utf-8", "replace")


def _escapes(
    text: str, pattern: re.Pattern[str], undo: Callable[[str], str], why: str
) -> list[Change]:
    """Escapes that stand in a word; those of quotation marks only where both are there."""
    found: list[Change] = []
    opened: int | None = None
    for m in pattern.finditer(text):
        char = undo(m[0])
        before, after = text[max(0, m.start() - 1) : m.start()], text[m.end() : m.end() + 1]
        if char == "\ufffd" or _is_address(text, m.start(), m.end()):
            continue
        change = Change(m.start(), m.end(), char, why, False, 0.98)
        if char == "“" and not before.isalnum():
            opened = len(found)
            found.append(change)
        elif (
            char == "”"
            and opened is not None
            and "\n\n" not in text[found[opened].start : m.start()]
        ):
            found.append(change)
            opened = None
        elif (before.isalpha() or char.isalpha()) and after.isalpha():
            if opened is not None and char in "“”":
                continue
            found.append(change)
    if opened is not None:
        del found[opened]
    return found


def _is_address(text: str, start: int, end: int) -> bool:
    before = _TOKEN.search(text, max(0, start - 200), start)
    after = re.compile(r"\S{0,200}").match(text, end)
    token = (before[0] if before else "") + " " + (after[0] if after else "")
    return _IN_ADDRESS.search(re.sub(r"\\u[0-9a-fA-F]{4}", "", token)) is not None


def _questions(text: str) -> list[Change]:
    """A "?" inside a word was an apostrophe; a pair of them around a sentence, quotation marks."""
    apostrophes = list(_APOSTROPHE.finditer(text))
    found = [
        Change(m.start(), m.end(), "’", "lost to a question mark", True, 0.96)
        for m in apostrophes
        if not _is_address(text, m.start(), m.end())
    ]
    # Without a lost apostrophe beside it, "?Word ...?" may be Spanish or a list of questions.
    if found:
        for m in _QUESTION_QUOTE.finditer(text):
            found.append(
                Change(m.start(), m.start() + 1, "“", "lost to a question mark", True, 0.93)
            )
            found.append(Change(m.end() - 1, m.end(), "”", "lost to a question mark", True, 0.93))
    return found


def _invisible(text: str, start: int, stop: int) -> Iterator[Change]:
    """Direction marks, zero-width spaces and byte-order marks among Latin letters do nothing."""
    for m in _INVISIBLE.finditer(text, start, stop):
        around = text[max(0, m.start() - 80) : m.end() + 80]
        if not _NEEDS_ZERO_WIDTH.search(around) and not _RIGHT_TO_LEFT.search(around):
            # Between words it does no harm, and some who write clean text put it there.
            before, after = text[max(0, m.start() - 1) : m.start()], text[m.end() : m.end() + 1]
            if m.start() == 0 or (
                (before + after).isascii() and before.isalpha() and after.isalpha()
            ):
                yield Change(m.start(), m.end(), "", "invisible character", False, 0.97)
