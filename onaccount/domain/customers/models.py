"""Customers: companies and individuals, with their contacts, addresses and locations."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from uuid_utils.compat import uuid7

from onaccount.domain.customers.rules.points import EASTMOST, LONGEST_LABEL, NORTHMOST
from onaccount.domain.customers.rules.status import CAME_BY_THEMSELVES, Kind, Origin, Stage, Status
from onaccount.domain.partners.models import Partner
from onaccount.domain.people.models import Principal


def note_id() -> uuid.UUID:
    return uuid7()


class Tag(models.Model):
    name = models.CharField(max_length=60)
    is_kept = models.BooleanField(default=False, db_default=False)  # made by hand: it stays when nobody has it

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="one_tag_per_name")]

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """Somebody who trades, or wants to. `number` is what people call it: rising, never reused, with gaps (D-19)."""

    number = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    status = models.CharField(max_length=8, default=Status.NEW.value)
    stage = models.CharField(max_length=8, default=Stage.NONE.value)
    origin = models.CharField(max_length=8)

    name = models.CharField(max_length=300)
    search_name = models.TextField(editable=False)  # folded, so that both engines find alike
    title = models.CharField(max_length=40, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    category = models.CharField(max_length=80, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    tax_id = models.CharField(max_length=40, blank=True)
    registration_number = models.CharField(max_length=40, blank=True)
    # Of the answer that the stage stands on, and of the billing system (D-03). A set writes neither.
    credit_reference = models.CharField(max_length=80, blank=True, db_default="")
    # Of answers that count no more, because what was checked was amended or somebody said so (D-03).
    void_references: "models.JSONField[Any, Any]" = models.JSONField(default=list, db_default=[])
    billing_reference = models.CharField(max_length=80, blank=True, db_default="")
    email = models.CharField(max_length=320, blank=True)  # to write to; what logs in stands on the location (D-05)
    phone = models.CharField(max_length=60, blank=True)
    mobile = models.CharField(max_length=60, blank=True)
    website = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="customers")
    # Whom this one was found to be (D-11): nothing is moved, and what is said of either is said of the family.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )
    # Who brought it, and so sees it in the portal: of exactly this row, whatever it was merged into.
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="customers", db_index=False
    )
    # While merged: its logins let nobody in, because they did not when it was merged and the survivor's did.
    logins_shut = models.BooleanField(default=False, db_default=False)

    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    batch = models.UUIDField(null=True, blank=True)  # the import that made it
    fingerprint = models.CharField(max_length=32, blank=True)  # of its row in that import, when it had no other key

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["external_id"], condition=~Q(external_id=""), name="one_external_id"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]), name="customer_status_known"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in Stage]), name="customer_stage_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="customer_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="customer_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("number")), name="customer_merged_into_another"
            ),
            models.CheckConstraint(
                condition=Q(logins_shut=False) | Q(merged_into__isnull=False), name="only_merged_logins_are_shut"
            ),
        ]
        indexes = [
            # Of lists: who was merged stands in none, and what is not in the index need not be asked of the row.
            models.Index(fields=["-number"], name="customers_standing", condition=Q(merged_into=None)),
            models.Index(fields=["status", "-number"], name="customers_by_status", condition=Q(merged_into=None)),
            models.Index(
                fields=["status", "-number"],  # the status, or SQLite would rather read all who are New
                name="customers_waiting",
                condition=Q(
                    status=Status.NEW.value,
                    origin__in=[origin.value for origin in CAME_BY_THEMSELVES],
                    merged_into=None,
                ),
            ),
            models.Index(
                fields=["status", "-number"],
                name="customers_imported_waiting",
                condition=Q(status=Status.NEW.value, origin=Origin.IMPORT.value, merged_into=None),
            ),
            models.Index(fields=["tax_id"], name="customers_by_tax_id", condition=~Q(tax_id="")),
            models.Index(
                fields=["registration_number"],
                name="customers_by_registration",
                condition=~Q(registration_number=""),
            ),
            models.Index(fields=["fingerprint"], name="customers_by_fingerprint", condition=~Q(fingerprint="")),
            models.Index(Lower("email"), name="customers_by_email", condition=~Q(email="")),
            models.Index(
                fields=["-number"],
                name="customers_in_queue",
                condition=~Q(stage=Stage.NONE.value) & Q(merged_into=None),
            ),
            models.Index(
                fields=["partner", "-number"], name="customers_of_partner", condition=Q(partner__isnull=False)
            ),
            models.Index(fields=["merged_into"], name="customers_merged", condition=Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"No. {self.number}, {self.name}"

    @property
    def read_as(self) -> "Customer":
        """Whom this one was merged into, or itself."""
        return self.merged_into or self

    @property
    def access(self) -> Status:
        """What its logins go by: the survivor's status, unless the merge left them shut."""
        if not self.logins_shut:
            return Status(self.read_as.status)
        return Status.INACTIVE if self.status == Status.ACTIVE.value else Status(self.status)


