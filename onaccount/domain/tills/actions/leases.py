"""Headroom is lent to tills, called back, and written off with a till that is lost."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from onaccount.domain.accounts.actions import end_lease, lend
from onaccount.domain.accounts.rules import NoAccount, Standing
from onaccount.domain.customers.queries.family import numbers_in_family
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.tills.models import KnownCustomer, Lease, SaleException, SalePayment, Till, TillPolicy
from onaccount.domain.tills.models.sales import new_id
from onaccount.domain.tills.queries.leases import open_leases, tills_that_know, to_look_at
from onaccount.domain.tills.queries.tills import locked_till, till_actor, till_policy
from onaccount.domain.tills.rules.leases import ExceptionState, LeaseState, lease_for, spend_for
from onaccount.domain.tills.rules.methods import MethodType


def renew_leases(*, till: int, seq: int, at: datetime) -> list[int]:
    """Lend what is due to a till, in answer to its report `seq`: each customer in a transaction of its own, so that
    nobody's charge waits for all of them. Returns the customers that were looked at.
    """
    policy = till_policy()
    known_since = at - timedelta(days=policy.known_days)
    looked = to_look_at(till, known_since=known_since, at=at)
    for customer in looked:
        _renew(till=till, seq=seq, customer=customer, known_since=known_since, policy=policy, at=at)
    return looked


@action
def _renew(*, till: int, seq: int, customer: int, known_since: datetime, policy: TillPolicy, at: datetime) -> None:
    """One customer's part, if the report is still the last: who answers a later one decides anew."""
    found = locked_till(till)
    if found.contact_seq == seq:
        _lend(found, seq=seq, customer=customer, known_since=known_since, policy=policy, at=at)
    # After the account was held, as sales and recalls do it: two who hold one and wait for the other never meet.
    KnownCustomer.objects.filter(till=till, customer=customer).update(looked_at=at)


def _lend(found: Till, *, seq: int, customer: int, known_since: datetime, policy: TillPolicy, at: datetime) -> None:
    till = found.pk
    here = [lease for lease in open_leases(till) if lease.customer_id == customer]
    if any(lease.recalled_at for lease in here):
        return
    held_here, tills = sum(lease.rest_minor for lease in here), tills_that_know(customer, known_since=known_since)

    def how_much(standing: Standing) -> int:
        return lease_for(
            standing,
            held_here=held_here,
            tills=tills,
            percent=policy.lease_percent,
            unlimited_minor=policy.unlimited_lease_minor,
        )

    key = new_id()
    try:
        lent = lend(customer=customer, how_much=how_much, key=f"lease:{key}:0", by=till_actor(till, found.name), at=at)
    except (NoAccount, NoSuchCustomer):
        return
    if lent is None:
        return
    Lease.objects.create(
        id=key,
        till=found,
        customer_id=customer,
        hold=lent.hold,
        currency=lent.amount.currency,
        granted_minor=lent.amount.minor,
        rest_minor=lent.amount.minor,
        pairing=found.pairing,
        seq=seq,
        granted_at=at,
        spend_until=at + spend_for(policy.lease_hours),
    )


@action
def recall_leases(*, customer: int, by: Actor, at: datetime) -> int:
    """Ask all tills to give back what they were lent of a customer's headroom. Those without network keep it until they
    are back. Returns how many were asked for.
    """
    require(by, Right.KEEP_TILLS)
    open_here = Lease.objects.filter(
        state=LeaseState.OPEN.value, recalled_at=None, customer__in=numbers_in_family(customer)
    )
    asked = open_here.update(recalled_at=at)
    KnownCustomer.objects.filter(customer__in=numbers_in_family(customer)).update(looked_at=None)
    if asked:
        record("till.leases_recalled", Subject("customer", str(customer)), by=by, at=at)
    return asked


@action
def recall_all(*, by: Actor, at: datetime) -> int:
    """Ask all tills for all that they were lent: less of it is to be lent from now on."""
    require(by, Right.KEEP_TILLS)
    asked = Lease.objects.filter(state=LeaseState.OPEN.value, recalled_at=None).update(recalled_at=at)
    KnownCustomer.objects.exclude(looked_at=None).update(looked_at=None)
    if asked:
        record("business.leases_recalled", Subject("business", "1"), by=by, at=at)
    return asked


