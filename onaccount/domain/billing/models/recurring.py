"""What a customer has of us again and again, and the periods of it that were billed."""

from django.db import models
from django.db.models import F, Q

from onaccount.domain.catalogue.models import Product
from onaccount.domain.customers.models import Customer


class Service(models.Model):
    """Under an agreement that was accepted once, each period of it is an invoice. `next_on` is the first day that is
    not billed yet, and when that is; null: never again.
    """

    keeps_customer = Q()  # D-11

    number = models.PositiveBigIntegerField(unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="services", db_index=False)
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)
    quantity_milli = models.BigIntegerField(default=1000)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    every = models.PositiveSmallIntegerField(default=1)
    unit = models.CharField(max_length=5)  # day, week, month, year
    anchor_on = models.DateField()  # what periods are counted from: the 31st stays the last day of each month
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # its last day
    paused_from = models.DateField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)
    is_prorated = models.BooleanField(default=True)
    is_provisioned = models.BooleanField(default=False)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_how = models.CharField(max_length=5, blank=True)
    agreed_kind = models.CharField(max_length=20, blank=True)
    agreed_key = models.CharField(max_length=60, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_why = models.CharField(max_length=60, blank=True)  # a code
    suspended_kind = models.CharField(max_length=20, blank=True)
    suspended_key = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(unit__in=["day", "week", "month", "year"]), name="service_unit_known"),
            models.CheckConstraint(condition=Q(every__gt=0), name="a_service_recurs"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="a_service_costs_nothing_or_more"),
            models.CheckConstraint(condition=Q(quantity_milli__gt=0), name="a_service_is_of_something"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="a_service_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_how="") | Q(agreed_at__isnull=False, agreed_how__gt=""),
                name="an_agreement_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["next_on", "id"], name="services_due", condition=Q(next_on__isnull=False)),
            models.Index(fields=["customer", "-number"], name="services_of_a_customer"),
        ]

    def __str__(self) -> str:
        return f"service {self.number}"


class ServicePeriod(models.Model):
    """A stretch of a service that is billed, the first and the last day with it. Each day is billed once: a period
    begins where the one before ended, and of each beginning there is one.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="periods", db_index=False)
    first = models.DateField()
    last = models.DateField()
    days = models.PositiveIntegerField()  # of it that count
    of_days = models.PositiveIntegerField()  # of the whole period: fewer count where it began or ended within

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "first"], name="a_period_is_billed_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="a_period_is_a_day_at_least"),
            models.CheckConstraint(condition=Q(days__lte=F("of_days")) & Q(of_days__gt=0), name="a_part_of_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} from {self.first}"
