"""Disputes and tensions: inside each report, and between reports of about the same time."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from onrecord.ledger.holding import Held
from onrecord.ledger.placing import Placed
from onrecord.records import REPORT_VOICE, Claim, Dispute, Polarity, Status, Why
from onrecord.standings import days_of, find_disputes, find_tensions
from onrecord.standings.contradictions import compatible
from onrecord.standings.fields import LADDER

# Claims of two reports that were published further apart are not taken to be of one time.
NEAR = timedelta(days=365)
# Who says today that no talks are held does not contradict who held them last year.
NEAR_TENSION = timedelta(days=31)
TERMS = Status.TERMS.value
ENDS = (Status.REFUSED.value, Status.SUSPENDED.value, Status.ENDED.value)


@dataclass(frozen=True, slots=True)
class Opposed:
    """Two claims as they count that contradict each other, and on what; `why` as in `Dispute`."""

    left: Held
    right: Held
    field: str
    why: Why

    @property
    def report(self) -> str | None:
        """The report that holds both, or None."""
        return self.left.report_id if self.left.report_id == self.right.report_id else None

    @property
    def rank(self) -> str:
        """Sorts contradictions by their claims."""
        return f"{self.left.rank}/{self.right.rank}"


def within_a_report(claims: Sequence[Claim]) -> tuple[Dispute, ...]:
    """Every pair of claims of one report that contradict each other, disputes first."""
    return (*find_disputes(claims), *find_tensions(claims))


def between_reports(
    placed: Sequence[Placed],
    within: Iterable[Opposed],
    claims_of: Callable[[Iterable[Held]], Mapping[str, Claim]],
) -> list[Opposed]:
    """What reports say against each other of the agreements of one set of parties.

    Of two voices on one field there is one: the first pair, by publication, that was published
    near enough, unless some report holds such a pair by itself (`within`). Terms and details are
    compared inside a report only, since their words lean on the text around them. Agreements of
    one kind at other times are not compared. `claims_of` gives the claims themselves.
    """
    told = {_told(found) for found in within}
    found: list[Opposed] = []
    for find, near, weak in ((find_disputes, NEAR, False), (_tensions, NEAR_TENSION, True)):
        first: dict[tuple[object, ...], Opposed] = {}
        for pair in _pairs(placed, find, near, weak, claims_of):
            key = _told(pair)
            if key not in told and (key not in first or pair.rank < first[key].rank):
                first[key] = pair
        found += first.values()
    return sorted(found, key=lambda pair: pair.rank)


def _tensions(claims: Sequence[Claim]) -> tuple[Dispute, ...]:
    return find_tensions(claims, one_report=False)


def _told(pair: Opposed) -> tuple[object, ...]:
    """Who contradicts whom on what: sides in disputes, speakers in tensions."""
    weak = pair.why is not Why.STRICT
    return weak, _voice(pair.left, weak), _voice(pair.right, weak), pair.field


def _voice(held: Held, weak: bool) -> tuple[str | None, str | None]:
    return held.side, held.speaker if weak or held.side is None else None


# Claims that any rule treats alike: by agreement, voice, kind, status and what their words tell.
_Alike = tuple[object, ...]


def _pairs(
    placed: Sequence[Placed],
    find: Callable[[Sequence[Claim]], tuple[Dispute, ...]],
    near: timedelta,
    weak: bool,
    claims_of: Callable[[Iterable[Held]], Mapping[str, Claim]],
) -> Iterator[Opposed]:
    """Yield the first pair that is near enough of any two groups of claims that are opposed."""
    if not any(_is_against(held) for one in placed for held in one.claims):
        return
    alike = _groups(placed, weak)
    against = [key for key, group in alike.items() if _is_against(group[0])]
    if not against:
        return
    affirmed = [key for key, group in alike.items() if _affirms(group[0])]
    candidates = [
        (yes, no)
        for no in against
        for yes in affirmed
        if yes != no
        and (yes[0] == no[0] or yes[1] != no[1])
        and compatible(str(yes[1]), str(no[1]))
        and (weak or yes[2] != no[2])
    ]
    used = {key for pair in candidates for key in pair}
    claims = claims_of(alike[key][0] for key in used)
    for yes, no in candidates:
        left, right = alike[yes][0], alike[no][0]
        for dispute in find([claims[left.claim_id], claims[right.claim_id]]):
            if (pair := _first_near(alike[yes], alike[no], near)) is not None:
                swapped = dispute.left != left.claim_id
                ends = pair[::-1] if swapped else pair
                yield Opposed(*ends, dispute.field, dispute.why)


def _groups(placed: Sequence[Placed], weak: bool) -> dict[_Alike, list[Held]]:
    alike: dict[_Alike, list[Held]] = defaultdict(list)
    for one in placed:
        # Terms stand for "in force" only where a side says nothing plainer of the agreement.
        plain = {held.side for held in one.claims if held.status in LADDER and _affirms(held)}
        id = one.agreement.id
        for held in one.claims:
            side = held.side
            if not held.day:
                continue
            if side is None:
                if not weak and held.speaker != REPORT_VOICE.name:
                    continue
            elif side in plain and held.status == TERMS:
                continue
            key = (
                id, held.kind, _voice(held, weak), held.status, held.polarity, held.happened,
                held.unit, held.traits,
            )  # fmt: skip
            alike[key].append(held)
    return alike


def _affirms(held: Held) -> bool:
    return held.polarity == Polarity.AFFIRMED.value


def _is_against(held: Held) -> bool:
    if held.status == TERMS:
        return False
    return not _affirms(held) or held.status in ENDS


def _first_near(
    yes: Sequence[Held], no: Sequence[Held], near: timedelta
) -> tuple[Held, Held] | None:
    """The first claim of the one group, and of the other the first of about its time."""
    starts = [_days(held.said)[0] for held in no]
    for left in yes:
        start, end = _days(left.said)
        # A year of publication may begin so long before its last day.
        for right in no[bisect_left(starts, start - near - NEAR) :]:
            other_start, other_end = _days(right.said)
            if other_start > end + near:
                break
            apart = max(start, other_start) - min(end, other_end)
            if apart <= near and left.report_id != right.report_id:
                return left, right
    return None


@lru_cache(maxsize=4096)
def _days(said: str) -> tuple[date, date]:
    return days_of(said)
