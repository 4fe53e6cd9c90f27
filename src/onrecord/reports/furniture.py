"""Site furniture told by its words: what stands between the paragraphs of a page and is no report.

Only a paragraph that is furniture from end to end is left out: "Share prices fell" is not.
"""

import re

LONGEST = 320
"""Characters above which a paragraph is never furniture."""

_SITE = (
    r"(?:x|twitter|facebook|instagram|whatsapp|telegram|linkedin|youtube|tiktok|threads|bluesky)"
)
_CLOCK = r"\d{1,2}[.:]\d\d ?(?:[ap]\.?m\.?)?(?: (?:[A-Z]{2,4}|[A-Z][\w/]+ time))?"
_DATE_WORD = (
    r"(?:\d[\d.:,/+-]*(?:st|nd|rd|th)?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day,?|(?:mon|tue|wed|thu|fri|sat|sun)\.?,?"
    r"|[ap]\.?m\.?,?|at|on|an?|minutes?|hours?|days?|weeks?|ago|today|yesterday|et|gmt|utc|bst|ist"
    r"|[cep][ds]t|cest|cet|-|–|\|)"
)
_DATE = rf"{_DATE_WORD}(?: {_DATE_WORD}){{0,12}}"

_FURNITURE = re.compile(
    r"(?:advertisement|advertising|ad feedback|sponsored(?: content)?|getty images|opens new tab"
    r"|see also|also read|read (?:more|next|also)|related(?: articles?| stories| coverage| topics)?"
    r"|recommended(?: for you)?|most (?:read|popular|viewed)|editors?['’] picks|trending(?: now)?"
    r"|more (?:on this story|stories|news|coverage|from [\w ]{1,40})"
    r"|story continues(?: below)?(?: advertisement)?|continue reading(?: the main story)?"
    r"|(?:share|save|print|email)(?: this)?(?: article| story| page)?(?: (?:on|via) [\w ]{1,30})?"
    rf"|(?:follow|like|join) (?:us|[\w@ ]{{1,40}}) on {_SITE}(?:,? (?:and|or|,)? ?{_SITE})*"
    r"|(?:listen to|watch) (?:this )?(?:article|story|video)(?: \d.{0,20})?|\d+ min(?:ute)?s? read"
    r"|(?:click|tap) here .{1,100}|sign up (?:here|for|to) .{1,150}|sign (?:up|in)|log in"
    r"|subscribe(?: (?:to|now|here)\b.{0,150})?|get (?:the|our) .{0,60}newsletter.{0,100}"
    r"|download (?:our|the) .{0,30}app\b.{0,60}|(?:view |show |hide )?comments?(?: \(\d+\))?"
    r"|this (?:article|story) (?:was|has been) (?:first |originally )?(?:updated|published).{0,100}"
    rf"|(?:first |last )?(?:published|posted|updated|modified)(?: at| on)?:? {_DATE}"
    r"|(?:©|copyright|\(c\)) .{1,120}|all rights reserved.{0,60}|our standards: .{1,80}"
    r"|(?:photo(?:graph)?|image|picture|credit|caption)(?: source| caption| credit| by)?: ?.{1,150}"
    r"|photo(?:graph)? by .{1,80}|file (?:photo|picture)\b.{0,150}|skip to [\w ]{1,60}|loading\W*"
    rf"|{_CLOCK}|(?:an?|\d+) (?:minute|min|hour|day|week)s? ago|live|breaking news)[.!:…]*",
    re.IGNORECASE,
)
_LINKED_ON = re.compile(
    r"(?:read more|read also|also read|see also|related|watch|more on this|read next|listen)"
    r"(?: ?[:|»>→]| here\b).{0,200}",
    re.IGNORECASE,
)
_MADE_BY = re.compile(
    r"(?:(?:additional )?(?:reporting|writing|editing)|compiled|translated|edited) by .{1,300}"
    r"|with (?:reporting|files|additional reporting) (?:by|from) .{1,200}",
    re.IGNORECASE,
)


def is_furniture(paragraph: str) -> bool:
    """Whether a paragraph is site furniture and nothing else.

    >>> is_furniture("READ MORE: What is asylum?"), is_furniture("Share prices fell on Monday.")
    (True, False)
    """
    words = paragraph.strip("()[]•·|- \n")
    if len(words) > LONGEST:
        return False
    return any(pattern.fullmatch(words) for pattern in (_FURNITURE, _LINKED_ON, _MADE_BY))
