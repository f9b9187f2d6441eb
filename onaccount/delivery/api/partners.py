"""Partners: the dealers by whose codes customers come. A dealer's own token sees itself."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.door import told
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Listed, Taken, Told, example, one_of
from onaccount.domain.partners.actions import add_partner, correct_partner, end_partner, reopen_partner
from onaccount.domain.partners.queries import PartnerRow, partner_row, partner_rows
from onaccount.domain.partners.rules import NoSuchPartner, PartnerState, PortalRight
from onaccount.domain.people.permissions import Right

resource = Resource("Partners")
BASE = "/api/v1/partners"
SHOWN = {"code": "ABC123", "name": "Northlight"}


class NewPartner(Taken):
    """A dealer to be taken in."""

    model_config = example(SHOWN)

    code: str = Field(description="3 to 12 letters and digits, such as ABC123.", json_schema_extra={"maxLength": 12})
    name: str = Field(description="What it trades under.", json_schema_extra={"maxLength": 120})


class PartnerCorrection(Taken):
    """What is to change of a dealer; what is left out stays."""

    model_config = example({"name": "Northlight Telecom"})

    code: str | None = Field(None, description="Its customers show the new one at once.")
    name: str | None = Field(None, description="What it trades under.")


class PartnerStateWanted(Taken):
    """Whether there is work with this dealer."""

    model_config = example({"state": "ended"})

    state: Literal["active", "ended"] = Field(description="ended: its people and tokens are out at once.")


class PartnerTold(Told):
    """A dealer."""

    model_config = example(
        {
            "key": 4_711,
            **SHOWN,
            "state": "active",
            "people": 2,
            "created_at": "2026-11-22T09:30:00Z",
            "links": {"self": f"{BASE}/4711"},
        }
    )

    key: int = Field(description="Stays when the code changes.")
    code: str
    name: str
    state: one_of(PartnerState)  # type: ignore[valid-type]
    people: int = Field(description="How many of its people may come in.")
    created_at: datetime = Field(description="UTC.")
    links: dict[str, str] = Field(description="Its own address.")


class PartnersTold(Listed):
    """Dealers by their codes, all of them in one part."""

    items: list[PartnerTold]


@resource.get(
    "/partners", right=Right.SEE_PARTNERS, portal=PortalRight.SEE, answer=PartnersTold, summary="List partners"
)
def list_partners(request: ApiRequest) -> HttpResponse:
    """Those that have ended too. A partner's own token is told of that partner and of no other."""
    rows = [partner_row(request.dealer.partner)] if request.dealer else partner_rows()
    return told(200, {"items": [shown(row) for row in rows], "next": None})


@resource.post(
    "/partners",
    right=Right.MANAGE_PARTNERS,
    answer=PartnerTold,
    summary="Take a partner in",
    problems=(409,),
    headers=("Location",),
)
def add_a_partner(request: ApiRequest, partner: NewPartner) -> HttpResponse:
    """Its people are invited in the office, or by those of them who manage the others."""
    key = add_partner(code=partner.code, name=partner.name, by=request.actor, at=timezone.now())
    return told(201, shown(partner_row(key)), headers={"Location": f"{BASE}/{key}"})


@resource.get(
    "/partners/{number:key}",
    right=Right.SEE_PARTNERS,
    portal=PortalRight.SEE,
    answer=PartnerTold,
    summary="One partner",
    problems=(404,),
)
def get_partner(request: ApiRequest, key: int) -> HttpResponse:
    """By its key. To a partner's own token every other one is answered as one that there is not."""
    if request.dealer and request.dealer.partner != key:
        raise NoSuchPartner
    return told(200, shown(partner_row(key)))


@resource.patch(
    "/partners/{number:key}",
    right=Right.MANAGE_PARTNERS,
    answer=PartnerTold,
    summary="Correct a partner",
    problems=(404, 409),
)
def correct_a_partner(request: ApiRequest, key: int, correction: PartnerCorrection) -> HttpResponse:
    """Call it otherwise. Its customers come by its key: none is lost by a new code."""
    now = partner_row(key)
    code, name = (now.code if correction.code is None else correction.code, correction.name)
    correct_partner(
        partner=key, code=code, name=now.name if name is None else name, by=request.actor, at=timezone.now()
    )
    return told(200, shown(partner_row(key)))


@resource.put(
    "/partners/{number:key}/state",
    right=Right.MANAGE_PARTNERS,
    answer=PartnerTold,
    summary="End a partner, or open it again",
    problems=(404,),
)
def set_the_partner_state(request: ApiRequest, key: int, wanted: PartnerStateWanted) -> HttpResponse:
    """Its customers stay its own. The state that it has already is no change."""
    move = end_partner if PartnerState(wanted.state) is PartnerState.ENDED else reopen_partner
    move(partner=key, by=request.actor, at=timezone.now())
    return told(200, shown(partner_row(key)))


def shown(row: PartnerRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "code": row.code,
        "name": row.name,
        "state": row.state.value,
        "people": row.people,
        "created_at": row.created_at,
        "links": {"self": f"{BASE}/{row.key}"},
    }
