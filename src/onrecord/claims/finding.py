"""From a report's sentences and attributions to claims."""

from collections.abc import Sequence

from onrecord.claims.candidates import find_candidates
from onrecord.claims.choosing import claims_among
from onrecord.claims.folding import FoldedSentence
from onrecord.claims.making import Reasoned, Weighed, load_weighing
from onrecord.claims.network import load_network
from onrecord.claims.readings import read_sentences
from onrecord.claims.resolving import Resolver
from onrecord.claims.ruling import read_rules
from onrecord.claims.scanning import Scanned, fold_report, scan
from onrecord.claims.topics import Topics
from onrecord.claims.voices import Voices
from onrecord.records import Actor, Attribution, Claim

# A headline has at most so many sentences.
_HEADLINES = 3


def find_claims(
    text: str,
    attributions: Sequence[Attribution],
    *,
    issuer: Actor | None = None,
    title: str | None = None,
    published: str | None = None,
    scanned: Scanned | None = None,
) -> list[Claim]:
    """List the claims of a report's text, in the order of its words, by the guidelines.

    `attributions` must have their speakers resolved. `issuer` is whom a press release speaks for:
    its own voice is then the issuer's, not the report's. `published` is ISO or None.
    `scanned` is what `scan` gave for the text, where it was scanned before.

    Every claim's quote is verbatim: `text[claim.evidence.start:claim.evidence.end]`.
    """
    found = find_with_reasons(
        text, attributions, issuer=issuer, title=title, published=published, scanned=scanned
    )
    return [each.claim for each in found]


def find_with_reasons(
    text: str,
    attributions: Sequence[Attribution],
    *,
    issuer: Actor | None = None,
    title: str | None = None,
    published: str | None = None,
    scanned: Scanned | None = None,
) -> list[Reasoned]:
    """The claims of `find_claims`, each with what it was made of."""
    report = weigh_report(
        text, attributions, issuer=issuer, title=title, published=published, scanned=scanned
    )
    return [] if report is None else claims_among(report, published)


def weigh_report(
    text: str,
    attributions: Sequence[Attribution],
    *,
    issuer: Actor | None = None,
    title: str | None = None,
    published: str | None = None,
    scanned: Scanned | None = None,
) -> Weighed | None:
    """All that a report may claim, each with its chance; None where no word can matter."""
    scanned = scanned or scan(text, issuer, published)
    if not scanned.zones:
        return None
    folded = fold_report(scanned, published)
    voices = Voices(text, attributions, issuer)
    topics = Topics(text, folded, voices)
    headlines = _headlines(text, folded, title)
    rules = list(read_rules(folded, scanned.zones, voices, Resolver(topics, issuer)))
    readings = read_sentences(text, folded, scanned.zones, load_network())
    candidates, features = find_candidates(topics, readings, rules, voices, headlines)
    chances = load_weighing().chances(candidates, features)
    return Weighed(
        text, folded, voices, readings, tuple(rules), headlines,
        tuple(candidates), features, chances,
    )  # fmt: skip


def _headlines(text: str, folded: Sequence[FoldedSentence], title: str | None) -> int:
    """How many sentences at the top are headline: the title, or lines that end in no mark."""
    count = 0
    for sentence in folded[:_HEADLINES]:
        words = text[sentence.span.start : sentence.span.end]
        is_title = title and words.rstrip(" .;") == title.rstrip(" .;")
        if not is_title and not words[-1].isalnum():
            break
        count += 1
    return count if count < len(folded) else 0
