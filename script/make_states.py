"""Write src/onrecord/data/states.toml: what English reports call the states and territories.

Run in a scratch environment, since rigour needs PyICU, which has no wheel and is not used here:

    python -m venv SCRATCH && SCRATCH/bin/pip install --no-deps rigour==2.6.1
    SCRATCH/bin/pip install orjson babel pycountry
    SCRATCH/bin/python script/make_states.py

Adjectives, people, capitals and seats are in none of the three in a usable form (rigour mixes
languages, and Washington is a federal state there), so they are kept by hand in
states_extra.toml, which this script only reads, to see that both files name the same states.
"""

import json
import re
import tomllib
from pathlib import Path

import pycountry
from babel import Locale
from rigour._core import territories_jsonl

DATA = Path(__file__).resolve().parent.parent / "src" / "onrecord" / "data"

# Formal English names among the hundreds that rigour knows in all languages.
FORMAL = re.compile(
    r"^(?:the )?(?:[A-Z][\w'’-]+ ){0,3}(?:Republic|Kingdom|State|Commonwealth|Federation"
    r"|Principality|Sultanate|Emirate|Duchy) of (?:the )?[A-Z]\w[\w'’-]*"
    r"(?: and [A-Z]\w+| [A-Z]\w+)?$"
)
# A formal name that another state, a part of one or a state that is gone would claim.
NOT_FORMAL = re.compile(
    r"Soviet|Socialist Republic of (?!Viet)|Mysore|Duchy of Finland|Kingdom of (?:Greece|Hungary)"
    r"|Democratic Republic of Georgia|People's Republic of (?!China|Bangladesh)|Kingdom of Serbs"
    r"|Ichkeria|formerly|FORMERLY|and Ireland$|Great Britain$"
)


def territories() -> dict[str, dict]:
    """What rigour knows, by upper-case code."""
    lines = (line for line in territories_jsonl().splitlines() if line.strip())
    return {entry["code"].upper(): entry for entry in map(json.loads, lines)}


def english_names(code: str, entry: dict, display: str) -> list[str]:
    """The English names of one state, the display name first, without articles."""
    country = pycountry.countries.get(alpha_2=code)
    formal = [*entry.get("names_strong", ()), *entry.get("names_weak", ())]
    found = [display, entry["name"], entry.get("full_name")]
    if country:
        found += [country.name, getattr(country, "common_name", None)]
        found += [getattr(country, "official_name", None)]
    found += [name for name in formal if FORMAL.match(name) and not NOT_FORMAL.search(name)]
    names: list[str] = []
    for name in filter(None, found):
        for form in variants(re.sub(r"^[Tt]he ", "", name)):
            if form not in names:
                names.append(form)
    return names


def variants(name: str) -> list[str]:
    """A name as reports write it: inversions turned, "&" and "Saint" in their other forms.

    >>> variants("Korea, Republic of")
    ['Republic of Korea']
    """
    if re.search(r"[\[(]| SAR| - ", name):
        return []
    if match := re.fullmatch(r"([^,]+), (?:The )?([\w' ]+ of(?: the)?)", name):
        name = f"{match[2]} {match[1]}"
    name = name.replace(" & ", " and ").replace("St. ", "Saint ")
    forms = [name]
    if name.startswith("Saint "):
        forms += [f"St. {name[6:]}", f"St {name[6:]}"]
    forms += [form.replace("'", "’") for form in forms if "'" in form]
    forms += [form.replace("’", "'") for form in forms if "’" in form]
    return list(dict.fromkeys(forms))


def main() -> None:
    """Write the file and say how much is in it."""
    known, locale = territories(), Locale("en").territories
    codes = sorted({country.alpha_2 for country in pycountry.countries} | {"XK"})
    extra = tomllib.loads((DATA / "states_extra.toml").read_text(encoding="utf-8"))["states"]
    if strange := set(extra) - set(codes):
        raise SystemExit(f"states_extra.toml names {sorted(strange)}, which ISO 3166-1 does not.")
    lines = [
        "# States and territories of ISO 3166-1, and Kosovo: what English reports call them.",
        "# Written by script/make_states.py from rigour 2.6.1, pycountry and babel: change the",
        "# script, or add to states_extra.toml, which is kept by hand and wins.",
    ]
    count = 0
    for code in codes:
        display = locale[code].replace(" & ", " and ").replace("St. ", "Saint ")
        display = extra.get(code, {}).get("name", display)
        names = english_names(code, known[code], display)
        count += len(names)
        lines += ["", f"[{code}]", f"name = {json.dumps(display, ensure_ascii=False)}"]
        lines += [f"names = {json.dumps(names, ensure_ascii=False)}"]
    (DATA / "states.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(codes)} states, {count} names")


if __name__ == "__main__":
    main()
