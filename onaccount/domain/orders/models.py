"""Orders of customers, when they are delivered, and those that come again by themselves."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from uuid_utils.compat import uuid7

from onaccount.domain.accounts.rules import Door
from onaccount.domain.customers.models import Customer
from onaccount.domain.orders.rules.orders import (
    HOLDING,
    LONGEST_NOTES,
    LONGEST_OWN_NUMBER,
    LONGEST_SHIP_TO,
    OrderState,
)
from onaccount.domain.orders.rules.routes import LONGEST_NAME


def new_id() -> uuid.UUID:
    return uuid7()


class OrderNumber(models.Model):
    """The series of numbers (D-19): unique, rising, never reused, with gaps. A row says whose order a number is."""

    number = models.BigAutoField(primary_key=True)
    customer = models.BigIntegerField()
    order = models.UUIDField()

    def __str__(self) -> str:
        return str(self.number)


class Order(models.Model):
    """What a customer ordered, at the prices of the moment in which it was placed.

    `key` was made by whoever orders and kept before it was sent, `digest` is of what was sent under it. `asks` counts
    how often a part of the limit was asked for; the reservation that it has now is `hold`. `code` is the verdict's
    while it waits. `by` is who entered it: the customer's own people, or one of ours on their behalf.
    """

    keeps_customer = Q()  # D-11

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders", db_index=False)
    number = models.BigIntegerField()
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=13, default=OrderState.DRAFT.value)
    door = models.CharField(max_length=8)
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField()
    deliver_on = models.DateField(null=True, blank=True)
    ship_to = models.CharField(max_length=LONGEST_SHIP_TO, blank=True)
    own_number = models.CharField(max_length=LONGEST_OWN_NUMBER, blank=True)
    notes = models.CharField(max_length=LONGEST_NOTES, blank=True)
    currency = models.CharField(max_length=3)
    goods_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)
    asks = models.PositiveIntegerField(default=0)
    hold = models.UUIDField(null=True, blank=True)
    posting = models.UUIDField(null=True, blank=True)
    code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "number"], name="one_order_per_number"),
            models.UniqueConstraint(fields=["customer", "key"], name="one_order_per_key"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in OrderState]), name="order_state_known"
            ),
            models.CheckConstraint(condition=Q(door__in=[door.value for door in Door]), name="order_door_known"),
            # A part of the limit is reserved for exactly those that are to be delivered.
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in HOLDING], hold__isnull=False)
                | ~Q(state__in=[state.value for state in HOLDING]) & Q(hold__isnull=True),
                name="who_is_to_deliver_has_reserved",
            ),
            models.CheckConstraint(
                condition=Q(state=OrderState.WITH_CUSTOMER.value, posting__isnull=False)
                | ~Q(state=OrderState.WITH_CUSTOMER.value) & Q(posting__isnull=True),
                name="delivered_is_charged",
            ),
            models.CheckConstraint(condition=Q(total_minor__gte=0), name="an_order_is_of_nothing_less"),
        ]
        indexes = [
            models.Index(fields=["-number"], name="orders_newest_first"),
            models.Index(fields=["state", "-number"], name="orders_by_state"),
            models.Index(fields=["customer", "created_at"], name="orders_that_wait", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"order {self.number} of No. {self.customer_id}"


class OrderLine(models.Model):
    """A line as it was ordered: what the product was called and cost then. `product` is its number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.BigIntegerField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    product = models.BigIntegerField()
    sku = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    quantity_milli = models.BigIntegerField()
    unit_minor = models.BigIntegerField()
    tax_ppm = models.PositiveIntegerField(default=0)
    total_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "order", "position"], name="order_lines_in_their_order"),
            models.CheckConstraint(condition=Q(quantity_milli__gt=0), name="a_line_orders_something"),
        ]
        indexes = [models.Index(fields=["order", "position"], name="lines_of_an_order")]

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """When we drive, and until when one may order. `weekdays` holds a bit for each day, Monday's the lowest."""

    name = models.CharField(max_length=LONGEST_NAME)
    weekdays = models.PositiveSmallIntegerField()
    cutoff_minutes = models.PositiveSmallIntegerField()  # of the day
    days_before = models.PositiveSmallIntegerField(default=1)
    minimum_minor = models.BigIntegerField(null=True, blank=True)  # null: the business's
    is_default = models.BooleanField(default=False)  # of customers without a route of their own

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_route_per_name"),
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_route"),
            models.CheckConstraint(condition=Q(weekdays__gt=0, weekdays__lt=128), name="a_route_has_days"),
            models.CheckConstraint(condition=Q(cutoff_minutes__lt=24 * 60), name="a_cut_off_in_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class RouteOfCustomer(models.Model):
    keeps_customer = None

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="route")
    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="customers")

    def __str__(self) -> str:
        return f"route {self.route_id} of No. {self.customer_id}"


class Favourite(models.Model):
    """A product that a customer wants to find again."""

    keeps_customer = None

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="favourites", db_index=False)
    product = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "product"], name="a_favourite_once")]

    def __str__(self) -> str:
        return f"product {self.product} for No. {self.customer_id}"


class StandingOrder(models.Model):
    """An order that is placed by itself on these days of the week. `next_on` is the slot that comes next."""

    keeps_customer = None

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="standing_orders", db_index=False)
    key = models.CharField(max_length=100)
    door = models.CharField(max_length=8)
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    weekdays = models.PositiveSmallIntegerField()
    lines: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # [[product, quantity_milli]]
    own_number = models.CharField(max_length=LONGEST_OWN_NUMBER, blank=True)
    notes = models.CharField(max_length=LONGEST_NOTES, blank=True)
    ship_to = models.CharField(max_length=LONGEST_SHIP_TO, blank=True)
    next_on = models.DateField()
    refused = models.CharField(max_length=40, blank=True)  # the code by which its last slot was refused
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "key"], name="one_standing_order_per_key"),
            models.CheckConstraint(condition=Q(weekdays__gt=0, weekdays__lt=128), name="a_standing_order_has_days"),
        ]
        indexes = [
            models.Index(fields=["next_on"], name="standing_orders_due", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"standing order of No. {self.customer_id}"


class OrderPolicy(models.Model):
    """What an order must be, and what becomes of one over the limit: one row, or none with the defaults."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    minimum_minor = models.BigIntegerField(null=True, blank=True)
    waits_over_limit = models.BooleanField(default=True)  # False: it is refused

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_order_policy")]

    def __str__(self) -> str:
        return "order policy"
