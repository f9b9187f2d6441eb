"""What a till keeps of its customers, to sell by without network: whom it knows, and what each of them may."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value

from onaccount.domain.accounts.queries.many import standings_of
from onaccount.domain.accounts.rules import Door, NoAccount, OverLimit, Standing, verdict
from onaccount.domain.catalogue.models import Product
from onaccount.domain.customers.models import Address, Customer
from onaccount.domain.customers.queries.batches import among
from onaccount.domain.history.models import Event
from onaccount.domain.people.rules import token_hash
from onaccount.domain.tills.models import KnownCustomer, Lease, Publication, SaleException, Till
from onaccount.domain.tills.rules.leases import MOST_CUSTOMERS, ExceptionState, LeaseState, NothingLeft
from onaccount.domain.tills.rules.tills import TillState
from onaccount.foundation.money import Money
from onaccount.foundation.refusals import Refused

TAXED_BY = ("tax_class", "product_category")  # what changes products without changing their rows
BROUGHT_BY = ("import.applied", "import.undone")  # what removes rows, and writes many that are seen later than told


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer as a till shows it. `number` is the one that was asked for, who may have been merged since.

    `refusal` is why nothing can be charged to them, None where something can. `standing` is None without an account.
    """

    number: int
    name: str
    city: str
    tags: tuple[str, ...]
    standing: Standing | None
    refusal: Refused | None

    @property
    def digest(self) -> str:
        """Another text where the till would be shown something else."""
        of = self.standing
        shown = (
            self.name, self.city, self.tags, of and (of.owed, of.available, of.limit_now),
            self.refusal and (self.refusal.code, sorted(map(str, self.refusal.values.items()))),
        )  # fmt: skip
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether a till should report: what differs from what it has."""

    version: int | None
    is_recalled: bool
    products_version: str


def known_numbers(till: int, *, known_since: datetime) -> list[int]:
    """The customers of a till's copy, those first who were there last."""
    rows = KnownCustomer.objects.filter(till=till, seen_at__gte=known_since).order_by("-seen_at", "customer")
    return list(rows.values_list("customer_id", flat=True)[:MOST_CUSTOMERS])


def told_since(till: int, since: datetime) -> tuple[set[int], list[int]]:
    """Whose card is another than at a moment, and who went out of the copy since."""
    rows: Any = KnownCustomer.objects.filter(till=till, told_at__gt=since).values_list("customer", "digest")
    found = list(rows.order_by("customer"))
    return {number for number, digest in found if digest}, [number for number, digest in found if not digest]


def customer_cards(numbers: Collection[int], *, currency: str, at: datetime) -> list[CustomerCard]:
    """These customers in their order; a fixed number of statements, however many they are."""
    if not numbers:
        return []
    merged: Any = Customer.objects.filter(number__in=among(numbers)).values_list("number", "merged_into")
    survivor_of = {number: into or number for number, into in merged}
    survivors = set(survivor_of.values())
    main = Address.objects.filter(customer=OuterRef("number"), use=Address.MAIN)
    rows: Any = Customer.objects.filter(number__in=among(survivors)).annotate(city=Subquery(main.values("city")[:1]))
    shown = {number: (name, city or "") for number, name, city in rows.values_list("number", "name", "city")}
    tags, standings = _tags(survivors), standings_of(survivors, door=Door.TILL, at=at)
    return [
        CustomerCard(
            number=number,
            name=shown[survivor_of[number]][0],
            city=shown[survivor_of[number]][1],
            tags=tags.get(survivor_of[number], ()),
            standing=(standing := standings.get(survivor_of[number])),
            refusal=may_not(standing, customer=number, currency=currency),
        )
        for number in numbers
        if number in survivor_of
    ]


def may_not(standing: Standing | None, *, customer: int, currency: str) -> Refused | None:
    """Why nothing at all can be charged to a customer at a till; None where something can."""
    if standing is None:
        return NoAccount(door=Door.TILL, customer=customer)
    refusal = verdict(standing, Money(0, currency), customer=customer).refusal
    has_nothing = standing.available is not None and standing.available <= 0
    if isinstance(refusal, OverLimit) or (refusal is None and has_nothing):
        return NothingLeft(customer=customer)
    return refusal


def may_keep(card: CustomerCard) -> bool:
    """Whether tills may go on with what they were lent of a customer, who may trade and has no less than they hold."""
    is_refused = card.refusal is not None and not isinstance(card.refusal, NothingLeft)
    of = card.standing
    return not is_refused and of is not None and (of.available is None or of.available >= 0)


def _tags(survivors: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    of_them = Q(customer__in=among(survivors)) | Q(customer__merged_into__in=among(survivors))
    tagged: Any = Customer.tags.through.objects.filter(of_them).values_list(
        "customer", "customer__merged_into", "tag__name"
    )
    found: dict[int, set[str]] = defaultdict(set)
    for number, into, name in tagged:
        found[into or number].add(name)
    return {survivor: tuple(sorted(names)) for survivor, names in found.items()}


def products_version() -> str:
    """Another text when a product, a category or a tax changed, or an import was applied or undone."""
    changed = Product.objects.aggregate(at=Max("changed_at"))["at"]
    return _version_of(changed, _wholes().count())


def pulse_of(token: str) -> Pulse | None:
    """By one statement; None for a device that is no till."""
    if not token:
        return None
    recalled = Lease.objects.filter(till=OuterRef("pk"), state=LeaseState.OPEN.value, recalled_at__isnull=False)
    newest = Publication.objects.order_by("-version").values("version")[:1]
    changed = Product.objects.order_by("-changed_at").values("changed_at")[:1]
    wholes = _wholes().order_by().annotate(one=Value(1)).values("one").annotate(count=Count("pk")).values("count")
    row: Any = (
        Till.objects.filter(token_hash=token_hash(token), state=TillState.PAIRED.value)
        .annotate(recalled=Exists(recalled), newest=Subquery(newest), changed=Subquery(changed))
        .annotate(wholes=Subquery(wholes))
        .values_list("newest", "recalled", "changed", "wholes")
        .first()
    )
    return Pulse(row[0], row[1], _version_of(row[2], row[3] or 0)) if row else None


def _wholes() -> QuerySet[Event]:
    """After each of these a till asks for all products. They are counted: one that is committed late has an earlier
    time than others that were told of.
    """
    is_import = Q(subject_kind="import", name__in=BROUGHT_BY)
    return Event.objects.filter(Q(subject_kind__in=TAXED_BY) | is_import)


def waiting_exceptions(till: int) -> int:
    return SaleException.objects.filter(till=till, state=ExceptionState.OPEN.value).count()


def _version_of(changed: datetime | None, wholes: int) -> str:
    return f"{int(changed.timestamp() * 1_000_000) if changed else 0}-{wholes}"
