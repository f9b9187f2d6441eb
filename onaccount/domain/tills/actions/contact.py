"""A till reports: what it uses, what it sold on which lease, and what it gives back."""

from datetime import datetime, timedelta
from operator import attrgetter

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.queries import actor_of
from onaccount.domain.tills.actions.leases import open_exception, return_lease
from onaccount.domain.tills.actions.shifts import rights_now
from onaccount.domain.tills.models import Acknowledgement, KnownCustomer, Lease, Publication, Shift, Till
from onaccount.domain.tills.queries.copy import customer_cards, known_numbers, may_keep
from onaccount.domain.tills.queries.leases import open_leases, sold_on
from onaccount.domain.tills.queries.tills import locked_till, till_actor, till_policy
from onaccount.domain.tills.rules.contact import Report, Reported, read_report
from onaccount.domain.tills.rules.leases import LeaseState, ReportNotGood, ReportOld, spend_for
from onaccount.domain.tills.rules.signing import is_signed
from onaccount.domain.tills.rules.tills import TillState

MOST_AHEAD = 2**31 - 1  # seconds
CONTACT = ["contact_seq", "contacted_at", "waiting", "acknowledged", "acknowledged_at", "ahead_seconds"]


@action
def keep_report(*, till: int, body: bytes, signature: str, at: datetime) -> Report:
    """Take a till at its signed word. Raises ReportNotGood, and ReportOld for one that was overtaken."""
    found = locked_till(till)
    report = read_report(body)
    is_of_it = report.till == found.pk and report.pairing == found.pairing and found.state == TillState.PAIRED.value
    if not is_of_it or not is_signed(body, signature, key=found.report_key):
        raise ReportNotGood
    if report.seq <= found.contact_seq:
        raise ReportOld
    by = till_actor(found.pk, found.name)
    _acknowledge(found, report, by=by, at=at)
    named = report.by_id
    for lease in sorted(open_leases(found.pk), key=attrgetter("customer_id")):  # all tills hold them in one order
        _answer_for(lease, named.get(lease.pk), report, by=by, at=at)
    _prolong(found, report, at=at)
    _note_rights(found, at=at)
    found.contact_seq, found.contacted_at, found.waiting = report.seq, at, report.waiting
    found.ahead_seconds = max(-MOST_AHEAD, min(MOST_AHEAD, int((report.at - at).total_seconds())))
    found.save(update_fields=CONTACT)
    return report


def _acknowledge(till: Till, report: Report, *, by: Actor, at: datetime) -> None:
    """From now on the till uses this version, and no other."""
    if report.acknowledged is None or report.acknowledged == till.acknowledged_id:
        return
    if not Publication.objects.filter(pk=report.acknowledged).exists():
        raise ReportNotGood
    Acknowledgement.objects.get_or_create(till=till, version_id=report.acknowledged, defaults={"at": at})
    changes = {"version": (till.acknowledged_id, report.acknowledged)}
    till.acknowledged_id, till.acknowledged_at = report.acknowledged, at
    record("till.acknowledged", Subject("till", str(till.pk)), by=by, at=at, changes=changes)


def _answer_for(lease: Lease, said: Reported | None, report: Report, *, by: Actor, at: datetime) -> None:
    """End what the till will spend no more of. What it says it sold and never sent stays held until that comes, or,
    where nothing waits there any more, is an exception for a person.
    """
    if said is None:
        if lease.seq < report.seq:
            return_lease(lease, by=by, at=at)
        return
    is_spent = not lease.rest_minor or said.spent_minor >= lease.granted_minor
    if report.waiting or not (said.is_returned or is_spent):
        return
    short = said.spent_minor - sold_on(lease.pk)
    return_lease(lease, by=by, at=at)
    if short > 0:
        open_exception(
            till=lease.till_id, customer=lease.customer_id, lease=lease.pk, code="lease_short",
            amount_minor=short, currency=lease.currency, by=by, at=at,
        )  # fmt: skip


def _note_rights(till: Till, *, at: datetime) -> None:
    """The answer tells the till what its clerk may: that is kept."""
    shift = Shift.objects.select_related("clerk").filter(till=till.pk, ended_at=None).first()
    if shift is None:
        return
    rights = rights_now(actor_of(shift.clerk), shift.rights, at=at)
    if rights != shift.rights:
        Shift.objects.filter(pk=shift.pk).update(rights=rights)


def _prolong(till: Till, report: Report, *, at: datetime) -> None:
    """A contact begins the time anew in which a lease may be spent, unless it was called back. What is lent of somebody
    who is not to be known there any more, may not trade, or has less left than tills hold, is called back now.
    """
    policy = till_policy()
    kept = [lease.id for lease in report.leases if not lease.is_returned]
    open_here = Lease.objects.filter(pk__in=kept, till=till.pk, state=LeaseState.OPEN.value, recalled_at=None)
    customers = set(open_here.values_list("customer", flat=True))
    if not customers:
        return
    known = customers & set(known_numbers(till.pk, known_since=at - timedelta(days=policy.known_days)))
    cards = customer_cards(sorted(known), currency=current_business().currency, at=at)
    good = [card.number for card in cards if may_keep(card)]
    until = at + spend_for(policy.lease_hours)
    open_here.filter(customer__in=good, spend_until__lt=until).update(spend_until=until)
    bad = customers - set(good)
    if bad and open_here.filter(customer__in=bad).update(recalled_at=at):
        KnownCustomer.objects.filter(till=till.pk, customer__in=bad).update(looked_at=None)