@action
def recall_till(*, till: int, by: Actor, at: datetime) -> int:
    """Ask one till to give back all that it was lent, before it is paired anew or ended."""
    require(by, Right.KEEP_TILLS)
    locked_till(till)
    asked = Lease.objects.filter(state=LeaseState.OPEN.value, recalled_at=None, till=till).update(recalled_at=at)
    record("till.leases_recalled", Subject("till", str(till)), by=by, at=at)
    return asked


def return_lease(lease: Lease, *, by: Actor, at: datetime, to: LeaseState = LeaseState.RETURNED) -> None:
    """Free what is still held for a lease, and end it. Part of an action that holds the till."""
    if lease.hold is not None:
        end_lease(hold=lease.hold, by=by, at=at)
    lease.state, lease.ended_at, lease.hold = to.value, at, None
    lease.save(update_fields=["state", "ended_at", "hold"])


def lose_leases(till: Till, *, by: Actor, at: datetime) -> None:
    """End all that a till holds; what it may have spent and not told is an exception, customer by customer."""
    actor = till_actor(till.pk, till.name)
    for lease in open_leases(till.pk):
        rest = lease.rest_minor
        return_lease(lease, by=actor, at=at, to=LeaseState.LOST)
        if rest:
            open_exception(
                till=till.pk, customer=lease.customer_id, lease=lease.pk, code="lease_lost",
                amount_minor=rest, currency=lease.currency, by=by, at=at,
            )  # fmt: skip


def count_on_lease(till: Till, sale: UUID, position: int, lease: UUID) -> None:
    """A sale that was booked online is finished without network, when its answer was lost: the till counts it as spent
    of a lease, and the books took it from the account.
    """
    if Lease.objects.filter(pk=lease, till=till.pk).exists():
        account = SalePayment.objects.filter(sale=sale, position=position, type=MethodType.ACCOUNT.value)
        account.filter(lease=None).update(lease=lease)


def explain(lease: UUID, amount_minor: int, *, by: Actor, at: datetime) -> None:
    """What was missed of a lease came after all: it is one exception, that of its sale."""
    _explain(SaleException.objects.filter(lease=lease), amount_minor, by=by, at=at)


def explain_of(till: int, customer: int, amount_minor: int, *, by: Actor, at: datetime) -> None:
    """The same of a receipt on paper, which does not say on which lease it was sold."""
    _explain(SaleException.objects.filter(till=till, customer=customer), amount_minor, by=by, at=at)


def _explain(of: QuerySet[SaleException], amount_minor: int, *, by: Actor, at: datetime) -> None:
    missed = of.filter(sale=None, lease__isnull=False, state=ExceptionState.OPEN.value).order_by("pk")
    for row in missed.select_for_update(no_key=True, of=("self",)):
        if row.amount_minor > amount_minor:
            row.amount_minor -= amount_minor
            row.save(update_fields=["amount_minor"])
            return
        amount_minor -= row.amount_minor
        row.state, row.ended_at, row.by_kind, row.by_key = ExceptionState.EXPLAINED.value, at, by.kind, by.key
        row.save(update_fields=["state", "ended_at", "by_kind", "by_key"])
        record("till.exception_settled", Subject("sale_exception", str(row.pk)), by=by, at=at,
               changes={"state": (ExceptionState.OPEN.value, ExceptionState.EXPLAINED.value)})  # fmt: skip


def open_exception(
    *,
    till: int,
    code: str,
    amount_minor: int,
    currency: str,
    by: Actor,
    at: datetime,
    customer: int | None = None,
    sale: UUID | None = None,
    payment: int | None = None,
    lease: UUID | None = None,
    values: dict[str, object] | None = None,
) -> None:
    """Something that a person has to decide."""
    made = SaleException.objects.create(
        till_id=till,
        customer_id=customer,
        sale_id=sale,
        payment=payment,
        lease=lease,
        code=code,
        values=values or {},
        currency=currency,
        amount_minor=amount_minor,
        opened_at=at,
    )
    record("till.exception_opened", Subject("sale_exception", str(made.pk)), by=by, at=at)
