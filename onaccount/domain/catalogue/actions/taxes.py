"""Tax classes: made, corrected, taken away."""

from datetime import datetime

from onaccount.domain.business.queries import locked_business
from onaccount.domain.catalogue.actions.named import clean_name, locked, save_named
from onaccount.domain.catalogue.models import Product, TaxClass
from onaccount.domain.catalogue.rules.refused import ExemptNeedsReason, NoSuchEntry, ReasonNotExempt, TaxClassInUse
from onaccount.domain.catalogue.rules.shares import percent
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.text import tidy


@action
def add_tax_class(
    *, name: str, rate_ppm: int, exempt_reason: str = "", is_default: bool = False, by: Actor, at: datetime
) -> int:
    """Make a tax class; the first is the default one. Its key."""
    require(by, Right.KEEP_CATALOGUE)
    locked_business()  # of two who make the first at once only one is the default
    tax = TaxClass()
    is_first = not TaxClass.objects.exists()
    changes = _write(tax, name, rate_ppm, exempt_reason, is_default or is_first)
    record("tax_class.added", _about(tax.pk), by=by, at=at, changes=changes)
    return tax.pk


@action
def correct_tax_class(
    *, tax_class: int, name: str, rate_ppm: int, exempt_reason: str = "", is_default: bool, by: Actor, at: datetime
) -> None:
    """Name or rate anew, for what is sold from now on. The default one stays so until another is."""
    require(by, Right.KEEP_CATALOGUE)
    locked_business()
    tax = locked(TaxClass, tax_class)
    changes = _write(tax, name, rate_ppm, exempt_reason, is_default or tax.is_default)
    if changes:
        record("tax_class.corrected", _about(tax_class), by=by, at=at, changes=changes)


@action
def delete_tax_class(*, tax_class: int, by: Actor, at: datetime) -> None:
    """Take away a tax class by which no product is taxed. The default one may go as the last."""
    require(by, Right.KEEP_CATALOGUE)
    locked_business()
    tax = locked(TaxClass, tax_class)
    products = Product.objects.filter(tax_class=tax).count()
    if products or (tax.is_default and TaxClass.objects.exclude(pk=tax_class).exists()):
        raise TaxClassInUse(name=tax.name, products=products or Product.objects.filter(tax_class=None).count())
    tax.delete()
    record("tax_class.deleted", _about(tax_class), by=by, at=at, changes={"name": (tax.name, "")})


def tax_class_named(name: str) -> TaxClass:
    """Raises NoSuchTaxClass: a rate cannot be guessed, so none is made."""
    found = TaxClass.objects.filter(name__iexact=name).first()
    if found is None:
        raise NoSuchTaxClass(name=name)
    return found


class NoSuchTaxClass(NoSuchEntry):
    code = "no_such_tax_class"
    sentence = 'There is no tax class "{name}".'
    cure = "Make it first, with its rate."
    status = 422
    field = "tax_class"


def _write(
    tax: TaxClass, name: str, rate_ppm: int, exempt_reason: str, is_default: bool
) -> dict[str, tuple[object, object]]:
    reason = tidy(exempt_reason)[:200]
    if not rate_ppm and not reason:
        raise ExemptNeedsReason
    if rate_ppm and reason:
        raise ReasonNotExempt(rate=percent(rate_ppm))
    after = {"name": clean_name(name), "rate_ppm": rate_ppm, "exempt_reason": reason, "is_default": is_default}
    before = {key: getattr(tax, key) if tax.pk else None for key in after}
    for key, value in after.items():
        setattr(tax, key, value)
    if is_default:
        TaxClass.objects.filter(is_default=True).exclude(pk=tax.pk).update(is_default=False)
    save_named(tax, tax.name)
    return {key: (before[key], after[key]) for key in after if before[key] != after[key]}


def _about(key: int) -> Subject:
    return Subject("tax_class", str(key))
