"""Dealers, as staff see them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from onaccount.domain.history.queries import subjects_of
from onaccount.domain.history.rules import DEMO
from onaccount.domain.partners.models import Partner
from onaccount.domain.partners.rules import NoSuchPartner, PartnerState
from onaccount.domain.people.rules import Kind


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A dealer; `people` counts those of its people who may come in."""

    key: int
    code: str
    name: str
    state: PartnerState
    created_at: datetime
    people: int


def partner_rows() -> list[PartnerRow]:
    return [_row(partner) for partner in _counted().order_by("code")]


def partner_row(key: int) -> PartnerRow:
    partner = _counted().filter(pk=key).first()
    if partner is None:
        raise NoSuchPartner
    return _row(partner)


def active_partners() -> list[tuple[int, str]]:
    """Those that a customer may be given to, as (key, "ABC123, Northlight")."""
    return [(partner.pk, str(partner)) for partner in Partner.objects.filter(is_active=True).order_by("code")]


def partner_label(key: int | None) -> str:
    """ "ABC123, Northlight"; blank for none."""
    partner = Partner.objects.filter(pk=key).first() if key else None
    return str(partner) if partner else ""


def partner_with_code(code: str) -> Partner | None:
    return Partner.objects.filter(code=code).first()


def demo_partners() -> list[int]:
    """Those that the demo made."""
    keys = subjects_of(by_kind=DEMO.kind, event="partner.added")
    return list(Partner.objects.filter(pk__in=[int(key) for key in keys]).values_list("pk", flat=True))


def locked_partner(key: int) -> Partner:
    """A dealer, held while something of it is changed."""
    partner = Partner.objects.select_for_update(no_key=True).filter(pk=key).first()
    if partner is None:
        raise NoSuchPartner
    return partner


def _counted() -> "QuerySet[Partner]":
    people = Count("users", filter=Q(users__principal__is_active=True, users__principal__kind=Kind.PARTNER.value))
    return Partner.objects.annotate(people=people)


def _row(partner: Partner) -> PartnerRow:
    state = PartnerState.ACTIVE if partner.is_active else PartnerState.ENDED
    return PartnerRow(
        key=partner.pk,
        code=partner.code,
        name=partner.name,
        state=state,
        created_at=partner.created_at,
        people=getattr(partner, "people", 0),
    )
