"""What erasing somebody would come to, told before it is done."""

from dataclasses import dataclass, field
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
from onaccount.domain.privacy.rules.warned import ELSEWHERE, OWES, POSTED, THERE
from onaccount.foundation.money import Money


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of ours, which a door translates before it is filled."""

    template: str
    values: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)


@dataclass(frozen=True, slots=True)
class Preview:
    """`found` counts rows under their headings."""

    number: int
    numbers: list[int]
    name: str
    found: dict[str, int]
    kept: list[Told]
    warnings: list[Told]


def preview_of(number: int, *, by: Actor, at: datetime) -> Preview:
    """Reads only what is theirs; the search of everything comes with the erasing. Raises NoSuchCustomer."""
    require(by, Right.EXPORT_PERSON)
    family = family_of(number)
    found = counts_of(family)
    return Preview(
        number=family.number,
        numbers=family.numbers,
        name=Customer.objects.values_list("name", flat=True).get(number=family.number),
        found=found,
        kept=[Told(POSTED), Told(ELSEWHERE)] if family.ledger_accounts else [Told(ELSEWHERE)],
        warnings=[*_debts(family, at), *_next_door(family)],
    )


def _debts(family: Family, at: datetime) -> list[Told]:
    """It does not forbid it: the books are the same before and after."""
    accounts = CustomerAccount.objects.filter(customer__in=family.numbers).select_related("ledger_account")
    found = []
    for each in accounts:
        amount = Money(balance_at(each.ledger_account_id, at), each.ledger_account.currency)
        if amount.minor:
            values = {"number": str(each.customer_id), "amount": str(amount), "currency": amount.currency}
            found.append(Told(OWES, values))
    return found


def _next_door(family: Family) -> list[Told]:
    systems = Link.objects.filter(customer__in=family.numbers).exclude(contact_id="").values_list("system", flat=True)
    return [Told(THERE, {"system": SYSTEM_NAMES.get(system, system)}) for system in sorted(set(systems))]
