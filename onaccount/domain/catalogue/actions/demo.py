"""What the demo put into the catalogue is taken out again."""

from datetime import datetime

from onaccount.domain.catalogue.models import PriceLevel, Product, ProductCategory, TaxClass
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.queries import subjects_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def remove_demo_catalogue(*, by: Actor, at: datetime) -> int:
    """Delete the demo's products, and what of its categories, levels and tax classes nothing of one's own stands in."""
    require(by, Right.KEEP_CATALOGUE)
    products = Product.objects.filter(pk__in=_made("product.added"))
    count = products.count()
    products.delete()
    PriceLevel.objects.filter(pk__in=_made("price_level.added")).delete()
    TaxClass.objects.filter(pk__in=_made("tax_class.added"), products=None).delete()
    categories = ProductCategory.objects.filter(pk__in=_made("product_category.added"))
    while categories.filter(products=None, children=None).delete()[0]:
        pass
    if count:
        record("business.demo_catalogue_removed", Subject("business", "1"), by=by, at=at, changes={"n": (count, 0)})
    return count


def _made(event: str) -> list[int]:
    return [int(key) for key in subjects_of(by_kind="demo", event=event)]
