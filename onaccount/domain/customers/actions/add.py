"""Add one customer, from the same fields at every door."""

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from datetime import datetime

from django.db import IntegrityError, transaction

from onaccount.domain.business.models import Business
from onaccount.domain.business.rules import Vetted
from onaccount.domain.customers.actions.login import new_location
from onaccount.domain.customers.actions.match_keys import add_match_keys
from onaccount.domain.customers.models import Address, Contact, Customer, Tag
from onaccount.domain.customers.queries import owner_of_external_id
from onaccount.domain.customers.rules.fields import clean_row
from onaccount.domain.customers.rules.status import ExternalIdTaken, Kind, LoginTaken, Origin, Stage, Status
from onaccount.domain.customers.rules.vetted import stage_at_start
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import Prepared, require
from onaccount.foundation.text import fold

OWN = (
    "kind", "name", "title", "given_name", "family_name", "category", "external_id", "tax_id", "registration_number",
    "email", "phone", "mobile", "website", "notes",
)  # fmt: skip
PLACE = ("line1", "line2", "line3", "city", "region", "postcode", "country")
PERSON = ("title", "given_name", "family_name", "job_title", "email", "phone")


@action
def add_customer(
    *,
    values: Mapping[str, str],
    origin: Origin,
    by: Actor,
    at: datetime,
    login_email: str = "",
    login_is_asked_for: bool = False,
) -> int:
    """Add a company or an individual, who is New, and return its number. `values` are the fields as typed.

    The login e-mail is taken when it is free; a customer whose address logs in for somebody else comes in without,
    unless that login is what was asked for: LoginTaken.
    """
    require(by, Right.EDIT_CUSTOMERS)
    customer = enter_customer(values=values, origin=origin, by=by, at=at)
    if login_email.strip():
        with nullcontext() if login_is_asked_for else suppress(LoginTaken):
            new_location(customer, login_email=login_email, at=at)
    return customer.number


def enter_customer(*, values: Mapping[str, str], origin: Origin, by: Actor, at: datetime) -> Customer:
    """A customer from the fields as typed, New and without a login. The caller has asked whether: above, for staff; in
    vetting, of somebody who applied and is nobody yet."""
    cleaned = clean_row(values)
    for _, refusal in cleaned.refusals:
        raise refusal
    customer = _insert_customer(cleaned.values, origin=origin, at=at)
    _insert_parts(customer, cleaned.values)
    add_match_keys(customer.number, cleaned.values)
    record("customer.added", Subject("customer", str(customer.number)), by=by, at=at)
    return customer


def _insert_customer(values: Mapping[str, str], *, origin: Origin, at: datetime) -> Customer:
    own = {name: values.get(name, "") for name in OWN}
    try:
        # Nothing else can be taken already, and a place to go back to costs two statements.
        with transaction.atomic() if own["external_id"] else nullcontext():
            return Customer.objects.create(
                **own,
                search_name=fold(own["name"]),
                origin=origin.value,
                status=Status.NEW.value,
                stage=_stage(Kind(own["kind"]), origin).value,
                created_at=at,
                changed_at=at,
            )
    except IntegrityError:
        owner = owner_of_external_id(own["external_id"])
        if owner is None:
            raise
        raise ExternalIdTaken(external_id=own["external_id"], owner=owner) from None


def _stage(kind: Kind, origin: Origin) -> Stage:
    rows = VETS()
    vets = rows[0][0] if rows else Business().vets
    return stage_at_start(vets=Vetted(vets), origin=origin, kind=kind)


VETS = Prepared(lambda: Business.objects.filter(pk=1).values_list("vets"))


def _insert_parts(customer: Customer, values: Mapping[str, str]) -> None:
    """The rows beside the customer's own; a part of which nothing is known has none."""
    for use, prefix in ((Address.MAIN, ""), (Address.DELIVERY, "delivery_")):
        place = {name: values.get(prefix + name, "") for name in PLACE}
        if any(place.values()):
            Address.objects.create(customer=customer, use=use, **place)
    person = {name: values.get(f"contact_{name}", "") for name in PERSON}
    if person["given_name"] or person["family_name"] or person["email"]:
        Contact.objects.create(customer=customer, **person)
    if values.get("tags"):
        customer.tags.set(tags_named(values["tags"].split(";")))


def tags_named(names: list[str]) -> list[Tag]:
    """The tags of these names, made where they are not there yet. Case tells none apart: the first spelling stays."""
    wanted: dict[str, str] = {}
    for name in filter(None, map(str.strip, names)):
        wanted.setdefault(name.casefold(), name)
    known = {tag.name.casefold(): tag for tag in Tag.objects.all()}
    return [known.get(key) or _new_tag(name) for key, name in wanted.items()]


def _new_tag(name: str) -> Tag:
    """Of two people who make the same tag at once the second takes the first one's."""
    try:
        with transaction.atomic():
            return Tag.objects.create(name=name)
    except IntegrityError:
        return Tag.objects.get(name__iexact=name)
