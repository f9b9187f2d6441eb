"""What the demo set up at the counter is taken out again."""

from datetime import datetime

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.queries import subjects_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.rules import Kind
from onaccount.domain.tills.actions.leases import return_lease
from onaccount.domain.tills.models import (
    Acknowledgement,
    KnownCustomer,
    Lease,
    MenuEntry,
    PaymentMenu,
    PaymentMethod,
    Publication,
    Sale,
    SaleException,
    SaleLine,
    SalePayment,
    Shift,
    Till,
    TillDay,
)
from onaccount.domain.tills.rules.leases import LeaseState


@action
def remove_demo_tills(*, by: Actor, at: datetime) -> int:
    """Delete the demo's tills with what was sold at them, and what of its menus and ways to pay nothing of one's own
    uses. Returns how many tills went.
    """
    require(by, Right.KEEP_TILLS)
    tills = _made("till.added")
    for lease in Lease.objects.filter(till__in=tills, state=LeaseState.OPEN.value).order_by("customer"):
        return_lease(lease, by=by, at=at)  # one's own customers have their headroom back
    for of_sales in (SaleException, SalePayment, SaleLine):
        of_sales.objects.filter(sale__till__in=tills).delete()
    for of_tills in (SaleException, Lease, KnownCustomer, Sale, TillDay, Shift, Acknowledgement):
        of_tills.objects.filter(till__in=tills).delete()
    count = Till.objects.filter(pk__in=tills).count()
    Till.objects.filter(pk__in=tills).delete()
    Principal.objects.filter(pk__in=tills, kind=Kind.TILL.value).delete()
    used = Till.objects.filter(acknowledged__isnull=False).values("acknowledged")
    versions = Publication.objects.filter(pk__in=_made("publication.transmitted"), acknowledgements=None)
    versions.exclude(pk__in=used).delete()
    PaymentMenu.objects.filter(pk__in=_made("payment_menu.added"), tills=None).delete()
    methods = PaymentMethod.objects.filter(pk__in=_made("payment_method.added"))
    methods.exclude(pk__in=MenuEntry.objects.values("method")).exclude(
        pk__in=SalePayment.objects.values("method")
    ).delete()
    if count:
        record("business.demo_tills_removed", Subject("business", "1"), by=by, at=at, changes={"n": (count, 0)})
    return count


def _made(event: str) -> list[int]:
    return [int(key) for key in subjects_of(by_kind="demo", event=event)]