class Address(models.Model):
    """Where a customer is. The first `main` one is the customer's address, `delivery` where goods go."""

    MAIN, DELIVERY, FURTHER = "main", "delivery", "further"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    use = models.CharField(max_length=8, choices=[(use, use) for use in (MAIN, DELIVERY, FURTHER)])
    line1 = models.CharField(max_length=200, blank=True)
    line2 = models.CharField(max_length=200, blank=True)
    line3 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=60, blank=True)  # ISO 3166-1 alpha-2 where it was recognised

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "use"], condition=Q(use__in=["main", "delivery"]), name="one_address_per_use"
            )
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.line1, self.city, self.postcode)))


class Contact(models.Model):
    """A person who works for a company. Not a login: contacts may share any address (D-05)."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    title = models.CharField(max_length=40, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    job_title = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=320, blank=True)
    phone = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(given_name="", family_name="", email=""), name="contact_has_a_name_or_an_email"
            )
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.email


class Location(models.Model):
    """A place of a customer that logs in, with exactly one login e-mail, shared by several named people (S0-12).

    The principal is made when the login is first let in; a list of a million prospects makes none.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="locations")
    name = models.CharField(max_length=120, blank=True)  # blank: the customer's only one
    login_email = models.CharField(max_length=320)
    principal = models.OneToOneField(
        Principal, null=True, blank=True, on_delete=models.PROTECT, related_name="location"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("login_email"), name="one_login_per_email")]

    def __str__(self) -> str:
        return self.login_email


class NamedPerson(models.Model):
    """One of the people who share a location's login, so that every order and charge has an author (D-05).

    The principal is who acts: its name is theirs, its password their PIN, if they have one. Whoever is gone is no
    longer active; the row stays for what they did.
    """

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="people")
    principal = models.OneToOneField(Principal, on_delete=models.PROTECT, related_name="named_person")
    pin_tries = models.PositiveSmallIntegerField(default=0)  # counted before the PIN is compared; a right one ends it
    pin_locked_until = models.DateTimeField(null=True, blank=True)
    # What they may spend in one day, in the smallest unit of their account's currency; null: no limit of their own.
    day_limit_minor = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"person {self.principal_id} at {self.location_id}"


class Note(models.Model):
    """What a member of staff (or a machine) wrote down about a customer, and when."""

    id = models.UUIDField(primary_key=True, default=note_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="written_notes")
    text = models.TextField()
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_has_a_text")]
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="notes_of_a_customer")]

    def __str__(self) -> str:
        return f"note on No. {self.customer_id}"


class Replaced(models.Model):
    """What an import wrote over, so that it can be taken back. It is about the customer, and goes when they go.

    `written_at` is the customer's `changed_at` as the import left it, `known_at` the one before. A line without a `row`
    is about a customer whom the import itself made: a later import changed it, and was taken back.
    """

    batch = models.UUIDField()
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="replaced")
    row = models.BigIntegerField(null=True, blank=True)  # of the file
    known_at = models.DateTimeField()
    written_at = models.DateTimeField()
    before: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # actions.restore.before_image

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "customer"], name="one_before_image_per_batch")]

    def __str__(self) -> str:
        return f"what {self.batch} wrote over of No. {self.customer_id}"


class Unpublished(models.Model):
    """An import that is being written in slices: its customers are hidden until this row goes (house.md, sets)."""

    batch = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return str(self.batch)


class MatchKey(models.Model):
    """What a customer has in common with those it may be the same as: rules/match_keys.py. By it they are found.

    Made of what stands elsewhere, so a backup leaves it out and the worker makes it again. Nothing refers to it, and
    no constraint asks with each key whether its customer is there: a list brings eight hundred thousand at once.
    """

    pk = models.CompositePrimaryKey("key", "customer")
    key = models.BigIntegerField()
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="match_keys", db_constraint=False)

    def __str__(self) -> str:
        return f"key {self.key} of No. {self.customer_id}"


class MatchKeysWritten(models.Model):
    """How far the keys of those who were there before are written: one row, or none where nothing has begun."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    recipe = models.CharField(max_length=40)
    next_number = models.BigIntegerField(null=True)  # who is next; null when all are done

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_match_keys_written")]

    def __str__(self) -> str:
        return f"{self.recipe} to {self.next_number}"


class MapPoint(models.Model):
    """Where a customer is on the map, in millionths of a degree, and what the place was called that it was found by."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="map_point")
    latitude = models.IntegerField()
    longitude = models.IntegerField()
    label = models.CharField(max_length=LONGEST_LABEL, blank=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-NORTHMOST, NORTHMOST), longitude__range=(-EASTMOST, EASTMOST)),
                name="map_point_on_the_globe",
            )
        ]

    def __str__(self) -> str:
        return f"where No. {self.customer_id} is"
