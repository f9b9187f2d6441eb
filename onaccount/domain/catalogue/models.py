"""What is sold: products in their categories, what they cost whom, and how they are taxed."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from onaccount.domain.catalogue.rules.products import LONGEST_ENTRY, LONGEST_SKU
from onaccount.domain.catalogue.rules.quantities import ONE_MILLI
from onaccount.domain.catalogue.rules.shares import WHOLE_PPM
from onaccount.domain.customers.models import Customer, Tag


class TaxClass(models.Model):
    """How something is taxed. `rate_ppm` is in parts of a million: 200,000 is 20 %. Whether prices hold the tax is the
    business's to say (business.prices_include_tax)."""

    name = models.CharField(max_length=LONGEST_ENTRY)
    rate_ppm = models.PositiveIntegerField()
    exempt_reason = models.CharField(max_length=200, blank=True)  # printed where the rate is 0
    is_default = models.BooleanField(default=False)  # of products that name none

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_tax_class_per_name"),
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_tax_class"),
            models.CheckConstraint(condition=Q(rate_ppm__lte=WHOLE_PPM), name="a_tax_is_at_most_the_whole"),
            models.CheckConstraint(
                condition=Q(rate_ppm=0, exempt_reason__gt="") | Q(rate_ppm__gt=0, exempt_reason=""),
                name="exempt_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductCategory(models.Model):
    """Where products stand; those in one another make a tree, those beside one another an order."""

    name = models.CharField(max_length=LONGEST_ENTRY)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveIntegerField(default=0)
    batch = models.UUIDField(null=True, blank=True)  # the import that made it

    class Meta:
        db_table = "catalogue_category"
        constraints = [
            models.UniqueConstraint(Lower("name"), condition=Q(parent=None), name="one_category_per_name_at_the_top"),
            models.UniqueConstraint(
                Lower("name"), F("parent"), condition=Q(parent__isnull=False), name="one_category_per_name_in_another"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """Something that is sold. It is archived, never deleted: what was sold is still read."""

    sku = models.CharField(max_length=LONGEST_SKU)
    sku_key = models.CharField(max_length=2 * LONGEST_SKU, unique=True)  # folded, so that both engines find alike
    name = models.CharField(max_length=200)
    search_name = models.TextField(editable=False)  # SKU and name, folded
    description = models.TextField(blank=True)
    unit = models.CharField(max_length=40, blank=True)
    price_minor = models.BigIntegerField()  # of one unit
    currency = models.CharField(max_length=3)  # the business's when the price was set
    tax_class = models.ForeignKey(TaxClass, null=True, blank=True, on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(
        ProductCategory, null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    barcode = models.CharField(max_length=60, blank=True)
    position = models.PositiveIntegerField(default=0)  # in its category; those beside one another go by name
    is_available = models.BooleanField(default=True)
    is_for_some = models.BooleanField(default=False)  # only customers with one of its tags see it (ShownTo)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    batch = models.UUIDField(null=True, blank=True)  # the import that made it

    class Meta:
        constraints = [
            # A scanner finds one product; what is in the archive may keep the code that another has now.
            models.UniqueConstraint(
                fields=["barcode"], condition=Q(archived_at=None) & ~Q(barcode=""), name="one_product_per_barcode"
            ),
            models.CheckConstraint(condition=~Q(sku="") & ~Q(name=""), name="product_has_sku_and_name"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="a_price_is_not_below_nothing"),
        ]
        indexes = [
            models.Index(fields=["search_name", "id"], name="products_by_name", condition=Q(archived_at=None)),
            models.Index(
                fields=["category", "search_name", "id"], name="products_of_a_category", condition=Q(archived_at=None)
            ),
            models.Index(fields=["batch"], name="products_of_an_import", condition=Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.sku}, {self.name}"


class ReplacedProduct(models.Model):
    """What an import wrote over, so that it can be taken back; `version` is the product's as the import left it."""

    batch = models.UUIDField()
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="replaced")
    row = models.BigIntegerField(null=True, blank=True)  # of the file
    version = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    before: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # actions.sets.before_image

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "product"], name="one_product_image_per_batch")]

    def __str__(self) -> str:
        return f"what {self.batch} wrote over of product {self.product_id}"


class ShownTo(models.Model):
    """A tag whose customers see a product that not everybody sees."""

    one_per_tag = ("product",)

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="shown_to")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="products_shown")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "tag"], name="shown_once_to_a_tag")]

    def __str__(self) -> str:
        return f"{self.product_id} to tag {self.tag_id}"


class PriceLevel(models.Model):
    """Prices for some customers: `off_ppm` off every product, but of those it names what it says of them."""

    name = models.CharField(max_length=LONGEST_ENTRY)
    off_ppm = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_price_level_per_name"),
            models.CheckConstraint(condition=Q(off_ppm__lte=WHOLE_PPM), name="a_level_takes_off_at_most_the_whole"),
        ]

    def __str__(self) -> str:
        return self.name


class ProductPrice(models.Model):
    """What a level says of a product, from a quantity on: a price of one unit, or a share off the product's own."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="prices")
    level = models.ForeignKey(PriceLevel, on_delete=models.CASCADE, related_name="prices")
    from_milli = models.BigIntegerField(default=ONE_MILLI)  # thousandths of the unit
    price_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    off_ppm = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "level", "from_milli"], name="one_price_from_a_quantity"),
            models.CheckConstraint(
                condition=Q(price_minor__gte=0, off_ppm=None, currency__gt="")
                | Q(price_minor=None, off_ppm__gte=0, off_ppm__lte=WHOLE_PPM, currency=""),
                name="a_price_or_a_share",
            ),
            models.CheckConstraint(condition=Q(from_milli__gt=0), name="from_more_than_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} at level {self.level_id}"


class LevelOfCustomer(models.Model):
    """The level that was agreed with a customer."""

    keeps_customer = None

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="price_level")
    level = models.ForeignKey(PriceLevel, on_delete=models.CASCADE, related_name="customers")

    def __str__(self) -> str:
        return f"level {self.level_id} of No. {self.customer_id}"


class LevelOfTag(models.Model):
    """The level of all customers with a tag."""

    one_per_tag = ()

    tag = models.OneToOneField(Tag, on_delete=models.CASCADE, primary_key=True, related_name="price_level")
    level = models.ForeignKey(PriceLevel, on_delete=models.CASCADE, related_name="tags")

    def __str__(self) -> str:
        return f"level {self.level_id} of tag {self.tag_id}"
