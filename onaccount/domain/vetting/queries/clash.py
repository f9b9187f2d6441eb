"""The same customer from two dealers, as staff see it. No dealer is told that there is such a thing (B-11)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.history.queries import latest_fact
from onaccount.domain.history.rules import Subject
from onaccount.domain.matching.models import Pair
from onaccount.domain.matching.rules import Answer
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.vetting.rules.clash import Claim, ends_at, is_good, whose

ASKED_ABOUT = [Answer.SAME.value, Answer.LIKELY.value]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim, until when it holds (None: while it stands in Billing), and whether it is the one that counts."""

    claim: Claim
    ends_at: datetime | None
    is_good: bool
    counts: bool


def clash_of(number: int, others: Collection[int], *, at: datetime) -> list[ClaimRow]:
    """The claims of different dealers to a customer and to those it may be, the first one first; none where one dealer
    brought them all. `others` are whom it may be; who was merged into any of them has a claim as well.
    """
    here = [number, *others]
    rows = Customer.objects.filter(Q(number__in=here) | Q(merged_into__in=here), partner__isnull=False)
    rows = rows.select_related("partner", "application")
    if len({row.partner_id for row in rows}) < 2:
        return []
    return _judged(sorted(map(_claim, rows), key=lambda claim: (claim.claimed_at, claim.number)), at=at)


def clashing(numbers: Collection[int]) -> set[int]:
    """Which of these customers look like one that another dealer brought: one statement, for a page of the queue."""
    pairs = Pair.objects.filter(
        Q(low__in=numbers) | Q(high__in=numbers),
        is_moot=False,
        answer__in=ASKED_ABOUT,
        low__partner__isnull=False,
        high__partner__isnull=False,
    )
    pairs = pairs.exclude(decision=Decision.DIFFERENT.value).exclude(low__partner=F("high__partner"))
    return {number for pair in pairs.values_list("low", "high") for number in pair} & set(numbers)


def _judged(claims: Sequence[Claim], *, at: datetime) -> list[ClaimRow]:
    days = current_business().claim_days
    first = whose(claims, days=days, at=at)
    return [
        ClaimRow(claim, ends_at(claim, days=days), is_good(claim, days=days, at=at), claim is first) for claim in claims
    ]


def _claim(row: Customer) -> Claim:
    return Claim(
        number=row.number,
        name=row.name,
        partner=row.partner_id or 0,
        dealer=str(row.partner),
        stage=Stage(row.stage),
        claimed_at=_claimed_at(row),
    )


def _claimed_at(row: Customer) -> datetime:
    """When the dealer handed it in; of one that was given it, when that was."""
    application = getattr(row, "application", None)
    if application is not None and application.partner_id == row.partner_id and application.submitted_at:
        handed_in: datetime = application.submitted_at
        return handed_in
    given = latest_fact(Subject("customer", str(row.number)), ["customer.reseller_chosen"])
    return given.at if given else row.created_at
