"""Pairs of customers who may be one: the queue, what is said of a pair, and the scan that finds them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.door import told
from onaccount.delivery.api.matches import reasons_of
from onaccount.delivery.api.paging import CursorUnknown, Stretch, cursor_of, key_in
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Listed, MatchReason, Taken, Told, example, one_of
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.matching.actions import decide_pair, start_scan
from onaccount.domain.matching.queries import PairFilter, PairRow, Party, Place, pair_row, pairs_page, scan_card
from onaccount.domain.matching.rules import Answer
from onaccount.domain.matching.rules.pairs import NoSuchPair
from onaccount.domain.matching.rules.scans import NoSuchScan
from onaccount.domain.matching.rules.states import Decision, ScanState
from onaccount.domain.people.permissions import Right

resource = Resource("Duplicates")
PAIR = "/duplicates/{number:low}/{number:high}"
Said = Literal["open", "later", "different"]


class PartyTold(Told):
    """One of the two."""

    number: int
    name: str
    status: one_of(Status)  # type: ignore[valid-type]
    links: dict[str, str]


class Pair(Told):
    """Two customers who may be one, the lower number first, and what a person said of them."""

    low: PartyTold
    high: PartyTold
    answer: one_of(Answer) = Field(  # type: ignore[valid-type]
        description="same: by an identifier unique by law or by us. likely and maybe are for a person to decide."
    )
    score: float = Field(ge=0, le=1, description="How probable it is that both are one.")
    reasons: list[MatchReason]
    decision: one_of(Decision) = Field(  # type: ignore[valid-type]
        description="open: nobody has said anything. later: put off. different: nobody is asked again. merged: one."
    )
    decided_by: str | None = Field(description="The name of who said so; null while it is open.")
    decided_at: datetime | None = Field(description="UTC.")
    found_at: datetime = Field(description="UTC.")


class Pairs(Listed):
    """Pairs: what is the same first, then what is likely, then the rest; each the surest first."""

    items: list[Pair]


class Narrowed(Stretch):
    """Which pairs."""

    decision: Said = Field("open", description="What was said of them.")
    answer: Literal["same", "likely", "maybe"] | None = Field(None, description="Only pairs with this answer.")
    number: int | None = Field(None, ge=1, le=2**63 - 1, description="Only pairs of this customer.")


class NewDecision(Taken):
    """What a person says of two customers."""

    model_config = example({"decision": "different", "seen": "open"})

    decision: Said = Field(description="That they are one is said by merging them: `POST /customers/7/merges`.")
    seen: one_of(Decision) | None = Field(  # type: ignore[valid-type]
        None, description="What stood when it was decided: said otherwise meanwhile, nothing is written, and it is 409."
    )


class Scan(Told):
    """A look at all customers, or at those who were changed since a time."""

    id: UUID
    state: one_of(ScanState)  # type: ignore[valid-type]
    since: datetime | None = Field(description="Only customers changed from then on; null for all. UTC.")
    total: int = Field(description="Customers to look at.")
    looked: int = Field(description="Customers looked at.")
    found: int = Field(description="Pairs that were not known before.")
    asked_at: datetime = Field(description="UTC.")
    ended_at: datetime | None = Field(description="UTC.")
    links: dict[str, str]


class NewScan(Taken):
    """Nothing is to be said of it."""


@resource.get("/duplicates", right=Right.SEE_CUSTOMERS, answer=Pairs, summary="List pairs who may be one")
def list_pairs(request: ApiRequest, wanted: Query[Narrowed]) -> HttpResponse:
    """Found by the scan and as customers come and change. A pair of which one was merged is in no list: the other is
    compared with the survivor.
    """
    which = PairFilter(Decision(wanted.decision), Answer(wanted.answer) if wanted.answer else None, wanted.number)
    page = pairs_page(which, after=_place_in(wanted.cursor), limit=wanted.limit)
    after = _text_of(page.after) if page.after else None
    return told(200, {"items": [shown(row) for row in page.rows], "next": cursor_of(after)})


@resource.get(PAIR, right=Right.SEE_CUSTOMERS, answer=Pair, summary="One pair", problems=(404,))
def get_pair(request: ApiRequest, low: int, high: int) -> HttpResponse:
    """Two customers who were found alike, or of whom something was said; the lower number comes first."""
    return told(200, shown(_pair(low, high)))


@resource.put(
    PAIR + "/decision", right=Right.MERGE_CUSTOMERS, answer=Pair, summary="Say what a pair is", problems=(404, 409)
)
def decide(request: ApiRequest, low: int, high: int, wanted: NewDecision) -> HttpResponse:
    """Whoever is called different is not asked about again. The two need not have been found alike. What stands already
    is no change.
    """
    found = pair_row(low, high)
    now = found.decision if found else Decision.OPEN
    decision = Decision(wanted.decision)
    if decision is not now or found is None:
        seen = Decision(wanted.seen) if wanted.seen else now
        decide_pair(low=low, high=high, decision=decision, seen=seen, by=request.actor, at=timezone.now())
    return told(200, shown(_pair(low, high)))


@resource.post(
    "/duplicates/scans",
    right=Right.MERGE_CUSTOMERS,
    answer=Scan,
    status=202,
    summary="Have all customers compared",
    problems=(409,),
    headers=("Location",),
)
def start_a_scan(request: ApiRequest, scan: NewScan) -> HttpResponse:
    """The worker does it in slices, when nothing else is due. At most one is under way: 409 `scan_under_way`."""
    shown_one = _scan(start_scan(by=request.actor, at=timezone.now()))
    return told(202, shown_one, headers={"Location": shown_one["links"]["self"]})


@resource.get(
    "/duplicates/scans/{uuid:key}", right=Right.SEE_CUSTOMERS, answer=Scan, summary="How far a scan is", problems=(404,)
)
def get_scan(request: ApiRequest, key: UUID) -> HttpResponse:
    """Ask until `state` is done, stopped or failed. What it finds is in the list at once."""
    return told(200, _scan(key))


# --- as the shapes say it ---


def _pair(low: int, high: int) -> PairRow:
    found = pair_row(low, high)
    if found is None:
        raise NoSuchPair
    return found


def shown(row: PairRow) -> dict[str, Any]:
    return {
        "low": _party(row.low),
        "high": _party(row.high),
        "answer": row.likeness.answer.value,
        "score": row.likeness.score,
        "reasons": reasons_of(row.likeness),
        "decision": row.decision.value,
        "decided_by": row.decided_by or None,
        "decided_at": row.decided_at,
        "found_at": row.found_at,
    }


def _party(party: Party) -> dict[str, Any]:
    links = {"self": f"/api/v1/customers/{party.number}"}
    return {"number": party.number, "name": party.name, "status": party.status.value, "links": links}


def _scan(key: UUID) -> Mapping[str, Any]:
    card = scan_card(key)
    if card is None:
        raise NoSuchScan
    return {
        "id": str(card.key),
        "state": card.state.value,
        "since": card.since,
        "total": card.total,
        "looked": card.looked,
        "found": card.found,
        "asked_at": card.asked_at,
        "ended_at": card.ended_at,
        "links": {"self": f"/api/v1/duplicates/scans/{card.key}"},
    }


def _text_of(place: Place) -> str:
    return "_".join(map(repr, place))


def _place_in(cursor: str) -> Place | None:
    text = key_in(cursor)
    if text is None:
        return None
    try:
        surety, score, key = text.split("_")
        place = int(surety), float(score), int(key)
    except ValueError:
        raise CursorUnknown from None
    is_ours = 0 <= place[0] < len(Answer) and 0 <= place[1] <= 1 and 0 < place[2] < 2**63
    if not is_ours or cursor_of(_text_of(place)) != cursor:
        raise CursorUnknown
    return place
