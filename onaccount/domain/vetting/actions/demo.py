"""What only the demo does: give a password by hand, and take out what it made."""

from datetime import datetime

from onaccount.domain.accounts.actions import forget_accounts
from onaccount.domain.accounts.models import CustomerAccount
from onaccount.domain.business.actions import forget_business
from onaccount.domain.customers.actions import open_login, remove_customers
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import family_numbers, locations_of, survivor_of
from onaccount.domain.history.actions import action, erase_details
from onaccount.domain.history.queries import subjects_of
from onaccount.domain.history.rules import DEMO, Actor
from onaccount.domain.ledger.models import Posting
from onaccount.domain.letters.actions import remove_letters
from onaccount.domain.matching.actions import forget_merges
from onaccount.domain.matching.models import Merge
from onaccount.domain.partners.actions import remove_demo_partners
from onaccount.domain.partners.queries import demo_partners
from onaccount.domain.people.actions import remove_staff, set_password
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.rules import Kind
from onaccount.domain.vetting.actions.forgotten import DOOR
from onaccount.domain.vetting.models import Application


@action
def give_password(*, number: int, password: str, by: Actor, at: datetime) -> None:
    """Let a customer's first login in with a password that is known beforehand."""
    require(by, Right.APPROVE_CUSTOMERS)
    set_password(open_login(locations_of(number)[0], at=at), password)


@action
def hand_in_by_demo(
    *, application: Application, partner: int, monthly_minor: int | None, by: Actor, at: datetime
) -> None:
    """Have the demo's dealer be who brought a customer of the demo."""
    require(by, Right.APPROVE_CUSTOMERS)
    application.refresh_from_db()
    application.partner_id, application.monthly_minor, application.changed_at = partner, monthly_minor, at
    application.save(update_fields=["partner", "monthly_minor", "changed_at"])
    Customer.objects.filter(application=application).update(partner=partner)


@action
def remove_demo(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Take out the customers, staff and letters that the demo made; answer how many customers went, and how many stay:
    on their accounts stands what customers of one's own, who were merged into them, bought.

    The facts of history stay, for they never change, but nothing of anybody is left in them.
    """
    require(by, Right.EDIT_BUSINESS)
    made = demo_customers()
    stay = traded_for_others(made)
    numbers = [number for number in made if number not in stay]
    forget_merges(numbers=numbers, by=by, at=at)
    forget_accounts(numbers)
    erase_details("account", [str(number) for number in numbers])
    partners = demo_partners()
    theirs = Application.objects.filter(customer__in=numbers)
    theirs |= Application.objects.filter(partner__in=partners, customer=None)  # begun, not submitted
    remove_letters("application", [str(key) for key in theirs.values_list("pk", flat=True)])
    theirs.delete()
    Application.objects.filter(partner__in=partners).update(partner=None)  # one's own tries stay, as nobody's
    Customer.objects.filter(partner__in=partners).update(partner=None)
    remove_letters("customer", [str(number) for number in numbers])
    erase_details("customer", [str(number) for number in numbers])
    removed = remove_customers(numbers)
    staff = subjects_of(by_kind=DEMO.kind, event="staff.added")
    remove_letters("principal", staff)  # those that ask for a new password
    remove_letters(DOOR, [kind.value for kind in Kind])  # and those of whom it is not known yet whom they are to
    remove_staff(staff)
    remove_demo_partners(by=by)
    forget_business(by=by, at=at)
    return removed, len(stay)


def demo_customers() -> list[int]:
    return [int(key) for key in subjects_of(by_kind=DEMO.kind, event="customer.added")]


def traded_for_others(made: list[int]) -> set[int]:
    """Of the demo's customers, the families that somebody of one's own was merged into and that traded since: whose
    money it is that stands on their accounts, nobody can say any more.
    """
    found: set[int] = set()
    of_others = Merge.objects.filter(undone_at=None, survivor__in=made).exclude(loser__in=made)
    for survivor, at in of_others.values_list("survivor", "at"):
        family = set(family_numbers(survivor_of(survivor))) & set(made)
        accounts = CustomerAccount.objects.filter(customer__in=family).values("ledger_account")
        if Posting.objects.filter(owner__in=accounts, posted_at__gte=at).exists():
            found |= family
    return found
