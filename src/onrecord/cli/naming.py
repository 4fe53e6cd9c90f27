"""What a person's word means: a state, a kind, a standing, a field, or a close guess at it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from onrecord import lexicons
from onrecord.errors import BadQuestion
from onrecord.ledger import Ledger, Wanted
from onrecord.lexicons.entries import nearest
from onrecord.sides import side_name
from onrecord.standings import StandingName

# On what claims part: `docs/names.md` has the question behind each.
FIELDS = (
    "agreed", "signed", "in force", "terms", "carried out", "ratified", "negotiated", "proposed",
    "kind", "instrument", "quantity", "when",
)  # fmt: skip
# A word that several sides share means the one that has it in the first of these forms.
FORMS = ("name", "organisation", "capital", "adjective", "people", "seat")


def state_on(record: Ledger, given: str) -> str:
    """The code of a state or body by code, name, capital or adjective; raises BadQuestion.

    What no vocabulary knows may still be a party on record, from somebody's own lexicon.
    """
    found = sides_named(given)
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        listed = ", ".join(f"{code} ({side_name(code)})" for code in found)
        raise BadQuestion(f"{given!r} may be {listed}. Give one of these codes.")
    if record.agreements(Wanted(state=given), limit=1):
        return given
    raise BadQuestion(f"No state or body is called {given!r}. {_near(given)}")


def sides_named(given: str) -> list[str]:
    """The codes of all sides that a word may mean: one, none, or several.

    >>> sides_named("Guatemalan"), sides_named("us"), sides_named("Congo")
    (['GT'], ['US'], ['CD', 'CG'])
    """
    plain = " ".join(given.split()).casefold()
    if codes := [code for code in lexicons.sides() if code.casefold() == plain]:
        return codes
    table = _table()
    return table.get(plain) or table.get(plain.removeprefix("the ")) or []


@lexicons.kept
def _table() -> Mapping[str, list[str]]:
    """By word, without regard to capitals, the sides that it names first of all."""
    ranked: dict[str, dict[str, int]] = defaultdict(dict)
    for code, side in lexicons.sides().items():
        ranked[side.name.casefold()][code] = 0
        for word in side.words:
            form = word.form.removeprefix("weak ")
            rank = FORMS.index(form) if form in FORMS else len(FORMS)
            key = word.words.casefold()
            ranked[key][code] = min(rank, ranked[key].get(code, rank))
    table = {
        words: sorted(code for code, rank in by_code.items() if rank == min(by_code.values()))
        for words, by_code in ranked.items()
    }
    # What only the rest of a report could decide ("Congo") may be any of them here.
    for words, cases in lexicons.doubtful().items():
        if sides := {case.side for case in cases if case.side in lexicons.sides()}:
            key = words.casefold()
            table[key] = sorted(sides) if len(sides) > 1 else table.get(key, sorted(sides))
    return table


def _near(given: str) -> str:
    table = _table()
    close = get_close_matches(given.casefold(), table, n=3, cutoff=0.8)
    names = list(dict.fromkeys(side_name(code) for words in close for code in table[words]))
    if not names:
        return "Give a code (GT), a name (Guatemala), a capital or an adjective."
    return f"Did you mean {' or '.join(names)}?"


def kind_on(record: Ledger, given: str) -> str:
    """A kind of agreement that is known, or that is on record; raises BadQuestion."""
    known = lexicons.load("kinds")["kinds"]
    plain = "-".join(given.casefold().split())
    if plain in known:
        return plain
    if record.agreements(Wanted(kind=given), limit=1):
        return given
    close = get_close_matches(plain, known, n=1)
    near = f'Did you mean "{close[0]}"?' if close else f"Known are {', '.join(sorted(known))}."
    raise BadQuestion(f"No kind of agreement is called {given!r}. {near}")


def standing_named(given: str) -> StandingName:
    """A standing by its name or the beginning of it; raises BadQuestion.

    >>> standing_named("contested").value
    'contested by a party'
    """
    return StandingName(_one_of(given, [name.value for name in StandingName], "standing"))


def field_named(given: str) -> str:
    """A field on which claims part; raises BadQuestion."""
    return _one_of(given, FIELDS, "field")


def sorts_named(given: Collection[str], known: Collection[str]) -> list[str]:
    """The sorts of tasks that are asked for; all where none is. Raises BadQuestion."""
    return [_one_of(each, known, "sort of task") for each in given] or list(known)


def _one_of(given: str, known: Collection[str], what: str) -> str:
    plain = " ".join(given.replace("-", " ").split()).casefold()
    begin = [name for name in known if name.startswith(plain)]
    if plain in known:
        return plain
    if plain and len(begin) == 1:
        return begin[0]
    near = nearest(plain, known)
    listed = "; ".join(known)
    raise BadQuestion(
        f"No {what} is called {given!r}. "
        + (near if near.startswith("Did") else f"Known are: {listed}.")
    )
