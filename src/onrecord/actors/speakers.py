"""From the words of a source to the actor behind them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.actors.antecedents import Antecedents
from onrecord.actors.bearers import bearer_of, in_full
from onrecord.actors.groups import group_of_sides, mentions_listed, names_listed
from onrecord.actors.merging import merged
from onrecord.actors.offices import load_offices
from onrecord.actors.people import Body, Mention, Person
from onrecord.actors.register import Register
from onrecord.alignment import Span
from onrecord.attributions.transcripts import is_questioner, is_turn
from onrecord.lexicons import any_of, speaker_words
from onrecord.records import Actor, Attribution

QUESTIONER = Actor("questioner")

_HE_SHE = frozenset(("he", "she", "him", "her", "his"))
_THING = frozenset(("it", "its"))
_PLURAL = frozenset(("they", "them", "their"))
_SEVERAL = _PLURAL | {"both", "the two"}
_FIRST = frozenset(("i", "we", "us", "our", "my", "me"))
_RELATIVE = frozenset(("who", "which", "whose", "whom"))
_LEADING = re.compile(
    r"(?i)^(?:(?:one|some|many|most) of (?:the |his |her |their )?|"
    r"(?:the|a|an|this|that|its|his|her|their|our|some|one) (?!(?:in|of)\b))"
)
_AMOUNT = re.compile(
    rf"(?i){any_of(speaker_words('groups', 'amounts'))} of (?:the |his |her |its )?$"
)
_GIVEN = re.compile(
    r"\b(?:that|which) (?P<who>(?:the |his |her )?[\w'’. -]{2,40}?) (?:had )?"
    rf"{any_of(speaker_words('documents', 'given'))} "
)
_ADDRESS = re.compile(rf"^{any_of(speaker_words('people', 'address'))}\.? ")
_NAME_AFTER_OWNER = re.compile(
    r"(?:['’]s|s['’]) (?:[a-z-]+ ){0,2}((?:[A-Z][\w'’.-]+ )+[A-Z][\w'’-]+)$"
)
_AGED = re.compile(r"^(?:[\w-]+-year-old|[Cc]o-[a-z]+) (?=[A-Z])")
_CAPITALS = re.compile(r"[A-Z][\w.&'’-]*(?: (?:[A-Z][\w.&'’-]*|of|for|and|the|on|in))*")
_NOUN_AFTER = re.compile(
    r" (?!(?:of|in|from|at|for|and|or|who|with|on|himself|herself|said|says)\b)[\w-]"
)
_NAME_FIRST = re.compile(
    rf"(?:{any_of(speaker_words('people', 'titles'))} )?"
    r"([A-Z][\w'’-]+ (?:[A-Z]\. )?[A-Z][\w'’-]+) (?:of|from|at|in|with) "
)
_POSSESSIVE_END = re.compile(r"['’]s$")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


def resolve_speakers(
    text: str,
    attributions: Sequence[Attribution],
    *,
    issuer: Actor | None = None,
    published: str | None = None,
) -> list[Attribution]:
    """The attributions with their speakers; one whose source names several is given once for each.

    `issuer` is the actor that a press release speaks for (`issuer_of`): "I" and "we" outside any
    quotation are theirs, and so is a quotation credited to nobody. `published` decides which
    leaders were in office. A source that names nobody whom the report identifies gives None.

    >>> from onrecord.attributions import find_attributions
    >>> text = "Guatemala said it would help. Its foreign minister, Ana Paz, denied a deal."
    >>> [a.speaker.name for a in resolve_speakers(text, find_attributions(text))]
    ['Guatemala', 'Ana Paz']
    """
    resolver = _Resolver(text, issuer, published)
    resolver.introduce(attributions)
    resolved: list[Attribution] = []
    for attribution in attributions:
        speakers = resolver.speakers(attribution)
        resolved.extend(replace(attribution, speaker=s) for s in speakers or [None])
    return merged(text, resolved, resolver.speaking)


class _Resolver:
    def __init__(self, text: str, issuer: Actor | None, published: str | None) -> None:
        self.text = text
        self.issuer = issuer
        self.register = Register(text, published, issuer.side if issuer else None)
        self.antecedents = Antecedents(self.register)
        self.documents: dict[str, Person | Body] = {}
        self.speaking: dict[int, Person | Body] = {}
        # Whose turn it is in a transcript, and where it ends: "I" and "we" are theirs.
        self.turn_of: Actor | None = None
        self.turn_ends = 0

    def introduce(self, attributions: Sequence[Attribution]) -> None:
        """Make the people known who are named as sources without an office."""
        for attribution in attributions:
            for span in attribution.source[:1]:
                words = self.text[span.start : span.end]
                self.register.introduce(words, span)

    def speakers(self, attribution: Attribution) -> list[Actor | None]:
        """Who is credited, one actor or several; empty where nobody is known."""
        found = self._credited(attribution)
        if is_turn(self.text, attribution):
            self.turn_of = found[0] if len(found) == 1 else None
            self.turn_ends = attribution.content[-1].end
        return found

    def _credited(self, attribution: Attribution) -> list[Actor | None]:
        if not attribution.source:
            if not attribution.cue and self.issuer is not None:
                return [self.issuer]
            return []
        span = attribution.source[0]
        words = " ".join(self.text[span.start : span.end].split())
        if attribution.cue and self.text[attribution.cue[0].start] == ":" and is_questioner(words):
            return [QUESTIONER]
        if (group := self._group(words, span)) is not None:
            self.antecedents.together = (span.start, group)
            return list(group)
        if words.lower() in _FIRST and span.start < self.turn_ends:
            return [self.turn_of]
        who = self._who(words, span)
        if isinstance(who, Body) and who.document and self.issuer is not None:
            return [self.issuer]
        if who is None:
            return []
        if isinstance(who, Actor):
            return [who]
        self.antecedents.spoke.append((span.start, who))
        self.speaking[span.start] = who
        return [who.actor]

    def _group(self, words: str, span: Span) -> list[Actor] | None:
        """Several actors behind one source, or None where the source is one."""
        if words.lower() in _SEVERAL:
            return self.antecedents.of_both(words.lower() in _PLURAL, span.start)
        if (group := group_of_sides(self.register, words, span)) is not None:
            return group
        if (mentions := mentions_listed(self.register, words, span)) is not None:
            spans = [m.span for m in mentions]
            found: list[Person | Body | Actor | None] = [
                self._mentioned(m.span) or m.who for m in mentions
            ]
        else:
            items = names_listed(self.register, words, span)
            spans = [place for _, place in items]
            found = [self._who(item, place) for item, place in items]
        spoke = zip(spans, found, strict=True)
        self.antecedents.spoke.extend(
            (s.start, w) for s, w in spoke if isinstance(w, Person | Body)
        )
        return [w if isinstance(w, Actor) else w.actor for w in found if w is not None] or None

    def _who(self, words: str, span: Span) -> Person | Body | Actor | None:
        low = words.lower()
        if low in _RELATIVE:
            return self.antecedents.of_relative(span)
        if low in _HE_SHE:
            return self.antecedents.of_he_or_she(low, span.start)
        if low in _THING:
            return self.antecedents.of_it(span.start)
        if low in _PLURAL:
            return self.antecedents.of_they(span.start)
        if low in _FIRST:
            return self.issuer
        if low in ("this", "that", "these", "those", "there", "you", "one", "what"):
            return None
        found = self._mentioned(span)
        if found is not None:
            return found
        return self._by_words(words, span)

    def _mentioned(self, span: Span) -> Person | Body | Actor | None:
        """The actor that the source's own words mention: the person in it before the body."""
        inside = self.register.mentions_in(span.start, span.end + 1)
        if not inside:
            around = [
                m
                for m in self.register.before(span.end)
                if m.span.start <= span.start
                and m.span.end >= span.end
                and m.span.end - m.span.start < 120
                and not (isinstance(m.who, Body) and m.who.document)
            ][:1]
            inside = around
        if not inside:
            return None
        head = self._head(inside, span)
        if head is None:
            return None
        if isinstance(head.who, Body) and head.who.document:
            return self._document(head.who, span)
        if isinstance(head.who, Body) and head.who.office is not None and head.who.office.personal:
            bearer = bearer_of(self.register, head)
            return bearer or self.antecedents.of_epithet(head) or head.who
        if isinstance(head.who, Body) and head.who.office is not None and head.who.definite:
            return in_full(self.register, head)
        return head.who

    def _document(self, body: Body, span: Span) -> Person | Body | Actor | None:
        """A document speaks for the report; "a paper that the minister handed out" for him."""
        kind = body.office.words if body.office else ""
        giver = _GIVEN.search(self.text, span.start, min(len(self.text), span.end + 30))
        if giver is not None:
            start = giver.start("who")
            who = self._who(giver["who"], Span(start, giver.end("who")))
            if isinstance(who, Person | Body):
                self.documents[kind] = who
                return who
        return self.documents.get(kind, body) if body.definite else body

    def _head(self, inside: list[Mention], span: Span) -> Mention | None:
        """The mention that the source is about, not one in a relative clause or a complement."""
        first = inside[0]
        owned = _NAME_AFTER_OWNER.search(self.text, span.start, span.end)
        if (
            owned
            and isinstance(first.who, Body)
            and not first.who.document
            and first.span.start - span.start <= len("the ")
            and all(m.span.end <= owned.start(1) for m in inside)
        ):
            # "the Union Party's Jon Felt".
            return None
        lead = self.text[span.start : first.span.start]
        named = [m for m in inside if isinstance(m.who, Person)]
        relative = re.search(
            r",? (?:who|which|whose|to which|whom) ", self.text[span.start : span.end]
        )
        limit = span.start + relative.start() if relative else span.end
        named = [m for m in named if m.span.start < limit]
        if first.span.start >= limit:
            return None
        if re.search(
            r"(?i)[^\W\d_] (?:of|in|from|at|with|for|to|on|by|near) (?:the |a |an )?$",
            _LEADING.sub("", lead),
        ) and not _AMOUNT.search(lead):
            # "Democrats in Congress" are not Congress.
            return None
        if (
            isinstance(first.who, Body)
            and first.who.office is not None
            and first.span.end >= limit - 2
        ):
            return first
        passed = []
        for mention in named:
            if mention.span.start <= span.start and mention.span.end >= limit:
                return mention
            between = self.text[span.start : mention.span.start]
            # "supporters of Mr. Trump" are not Mr. Trump.
            if re.search(
                r"(?i)\b(?:of|for|to|by|with|from|at|against) (?:the |a )?(?:[\w'’-]+ )?$", between
            ) and not re.search(r", $", between):
                continue
            if (
                self.text[mention.span.end - 2 : mention.span.end] in ("'s", "’s")
                and mention.span.end < limit - 1
            ):
                following = self.text[mention.span.end : limit].strip()
                if following and not following.startswith(","):
                    passed.append(mention)
                    continue
            if between and _NOUN_AFTER.match(self.text, mention.span.end, limit):
                # "Former Clinton pollster".
                passed.append(mention)
                continue
            return mention
        described = re.search(r"[^\W\d_]", _LEADING.sub("", lead))
        if described and isinstance(first.who, Body) and first.who.office is None:
            return None
        following = self.text[first.span.end : limit].strip(" ,")
        if (
            isinstance(first.who, Body)
            and first.who.office is None
            and not first.who.document
            and re.match(r"['’\w-]", following)
        ):
            return next(
                (
                    m
                    for m in inside[1:]
                    if isinstance(m.who, Body) and m.who.office is not None and m.span.start < limit
                ),
                None,
            )
        if first in passed:
            # "Angela Merkel's Christian Democratic Union".
            last = inside[-1]
            return last if isinstance(last.who, Body) and last.span.end >= limit - 2 else None
        return first

    def _by_words(self, words: str, span: Span) -> Person | Body | Actor | None:
        """A source of words that no vocabulary has: a name, or a description kept as it is."""
        plain = _POSSESSIVE_END.sub("", words)
        tokens = [t.lower() for t in _WORD.findall(plain)]
        head = re.split(r",| who | which | \(", plain)[0].strip()
        head = _AGED.sub("", _LEADING.sub("", head)).strip(" \"“”'")
        if not head or not re.search(r"[^\W\d_]", head):
            return None
        if (body := self._named_body(plain, head, span)) is not None:
            return body
        person = self.register.find([t.lower() for t in _WORD.findall(head)], span.start)
        if person is not None and len(tokens) <= 6:
            return person
        if match := _NAME_AFTER_OWNER.search(head):
            # "the Washington Post's Ishaan Tharoor".
            return Person(match[1], first=span.start, speaks="self")
        if match := _NAME_FIRST.match(head):
            return Person(match[1], first=span.start, speaks="self")
        capitals = [w for w in _WORD.findall(head) if w[0].isupper()]
        if 1 <= len(capitals) == len(_WORD.findall(head)) <= 4:
            if words.isupper():
                return self._in_capitals(head, span)
            return Person(head, first=span.start, speaks="self")
        return Body(
            head, None, plural=bool(re.search(r"(?i)s$", head.split()[-1] if head.split() else ""))
        )

    def _named_body(self, words: str, head: str, span: Span) -> Body | None:
        """A body by its name, or a people that stands for its state: "the Germans"."""
        if not head[0].isupper():
            return None
        people = [m for m in self.register.sides_in(span.start, span.end) if m.form == "people"]
        if people and people[0].words == head and words.lower() == f"the {head.lower()}":
            return Body(head, people[0].side, plural=True)
        offices = load_offices()
        side = offices.fixed.get(head.lower())
        ends_so = head.split()[-1].lower() in offices.named_bodies
        is_body = side is not None or ends_so or words.startswith(("the ", "The "))
        return Body(head, side) if is_body and _CAPITALS.fullmatch(head) else None

    def _in_capitals(self, head: str, span: Span) -> Person | Body | None:
        """A transcript's "MS. BERZINA" by the name the report gives in full."""
        person = self.register.find([t.lower() for t in _WORD.findall(head)])
        if person is not None:
            return person
        name = _ADDRESS.sub("", head.title())
        return Person(name, first=span.start, speaks="self")
