"""What is known of customers is forgotten; that they were here, by number, stays for the books (I25)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from onaccount.domain.customers.actions.match_keys import remove_match_keys
from onaccount.domain.customers.models import Address, Contact, Customer, Location, MapPoint, Note, Replaced, Tag
from onaccount.domain.customers.queries.pieces import CUSTOMERS
from onaccount.domain.customers.rules.erased import ERASED_AT, ERASED_NAME
from onaccount.foundation.text import fold

BLANK = (
    "title", "given_name", "family_name", "category", "external_id", "tax_id", "registration_number",
    "credit_reference", "billing_reference", "email", "phone", "mobile", "website", "notes", "fingerprint",
)  # fmt: skip


def erase_customers(numbers: Collection[int], *, at: datetime) -> int:
    """Take everything off these customers but number, kind, status and stage. Answers how many rows were changed.

    The caller has asked for the right and holds the customers. A login keeps its row, for what it did refers to it; its
    e-mail address is free for somebody else. Nothing is changed a second time.
    """
    CUSTOMERS.shred_from_now_on()
    parts: list[QuerySet[Address] | QuerySet[Contact] | QuerySet[Note] | QuerySet[Replaced]] = [
        table.objects.filter(customer__in=numbers) for table in (Address, Contact, Note, Replaced)
    ]
    changed = sum(rows.delete()[0] for rows in parts)
    changed += MapPoint.objects.filter(customer__in=numbers).delete()[0]
    changed += Customer.tags.through.objects.filter(customer__in=numbers).delete()[0]
    Tag.objects.filter(customers=None, is_kept=False).delete()
    for number in numbers:
        name = f"{ERASED_NAME} {number}"
        known = ~Q(name=name) | ~Q(search_name=fold(name)) | Q(*[~Q(**{each: ""}) for each in BLANK], _connector=Q.OR)
        known |= ~Q(void_references=[])
        changed += Customer.objects.filter(known, number=number).update(
            **dict.fromkeys(BLANK, ""), void_references=[], name=name, search_name=fold(name), changed_at=at
        )
    for place in Location.objects.filter(customer__in=numbers):
        email = f"{place.pk}@{ERASED_AT}"
        known = ~Q(login_email=email) | ~Q(name="")
        changed += Location.objects.filter(known, pk=place.pk).update(name="", login_email=email)
    remove_match_keys(list(numbers))
    CUSTOMERS.shred_no_more()
    return changed
