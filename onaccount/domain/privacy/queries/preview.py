"""What erasing somebody would come to, told before it is done."""

from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.accounts.models import CustomerAccount
from onaccount.domain.connectors.models import Link
from onaccount.domain.connectors.rules.next_door import SYSTEM_NAMES
from onaccount.domain.customers.models import Customer
from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.queries import balance_at
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.privacy.queries.export import counts_of
from onaccount.domain.privacy.queries.family import Family, family_of
from onaccount.foundation.money import Money

POSTED = "What was posted and sold, by number, amount and day: the books."
ELSEWHERE = "Backups made before, and logs, until you delete them; and what other customers' own records say."
OWES = "The account of No. {number} stands at {amount} {currency}: afterwards nobody knows who owes or is owed it."
THERE = "It is known in {system} too: a task will name the contact, and somebody has to erase it there."


@dataclass(frozen=True, slots=True)
class Preview:
    """`found` counts rows under their headings; `kept` and `warnings` are sentences."""

    number: int
    numbers: list[int]
    name: str
    found: dict[str, int]
    kept: list[str]
    warnings: list[str]


def preview_of(number: int, *, by: Actor, at: datetime) -> Preview:
    """Reads only what is theirs; the search of everything comes with the erasing. Raises NoSuchCustomer."""
    require(by, Right.ERASE_PERSON)
    family = family_of(number)
    found = counts_of(family)
    return Preview(
        number=family.number,
        numbers=family.numbers,
        name=Customer.objects.values_list("name", flat=True).get(number=family.number),
        found=found,
        kept=[POSTED, ELSEWHERE] if family.ledger_accounts else [ELSEWHERE],
        warnings=[*_debts(family, at), *_next_door(family)],
    )


def _debts(family: Family, at: datetime) -> list[str]:
    """It does not forbid it: the books are the same before and after."""
    accounts = CustomerAccount.objects.filter(customer__in=family.numbers).select_related("ledger_account")
    found = []
    for each in accounts:
        amount = Money(balance_at(each.ledger_account_id, at), each.ledger_account.currency)
        if amount:
            found.append(OWES.format(number=each.customer_id, amount=amount, currency=amount.currency))
    return found


def _next_door(family: Family) -> list[str]:
    systems = Link.objects.filter(customer__in=family.numbers).exclude(contact_id="").values_list("system", flat=True)
    return [THERE.format(system=SYSTEM_NAMES.get(system, system)) for system in sorted(set(systems))]
