"""The sections of a user's lexicon: each is checked, and becomes tables as those of data/."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from onrecord.lexicons.entries import Entry, named, nearest, numbered, shown
from onrecord.lexicons.loading import Table, load
from onrecord.lexicons.parties import BODY_KEYS, doubtful, sides
from onrecord.lexicons.patterns import blank_names, check_pattern
from onrecord.records import Polarity, Status

# A cue of the user's weighs as much as the verbs of diplomacy in cues.toml.
_WEIGHT = 1.0
_KIND = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEARS = (1900, 2100)
_WORDS_OF_CUES = {
    "nouns": re.compile(r"[^\W\d_]+"),
    "phrases": re.compile(r"[^\W\d_]+(?: [^\W\d_]+(?:[-'][^\W\d_]+)*)+"),
}
_LEADERS = ("names", "family", "common", "office", "side", "since", "until")
_RULE = (
    "name", "status", "polarity", "denied_as", "needs", "ahead", "certain", "traits", "patterns",
)  # fmt: skip


def _kinds(file: str, given: Any) -> Mapping[str, Table]:
    found = {}
    for kind, entry in named(file, "kinds", given, ("strong", "words", "movement")):
        if not _KIND.fullmatch(kind):
            raise entry.fault("is no name for a kind. Use small letters, digits and hyphens.")
        if kind in load("kinds")["kinds"]:
            raise entry.fault("is a kind that there is already. Choose another name.")
        strong, words = entry.words("strong", needed=True), entry.words("words")
        for each in (*strong, *words):
            if "*" in each[:-1]:
                raise entry.fault(f'has "{each}". A * may only end a stem, as in "fisher*".')
        found[kind] = {"strong": strong, "words": words, "movement": entry.flag("movement")}
    return {"kinds": {"kinds": found}}


def _sides(file: str, given: Any) -> Mapping[str, Table]:
    known, bodies = sides(), load("organisations")["bodies"]
    meaning = {word.words: side.code for side in known.values() for word in side.words}
    meaning |= {words: cases[0].side for words, cases in doubtful().items()}
    spelt = {code.casefold(): code for code in known}
    found: dict[str, dict[str, Any]] = {}
    for code, entry in named(file, "sides", given, ("name", "form", *BODY_KEYS)):
        if (right := spelt.setdefault(code.casefold(), code)) != code:
            raise entry.fault(f"is a side that is spelt {right}. Write it so.")
        if code not in known and code in bodies:
            raise entry.fault(f"is a part of {bodies[code]['side']}. Give the words to that side.")
        words = {
            key: entry.words(key, needed=key == "names" and code not in known) for key in BODY_KEYS
        }
        found[code] = {key: some for key, some in words.items() if some}
        for each in (each for some in words.values() for each in some):
            if meaning.setdefault(each, code) != code:
                raise entry.fault(
                    f'has "{each}", which means {meaning[each]} already. Take it out.'
                )
        if code in known:
            if "name" in entry.given or "form" in entry.given:
                raise entry.fault("is a side that there is already. Give it only words.")
            if code in load("states"):
                found[code]["form"] = "name"
        else:
            found[code]["name"] = entry.text("name", default=code)
            found[code]["form"] = entry.text("form", ("name", "organisation"), "organisation")
    return {"organisations": {"bodies": found}}


def _side(entry: Entry, code: Any) -> str:
    """The code of a side that there is, else the fault with the code that was meant."""
    known = sides()
    if isinstance(code, str) and code in known:
        return code
    meant = next((s.code for s in known.values() for w in s.words if w.words == code), None)
    hint = f'Did you mean "{meant}"?' if meant else f"Give its ISO code or add [sides.{code}]."
    raise entry.fault(f"has the side {shown(code)}, which is unknown. {hint}")


def _agreements(file: str, given: Any) -> Mapping[str, Table]:
    entry = Entry(file, "agreements", given, ("nouns", "weak", "named"))
    shipped = load("agreements")
    nouns, weak = entry.words("nouns", lower=True), entry.words("weak", lower=True)
    strong = {noun.lower() for noun in shipped["nouns"]}
    for key, words, others in (("nouns", nouns, {*shipped["weak"], *weak}), ("weak", weak, strong)):
        if clash := sorted(others.intersection(words)):
            other = "weak" if key == "nouns" else "nouns"
            raise entry.fault(f'has "{clash[0]}" in {key}, which is one of {other}. Take it out.')
    names = {name for each in shipped["named"] for name in each["names"]}
    found = []
    for one in entry.tables("named", ("names", "parties", "kind", "whole")):
        own = one.words("names", needed=True)
        if clash := sorted(names.intersection(own)):
            raise one.fault(f'has "{clash[0]}", which is named already. Take it out.')
        names.update(own)
        found.append({
            "names": own,
            "parties": sorted(_side(one, code) for code in one.words("parties")),
            "kind": one.text("kind", load("kinds")["kinds"]),
            "whole": one.flag("whole"),
        })  # fmt: skip
    return {"agreements": {"nouns": nouns, "weak": weak, "named": found}}


def _cues(file: str, given: Any) -> Mapping[str, Table]:
    entry = Entry(file, "cues", given, ("verbs", "nouns", "phrases"))
    shipped = load("cues")
    classes = sorted({verb["class"] for verb in shipped["verbs"].values()})
    forms = {form: verb["class"] for verb in shipped["verbs"].values() for form in verb["forms"]}
    verbs = {}
    for lemma, one in named(
        file, "cues.verbs", entry.given.get("verbs", {}), ("class", "forms", "takes")
    ):
        kind, own = one.text("class", classes), one.words("forms", needed=True, lower=True)
        for form in own:
            if not form.isalpha():
                raise one.fault(
                    f'has the form "{form}". A form is one word; phrases go under [cues.phrases].'
                )
        own = _new(one, own, kind, forms)
        if lemma in shipped["verbs"] and own:
            raise one.fault("is a verb that there is already. Choose another name.")
        if own:
            takes = one.words("takes", lower=True)
            verbs[lemma] = {"class": kind, "forms": dict.fromkeys(own, _WEIGHT), "takes": takes}
    found: dict[str, Any] = {"verbs": verbs}
    for key in ("nouns", "phrases"):
        known = {words: kind for kind, some in shipped[key].items() for words in some}
        one = entry.table(key, classes)
        found[key] = {
            kind: _new(one, one.words(kind, lower=True), kind, known) for kind in one.given
        }
        for words in (words for some in found[key].values() for words in some):
            if not _WORDS_OF_CUES[key].fullmatch(words):
                wanted = "several words" if key == "phrases" else "one word"
                raise one.fault(f'has "{words}". Give {wanted}, of letters alone.')
    return {"cues": found}


def _new(entry: Entry, words: Iterable[str], kind: str, known: dict[str, str]) -> list[str]:
    """The words that are not there yet; none may be there as something else."""
    new = [each for each in words if each not in known]
    for each in words:
        if known.setdefault(each, kind) != kind:
            raise entry.fault(
                f'has "{each}" as {kind}, but it is {known[each]} already. Take it out.'
            )
    return new


def _offices(file: str, given: Any) -> Mapping[str, Table]:
    entry = Entry(file, "offices", given, ("classes", "fixed", "modifiers"))
    shipped = load("offices")
    known = {words: kind for kind, one in shipped["classes"].items() for words in one["words"]}
    classes = {}
    for kind, one in named(
        file, "offices.classes", entry.given.get("classes", {}), ("words", "needs_side")
    ):
        if kind not in shipped["classes"]:
            raise one.fault(f"is no class of offices. {nearest(kind, shipped['classes'])}")
        own = one.words("words", needed=True, lower=True)
        weak = one.words("needs_side", lower=True)
        if strange := sorted(set(weak) - set(own)):
            raise one.fault(f'has "{strange[0]}" in needs_side alone. Add it to words too.')
        new = _new(one, own, kind, known)
        classes[kind] = {"words": new, "needs_side": [each for each in weak if each in new]}
    given = entry.given.get("fixed", {})
    fixed = Entry(file, "offices.fixed", given, given if isinstance(given, dict) else ())
    held = {words: side for side, some in shipped["fixed"].items() for words in some}
    return {
        "offices": {
            "classes": classes,
            "fixed": {
                _side(fixed, side): _new(fixed, fixed.words(side, lower=True), side, held)
                for side in fixed.given
            },
            "modifiers": {
                "portfolios": entry.table("modifiers", ("portfolios",)).words(
                    "portfolios", lower=True
                )
            },
        }
    }


def _actors(file: str, given: Any) -> Mapping[str, Table]:
    rows: dict[str, list[Any]] = {}
    common = []
    for entry in numbered(file, "actors", given, _LEADERS):
        names = entry.words("names", needed=True)
        family = entry.text("family", default=names[0].split()[-1])
        if not all(family in name for name in names):
            raise entry.fault(
                f'has the family name "{family}", but not in each of names. Correct it.'
            )
        since, until = entry.number("since", *_YEARS), entry.number("until", *_YEARS)
        if since is None:
            raise entry.fault("needs since. Add the first year in office: since = 2024.")
        if until is not None and until < since:
            raise entry.fault(f"ends in {until}, before it begins in {since}. Correct the years.")
        row = [family, names, entry.text("office"), since, *([until] if until is not None else [])]
        rows.setdefault(_side(entry, entry.text("side")), []).append(row)
        if entry.flag("common"):
            common.append(family)
    return {"leaders": {"common": common, "sides": rows}}


def _statuses(file: str, given: Any) -> Mapping[str, Table]:
    entry = Entry(file, "statuses", given, ("words", "rules"))
    shipped = load("statuses")
    lists = entry.given.get("words", {})
    own = Entry(file, "statuses.words", lists, lists if isinstance(lists, dict) else ())
    words = {name: own.words(name, needed=True) for name in own.given}
    blanks = blank_names(own, shipped["words"])
    for name, patterns in words.items():
        for pattern in patterns:
            check_pattern(own, f"{name} has", pattern, ())
    names = {rule["name"] for rule in shipped["rules"]}
    rules = []
    for rule in entry.tables("rules", _RULE):
        name = rule.text("name")
        if name in names:
            raise rule.fault(f'has the name "{name}", which a rule has already. Choose another.')
        names.add(name)
        for pattern in rule.words("patterns", needed=True):
            check_pattern(rule, f'"{name}" has the pattern', pattern, blanks)
        _check_rule(rule, shipped["rules"])
        rules.append(dict(rule.given))
    return {"statuses": {"words": words, "rules": rules}}


def _check_rule(rule: Entry, shipped: Iterable[Table]) -> None:
    """Hold the other keys of a rule against what the shipped rules have there."""
    statuses = [status.value for status in Status]
    rule.text("status", statuses)
    rule.text("denied_as", statuses, statuses[0])
    rule.text("polarity", [polarity.value for polarity in Polarity], "affirmed")
    rule.text("ahead", ["none", "same", *statuses], "same")
    rule.text(
        "needs", sorted({"agreement", *(r["needs"] for r in shipped if "needs" in r)}), "agreement"
    )
    for key in ("traits", "certain"):
        known = sorted({words for r in shipped for words in r.get(key, ())})
        for words in rule.words(key):
            if words not in known:
                raise rule.fault(f'{key} has "{words}", which is unknown. {nearest(words, known)}')


SECTIONS: dict[str, Callable[[str, Any], Mapping[str, Table]]] = {
    "kinds": _kinds, "sides": _sides, "agreements": _agreements, "cues": _cues,
    "offices": _offices, "actors": _actors, "statuses": _statuses,
}  # fmt: skip
"""The sections in the order in which they are checked: each may use what those before it add."""
