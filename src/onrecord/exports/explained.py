"""The way from words to a claim, as a table."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.alignment import Span
from onrecord.claims import Alternative, Explanation
from onrecord.exports.wording import printable, said_of
from onrecord.sides import side_name


def explanation_table(explanation: Explanation, text: str) -> RenderableType:
    """The way from words to a claim, step by step."""

    def words(span: Span) -> str:
        return printable(text[span.start : span.end])

    claim = explanation.claim
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    said = f"{'+'.join(claim.parties)} · {claim.kind} · {said_of(claim.status, claim.polarity)}"
    table.add_row(
        "claim", f"{claim.id} {said} · {claim.speaker.name} · {claim.confidence:.0%} sure"
    )
    table.add_row("sentence", words(explanation.sentence))
    carrying = ", ".join(f"{words(at)} {chance:.0%}" for at, chance in explanation.words)
    table.add_row("status", f"{claim.status}: carried by {carrying}")
    table.add_row(
        "negation", f"affirmed {explanation.affirmed:.0%}, denied {explanation.denied:.0%}"
    )
    table.add_row("", _instead(explanation.statuses))
    read = "; ".join(f"{name}: {words(at)}" for name, at in explanation.rules)
    table.add_row("rules", read or "none reads this here")
    named = "; ".join(map(words, explanation.mentions))
    table.add_row("agreement", named or "not named in this sentence")
    for party in explanation.evidence:
        places = ", ".join(map(words, party.named)) or "not named in this sentence"
        sure = "not named near" if party.chance is None else f"{party.chance:.0%}"
        table.add_row("party", f"{party.side} ({side_name(party.side)}): {places}; {sure}")
    table.add_row("", _instead(explanation.parties))
    kinds = ", ".join(f"{kind.what} {kind.chance:.0%}" for kind in explanation.kinds)
    table.add_row("kind", f"{claim.kind}; by words alone {kinds}")
    credited = explanation.credited
    voice = words(credited) if credited else "the report's own voice, nobody is credited"
    table.add_row("speaker", f"{claim.speaker.name} ({claim.speaker.side or 'no side'}): {voice}")
    table.add_row("made by", claim.made_by)
    return Group(table, Text())


def _instead(others: Sequence[Alternative]) -> str:
    told = ", ".join(f"{other.what} {other.chance:.0%}" for other in others)
    return f"also weighed: {told}" if told else "nothing else was weighed"
