"""The speakers of many reports -> actors: who is one person, and which office is one.

Pure, and whatever the order of the reports. What is unsure is left apart, and proposed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from onrecord.actors.forms import Form, form_of, slug

# Within so many days of "Wilson Paz", "Paz" is he, if no other Paz spoke for his side.
NEAR = 730


@dataclass(frozen=True, slots=True)
class SpeakerMention:
    """A speaker as a report names them: `count` claims of a report (by id), published `said`.

    `said` is an ISO day, month or year, or None.
    """

    name: str
    side: str | None
    said: str | None
    report: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class KnownActor:
    """A person, office or body that speaks in one report or many.

    `name` is the fullest that any report gives, `names` are all of them, the most frequent first.
    `first` and `last` are the first and last publication, as dates are compared; `claims` counts.
    `reasons` say in plain words why the names are one actor's.
    """

    id: str
    name: str
    side: str | None
    names: tuple[str, ...]
    first: str | None
    last: str | None
    claims: int
    reasons: tuple[str, ...]


def group_of(name: str, side: str | None) -> tuple[str, str]:
    """The side, and the folded last name or the office: only within these are actors joined.

    >>> group_of("Honduras's immigration director, Wilson Paz", "HN")
    ('HN', 'paz')
    >>> group_of("the Foreign Ministry", "AM")
    ('AM', 'foreign ministry')
    """
    form = form_of(name, side)
    return side or "", form.last or form.office


def resolve_actors(mentions: Sequence[SpeakerMention]) -> tuple[KnownActor, ...]:
    """The actors that mentions name, by id; give all mentions of a group (`group_of`) at once.

    The same name is one actor, whatever the title. A last name alone, or initials, join the only
    actor whom they fit and who speaks within two years of them; else they stay apart.
    """
    groups: dict[tuple[str, str], list[SpeakerMention]] = defaultdict(list)
    for mention in mentions:
        groups[group_of(mention.name, mention.side)].append(mention)
    found = [actor for own in groups.values() for actor in _actors_of_group(own)]
    return tuple(sorted(found, key=lambda actor: actor.id))


@dataclass(slots=True)
class _Told:
    """Mentions of one actor, by form, and the forms that joined it without a first name."""

    forms: dict[Form, list[SpeakerMention]] = field(default_factory=lambda: defaultdict(list))
    joined: set[Form] = field(default_factory=set)
    first: int | None = None
    last: int | None = None

    def add(self, form: Form, mentions: Iterable[SpeakerMention], *, joins: bool = False) -> None:
        own = self.forms[form]
        own.extend(mentions)
        if joins:
            self.joined.add(form)
        elif days := [day for m in own if (day := _day(m.said)) is not None]:
            known = [day for day in (self.first, self.last) if day is not None]
            self.first, self.last = min(days + known), max(days + known)

    def is_near(self, day: int | None) -> bool:
        """Whether the actor spoke within two years of a day, as far as is known."""
        if day is None or self.first is None or self.last is None:
            return True
        return self.first - NEAR <= day <= self.last + NEAR


def _actors_of_group(mentions: Sequence[SpeakerMention]) -> list[KnownActor]:
    by_form: dict[Form, list[SpeakerMention]] = defaultdict(list)
    for mention in sorted(mentions, key=lambda m: (m.said or "", m.report, m.name, m.count)):
        by_form[_bare(form_of(mention.name, mention.side))].append(mention)
    told: list[_Told] = []
    forms = sorted(by_form, key=_from_fullest)
    for form in (form for form in forms if form.has_first_name):
        fits = [one for one in told if _fits_all(form, one)]
        _put(form, by_form[form], fits[0] if len(fits) == 1 else None, told)
    for form in (form for form in forms if form.given and not form.has_first_name):
        _join_short(form, by_form[form], told, told)
    known = list(told)  # one last name alone is no reason for another
    for form in (form for form in forms if not form.given):
        _join_short(form, by_form[form], known, told)
    return _with_ids(told, mentions[0].side)


def _bare(form: Form) -> Form:
    """A form by what tells it from others; how it is shown does not."""
    return Form("", form.ident, form.given, form.last, form.suffix, form.office)


def _from_fullest(form: Form) -> tuple[object, ...]:
    return -len(form.given), -sum(map(len, form.given)), form.given, form.suffix, form.office


def _put(
    form: Form, mentions: Sequence[SpeakerMention], one: _Told | None, told: list[_Told]
) -> None:
    if one is None:
        one = _Told()
        told.append(one)
    one.add(form, mentions)


def _join_short(
    form: Form, mentions: Sequence[SpeakerMention], known: Sequence[_Told], told: list[_Told]
) -> None:
    """Give mentions of a last name alone, or of initials, to the only actor of their time."""
    left: list[SpeakerMention] = []
    fits = [one for one in known if _fits_all(form, one)]
    by_day: dict[int | None, list[SpeakerMention]] = defaultdict(list)
    for mention in mentions:
        by_day[_day(mention.said)].append(mention)
    for day, own in by_day.items():
        near = [one for one in fits if one.is_near(day)]
        if len(near) == 1:
            near[0].add(form, own, joins=True)
        else:
            left += own
    if left:
        _put(form, left, None, told)


def _fits_all(form: Form, one: _Told) -> bool:
    return all(may_be_one(form, other) for other in one.forms)


def may_be_one(form: Form, other: Form) -> bool:
    """Whether two names of one group may be one person's: what both give is the same.

    An initial stands for any name that begins with it.
    """
    if form.office != other.office or (
        form.suffix and other.suffix and form.suffix != other.suffix
    ):
        return False
    return all(
        mine == theirs or (1 in (len(mine), len(theirs)) and mine[0] == theirs[0])
        for mine, theirs in zip(form.given, other.given, strict=False)
    )


@lru_cache(maxsize=1 << 14)
def _day(said: str | None) -> int | None:
    """A day in the time of publication as an ordinal, or None."""
    if not said:
        return None
    numbers = said.split("-")
    try:
        return date(*map(int, [*numbers, "1", "1"][:3])).toordinal()
    except ValueError:
        return None  # as some outlet wrote it


def _with_ids(told: Sequence[_Told], side: str | None) -> list[KnownActor]:
    """The actors with their ids: first and last name, all names where two share these."""
    fullest = [min(one.forms, key=_from_fullest) for one in told]
    shared = Counter(form.ident for form in fullest)
    taken: Counter[str] = Counter()
    found = []
    for one, form in zip(told, fullest, strict=True):
        words = form.ident
        if shared[form.ident] > 1 and form.is_person:
            words = " ".join([*form.given, form.last, form.suffix]).strip()
        base = "-".join(slug(part) for part in (side, words) if part)
        taken[base] += 1
        id = base if taken[base] == 1 else f"{base}-{taken[base]}"
        found.append(_actor(id, side, one, form))
    return found


def _actor(id: str, side: str | None, one: _Told, fullest: Form) -> KnownActor:
    mentions = [mention for own in one.forms.values() for mention in own]
    names = Counter[str]()
    for mention in mentions:
        names[mention.name] += mention.count
    ordered = tuple(sorted(names, key=lambda name: (-names[name], name)))
    shown = Counter[str]()
    for mention in one.forms[fullest]:
        shown[form_of(mention.name, side).shown] += mention.count
    said = sorted(mention.said for mention in mentions if mention.said)
    return KnownActor(
        id=id,
        name=min(shown, key=lambda name: (-shown[name], name)),
        side=side,
        names=ordered,
        first=said[0] if said else None,
        last=said[-1] if said else None,
        claims=sum(mention.count for mention in mentions),
        reasons=tuple(_reasons(one, fullest, side)),
    )


def _reasons(one: _Told, fullest: Form, side: str | None) -> Iterable[str]:
    for form in sorted(one.forms, key=_from_fullest):
        own = one.forms[form]
        names = sorted({mention.name for mention in own})
        told = f"{' / '.join(names)} in {_reports(own)}"
        if form in one.joined:
            of = f" of {side}" if side else ""
            yield f"{told}: fits no other {fullest.last}{of} within two years"
        elif form != fullest:
            yield f"{told}: the same first and last name"
        elif len(names) > 1:
            yield f"{told}: the same {'name' if form.last else 'office'}"
        else:
            yield told


def _reports(mentions: Iterable[SpeakerMention]) -> str:
    number = len({mention.report for mention in mentions})
    return f"{number:,} report{'s' if number > 1 else ''}"
