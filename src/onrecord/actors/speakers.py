"""From the words of a source to the actor behind them: names, offices, pronouns, groups."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise, takewhile

from onrecord.actors.people import Body, Mention, Person
from onrecord.actors.register import Register
from onrecord.alignment import Span
from onrecord.attributions.transcripts import is_questioner, is_turn
from onrecord.records import Actor, Attribution
from onrecord.sides import adjective, side_name

QUESTIONER = Actor("questioner")

_SINGULAR = {
    "he": "he",
    "she": "she",
    "him": "he",
    "her": "she",
    "his": "he",
    "who": "who",
    "i": "i",
}
_HE_SHE = frozenset(("he", "she", "him", "her", "his"))
_THING = frozenset(("it", "its"))
_PLURAL = frozenset(("they", "them", "their"))
_FIRST = frozenset(("i", "we", "us", "our", "my", "me"))
_RELATIVE = frozenset(("who", "which"))
_BOTH = re.compile(
    r"(?i)^(?:both|the two|two of the (?:two|three|four)|the(?= pair| duo)) "
    r"(?P<what>pair|duo|men|women|neighbou?rs|allies|sides|governments|countries|leaders|"
    r"ministers|presidents|states|parties|prime ministers|foreign ministers|capitals)\b"
)
_ADJECTIVES = re.compile(
    r"(?i)\b(?P<what>governments|ministries|foreign ministries|ministers|presidents|officials|"
    r"embassies)\b"
)
_OFFICES_OF = re.compile(
    r"(?i)^(?:the )?(?P<what>(?:foreign |defen[cs]e |prime |interior |finance )?(?:ministers|"
    r"ministries|presidents|governments|leaders|"
    r"officials|embassies|ambassadors)) (?:of|from) "
)
_LEADING = re.compile(r"(?i)^(?:the|a|an|this|that|its|his|her|their|our|some|one) ")
_QUANTITY = re.compile(
    r"(?i)(?:number|group|handful|couple|dozens?|some|many|most|one|two|several|all|any|majority|"
    r"hundreds) of (?:the |his |her |its )?$"
)
_HANDED = re.compile(
    r"\b(?:that|which) (?P<who>(?:the |his |her )?[\w'’. -]{2,40}?) (?:had )?(?:handed|gave|given|"
    r"presented|submitted|circulated|sent|shared) "
)
_ADDRESS = re.compile(r"^(?:Mr|Ms|Mrs|Dr|Miss)\.? ")
_NAME_AFTER_OWNER = re.compile(r"['’]s ((?:[A-Z][\w'’.-]+ )+[A-Z][\w'’-]+)$")
_NAME_FIRST = re.compile(
    r"(?:Archbishop |Bishop |Rabbi |Pastor |Imam |Dr\. |Prof\. |Judge )?"
    r"([A-Z][\w'’-]+ (?:[A-Z]\. )?[A-Z][\w'’-]+) (?:of|from|at|in|with) "
)
_POSSESSIVE_END = re.compile(r"['’]s$")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_MERGE_WITHIN = 450
_LOOK_BACK = 9
"""How many sentences back a pronoun may refer."""
_MENTIONS_BACK = 300
"""How many mentions back an office without a name may refer."""
_SAME_BODY = re.compile(
    r"(?i)\b(?:ministry['’]s|government['’]s|government (?:spokes\w+)|(?:for|of) the (?:ministry|"
    r"government|department|embassy|agency|office)"
    r"|department['’]s|embassy['’]s|ministry (?:spokes\w+)|state department (?:spokes\w+))"
)


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
    return resolver.merged(resolved)


# How far before a name a quotation mark is looked for, in characters.
_QUOTATION_ROOM = 1000


class _Resolver:
    def __init__(self, text: str, issuer: Actor | None, published: str | None) -> None:
        self.text = text
        self.issuer = issuer
        self.register = Register(text, published, issuer.side if issuer else None)
        self.history: list[tuple[int, Person | Body]] = []
        self.documents: dict[str, Person | Body] = {}
        self.persons_of: dict[int, Person | Body] = {}
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
        self.history.append((span.start, who))
        self.persons_of[span.start] = who
        return [who.actor]

    # One source.

    def _who(self, words: str, span: Span) -> Person | Body | Actor | None:
        low = words.lower()
        if low in _RELATIVE:
            return self._antecedent(span)
        if low in _HE_SHE:
            return self._he_or_she(low, span.start)
        if low in _THING:
            return self._it(span.start)
        if low in _PLURAL:
            return self._they(span.start)
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
            return self._bearer(head) or self._unnamed(head)
        if isinstance(head.who, Body) and head.who.office is not None and head.who.definite:
            return self._fuller(head)
        return head.who

    def _document(self, body: Body, span: Span) -> Person | Body | Actor | None:
        """A document speaks for the report; "a paper that the minister handed out" for him."""
        kind = body.office.words if body.office else ""
        giver = _HANDED.search(self.text, span.start, min(len(self.text), span.end + 30))
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
        lead = self.text[span.start : first.span.start]
        named = [m for m in inside if isinstance(m.who, Person)]
        relative = re.search(
            r",? (?:who|which|whose|to which|whom) ", self.text[span.start : span.end]
        )
        limit = span.start + relative.start() if relative else span.end
        named = [m for m in named if m.span.start < limit]
        if re.search(
            r"(?i)[^\W\d_] (?:of|in|from|at|with|for|to|on|by|near) (?:the |a |an )?$",
            _LEADING.sub("", lead),
        ) and not _QUANTITY.search(lead):
            # "Democrats in Congress" are not Congress.
            return None
        if (
            isinstance(first.who, Body)
            and first.who.office is not None
            and first.span.end >= limit - 2
        ):
            return first
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
        return first

    def _bearer(self, mention: Mention) -> Person | None:
        """The person who bears the office that is mentioned without a name: "the minister"."""
        body = mention.who
        assert isinstance(body, Body)
        assert body.office is not None
        if body.plural or not body.definite:
            return None
        head = body.office.words.split()[-1]
        if head in ("spokesman", "spokeswoman", "spokesperson") and " for " in f" {body.name} ":
            return None
        own_side = self._own_side(mention)
        best: Person | None = None
        for earlier in islice(self.register.before(mention.span.start), _MENTIONS_BACK):
            person = earlier.who
            if not isinstance(person, Person) or not self._fits_office(person, body, head):
                continue
            if own_side is not None and person.side not in (own_side, None):
                continue
            best = person
            break
        if best is None:
            best = self._named_next(mention, head)
            if best is not None and best.speaks == "unknown":
                # "The secretary said ...", then "Noem said": the office is hers.
                best.side, best.speaks = body.side, "side" if body.side else "self"
                best.offices.add(head)
        return best

    def _own_side(self, mention: Mention) -> str | None:
        """The side that the words themselves name, not one that was guessed."""
        inside = self.register.sides_in(mention.span.start, mention.span.end)
        return inside[0].side if inside else None

    @staticmethod
    def _fits_office(person: Person, body: Body, head: str) -> bool:
        assert body.office is not None
        if body.office.words in person.offices or head in person.offices:
            return True
        if head in ("counterpart", "colleague", "successor", "predecessor"):
            return bool(person.offices)
        title = {"minister": "minister", "secretary": "secretary", "leader": "president"}.get(head)
        if title == "president":
            return bool(
                {"president", "minister", "chancellor", "premier", "leader"} & person.offices
            )
        return False

    def _named_next(self, mention: Mention, head: str) -> Person | None:
        """Who is named in the next sentences after an office that opens the report."""
        if head in ("government", "official") or self.register.sentence_of(mention.span.start) > 2:
            return None
        for later in self.register.after(mention.span.end):
            if not isinstance(later.who, Person):
                continue
            if (
                self.register.sentence_of(later.span.start)
                > self.register.sentence_of(mention.span.start) + 2
            ):
                return None
            if not later.who.offices or head in later.who.offices:
                return later.who
        return None

    def _unnamed(self, mention: Mention) -> Body:
        body = mention.who
        assert isinstance(body, Body)
        return body

    def _fuller(self, mention: Mention) -> Body | Person:
        """ "the ministry" by the name that the report gives it elsewhere."""
        body = mention.who
        assert isinstance(body, Body)
        assert body.office is not None
        if len(body.name.split()) > 1 and self._own_side(mention) is not None:
            return body
        tail = body.name.lower().split()
        for earlier in islice(self.register.before(mention.span.start), _MENTIONS_BACK):
            who = earlier.who
            if (
                isinstance(who, Body)
                and who.office is not None
                and who.side == body.side
                and who is not body
                and who.name.lower().split()[-len(tail) :] == tail
                and len(who.name) > len(body.name)
            ):
                return who
        return body

    def _by_words(self, words: str, span: Span) -> Person | Body | Actor | None:
        """A source of words that no vocabulary has: a name, or a description kept as it is."""
        plain = _POSSESSIVE_END.sub("", words)
        tokens = [t.lower() for t in _WORD.findall(plain)]
        head = re.split(r",| who | which | \(", plain)[0].strip()
        head = _LEADING.sub("", head).strip(" \"“”'")
        if not head or not re.search(r"[^\W\d_]", head):
            return None
        person = self.register.find([t.lower() for t in _WORD.findall(head)])
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

    def _in_capitals(self, head: str, span: Span) -> Person | Body | None:
        """A transcript's "MS. BERZINA" by the name the report gives in full."""
        person = self.register.find([t.lower() for t in _WORD.findall(head)])
        if person is not None:
            return person
        name = _ADDRESS.sub("", head.title())
        return Person(name, first=span.start, speaks="self")

    # Pronouns.

    def _antecedent(self, span: Span) -> Person | Body | Actor | None:
        for mention in self.register.before(span.start):
            if span.start - mention.span.end > 3:
                break
            return mention.who
        start = max(self.register.paragraph_start(span.start), span.start - 60)
        lead = self.text[start : span.start].rstrip(" ,")
        match = re.search(r"((?:[A-Z][\w'’.-]+ ?){1,4}|(?:[a-z-]+ )?[a-z-]+)$", lead)
        return Body(match[1].strip(), None) if match and match[1].strip() else None

    def _he_or_she(self, low: str, offset: int) -> Person | Body | None:
        gender = "she" if low in ("she", "her") else "he"
        for who in self._subjects(offset):
            if isinstance(who, Person):
                if who.gender in (None, gender):
                    who.gender = gender
                    return who
            elif (
                who.office is not None
                and who.office.personal
                and not who.plural
                and not who.document
            ):
                recent = islice(self.register.before(offset), 60)
                bearer = next((self._bearer(m) for m in recent if m.who is who), None)
                return bearer or who
        return None

    def _it(self, offset: int) -> Body | None:
        for who in self._subjects(offset):
            if (
                isinstance(who, Body)
                and not (who.office and who.office.personal)
                and not who.plural
            ):
                return who
        return None

    def _they(self, offset: int) -> Body | None:
        for who in self._subjects(offset):
            if isinstance(who, Body) and who.plural:
                return who
        return None

    def _subjects(self, offset: int) -> list[Person | Body]:
        """Who may be meant by a pronoun, likeliest first: by sentence, going back.

        Within a sentence the first one named comes first, as the likely subject; whoever spoke
        last comes before those that are only named in the same sentence.
        """
        register = self.register
        number = register.sentence_of(offset)
        found: list[Person | Body] = []
        earliest = (
            register.sentences[max(0, number - _LOOK_BACK)].start if register.sentences else 0
        )
        recent = takewhile(lambda said: said[0] >= earliest, reversed(self.history))
        spoke = dict(recent)
        for back in range(number, max(-1, number - _LOOK_BACK), -1):
            sentence = register.sentences[back]
            end = min(sentence.end, offset)
            spoken = [
                who for start, who in reversed(spoke.items()) if sentence.start <= start < end
            ]
            named = [
                m.who
                for m in register.mentions_in(sentence.start, end)
                if not self._in_quotation(m, sentence)
            ]
            found.extend(spoken)
            found.extend(who for who in named if who not in spoken)
        return found

    def _in_quotation(self, mention: Mention, sentence: Span) -> bool:
        # A sentence without end is looked back in only so far: time stays linear.
        start = max(sentence.start, mention.span.start - _QUOTATION_ROOM)
        before = self.text[start : mention.span.start]
        return (
            (before.count("“") > before.count("”"))
            or before.count('"') % 2 == 1
            or before.count("''") % 2 == 1
        )

    # Groups.

    def _group(self, words: str, span: Span) -> list[Actor] | None:
        """Several actors behind one source: "the Thai and Lao governments", "Xi and Putin"."""
        if match := _BOTH.match(words):
            return self._both(match["what"].lower(), span.start) or []
        if " and " not in words or re.search(r"\b(?:who|which)\b", words):
            return None
        sides = [
            m
            for m in self.register.sides_in(span.start, span.end)
            if m.form in ("adjective", "name", "capital")
        ]
        if match := _OFFICES_OF.match(words):
            named = [m for m in sides if m.span.start >= span.start + match.end("what")]
            if len(named) >= 2 and len(named) == len(sides):
                single = _singular(match["what"])
                return [Actor(f"{adjective(m.side)} {single}", m.side) for m in named]
        joined = _ADJECTIVES.search(words)
        if joined and len(sides) >= 2 and words.lower().endswith(joined["what"].lower()):
            what = joined["what"].lower()
            single = _singular(what)
            return [Actor(f"{adjective(m.side)} {single}", m.side) for m in sides]
        mentions = self.register.mentions_in(span.start, span.end + 1)
        parts = re.split(r", and | and |, ", words)
        if len(mentions) >= 2 and len(mentions) == len(parts):
            between = [self.text[a.span.end : b.span.start].strip() for a, b in pairwise(mentions)]
            if all(
                gap in ("and", ",", ", and", "and the", ", the", "and its", "and his")
                for gap in between
            ):
                for mention in mentions:
                    self.history.append((mention.span.start, mention.who))
                return [mention.who.actor for mention in mentions]
        return None

    def _both(self, what: str, offset: int) -> list[Actor] | None:
        """ "both governments", "the two leaders": the last two that were named."""
        found: list[Actor] = []
        for mention in self.register.before(offset):
            if offset - mention.span.start > 1200:
                break
            actor = mention.who.actor
            personal = isinstance(mention.who, Person)
            if what in (
                "pair",
                "duo",
                "men",
                "women",
                "leaders",
                "ministers",
                "presidents",
                "prime ministers",
                "foreign ministers",
            ):
                if not personal:
                    continue
            elif personal or actor.side is None:
                continue
            else:
                actor = Actor(
                    self.register.government(actor.side)
                    if what == "governments"
                    else side_name(actor.side),
                    actor.side,
                )
            if actor.side is not None and all(actor.side != other.side for other in found):
                found.append(actor)
            if len(found) == 2:
                return found[::-1]
        return None

    # A body and the person who then speaks for it.

    def merged(self, attributions: list[Attribution]) -> list[Attribution]:
        """Give a body's statement to the person who goes on with it for that very body.

        "The foreign ministry said ... 'It is done,' said X, the ministry's permanent secretary."
        """
        for at, attribution in enumerate(attributions):
            speaker = attribution.speaker
            if speaker is None or speaker.side is None or not attribution.source:
                continue
            who = self.persons_of.get(attribution.source[0].start)
            if not isinstance(who, Body) or (who.office is not None and who.office.personal):
                continue
            for later in attributions[at + 1 : at + 5]:
                if not later.source or later.speaker is None or later.speaker.side != speaker.side:
                    continue
                start, end = later.source[0]
                if start - attribution.source[0].start > _MERGE_WITHIN:
                    break
                named = self.persons_of.get(start)
                if isinstance(named, Person) and self._same_body(who, self.text[start:end]):
                    attributions[at] = replace(attribution, speaker=named.actor)
                    break
        return attributions

    @staticmethod
    def _same_body(body: Body, source: str) -> bool:
        match = _SAME_BODY.search(source)
        if match is None:
            return False
        word = re.search(r"(?i)ministry|government|department|embassy|agency|office", match[0])
        assert word is not None
        kind = word[0].lower()
        return kind in body.name.lower() or (kind == "government" and body.office is None)


def _singular(what: str) -> str:
    """One of several: "government" for "governments", "embassy" for "embassies"."""
    return (
        what[:-3] + "y"
        if what.endswith("ies")
        else what
        if what == "officials"
        else what.removesuffix("s")
    )
