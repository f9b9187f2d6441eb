"""What is done at the counter is allowed to whoever does it, or by a manager's code."""

from datetime import datetime
from uuid import UUID

from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.models import Approval
from onaccount.domain.people.permissions import FrontRight, Need
from onaccount.domain.people.queries import actor_of, front_need
from onaccount.domain.people.rules.codes import ApprovalNotGood, ApproverMayNot, Deed, ManagerCodeNeeded, deed_of


def allow(
    need: Need, by: Actor, right: FrontRight, *, about: Subject | Deed, at: datetime, approval: UUID | None = None
) -> Actor | None:
    """Whose code allows it, if one is needed; the approval is used up by that. Part of what it allows: the same
    transaction. Raises ManagerCodeNeeded, ApprovalNotGood, ApproverMayNot.
    """
    if need is Need.FREE:
        return None
    if approval is None:
        raise ManagerCodeNeeded(right=right.value)
    return _use(approval, by, right, deed_of(about), at)


def _use(key: UUID, by: Actor, right: FrontRight, deed: Deed, at: datetime) -> Actor:
    """One conditional UPDATE decides between two who send the same approval."""
    used = Approval.objects.filter(
        pk=key,
        right=right.name.lower(),
        by_kind=by.kind,
        by_key=by.key,
        subject_kind=deed.subject.kind,
        subject_key=deed.subject.key,
        till=deed.till,
        amount_minor=deed.amount_minor,
        used_at=None,
        good_until__gt=at,
    ).update(used_at=at)
    if not used:
        raise ApprovalNotGood
    approver = actor_of(Approval.objects.select_related("approver").get(pk=key).approver)
    if front_need(approver, right) is not Need.FREE:  # looked at again when the action posts (D-10)
        raise ApproverMayNot(name=approver.name, right=right.value)
    return approver
