"""Why the catalogue says no."""

from typing import ClassVar

from onaccount.foundation.refusals import Refused


class NoSuchProduct(Refused):
    code = "no_such_product"
    sentence = "There is no product {product}."
    cure = "Look for it among the products."
    status: ClassVar[int] = 404


class SkuTaken(Refused):
    code = "sku_taken"
    sentence = "{sku} is {name} already."
    cure = "Give this product another SKU, or correct that one."
    status: ClassVar[int] = 409
    field = "sku"


class BarcodeTaken(Refused):
    code = "barcode_taken"
    sentence = "The barcode {barcode} is that of {sku} already."
    cure = "Scan the right one, or take it off {sku} first: a scanner finds one product."
    status: ClassVar[int] = 409
    field = "barcode"


class ProductChanged(Refused):
    code = "product_changed"
    sentence = "Somebody changed {sku} since it was shown."
    cure = "Look at it again, then make the change."
    status: ClassVar[int] = 412


class ProductArchived(Refused):
    code = "product_archived"
    sentence = "{sku} is in the archive."
    cure = "Bring it back first."
    status: ClassVar[int] = 409


class NoSuchEntry(Refused):
    """A category, price level, tax class or price that is not there any more."""

    code = "no_such_entry"
    sentence = "This is not in the catalogue any more."
    cure = "Look at the list again."
    status: ClassVar[int] = 404


class EntryTaken(Refused):
    code = "entry_taken"
    sentence = '"{name}" is there already.'
    cure = "Choose another name."
    status: ClassVar[int] = 409
    field = "name"


class EntryNameless(Refused):
    code = "entry_nameless"
    sentence = "A name needs one line of at most {longest} characters."
    cure = "Write another one."
    field = "name"


class CategoryInUse(Refused):
    code = "category_in_use"
    sentence = "{products} products and {categories} categories stand in {name}."
    cure = "Move them to another category first."
    status: ClassVar[int] = 409


class CategoryInItself(Refused):
    code = "category_in_itself"
    sentence = "{name} cannot stand in itself, nor in one of its own."
    cure = "Choose another place."
    field = "parent"


class TooDeep(Refused):
    code = "categories_too_deep"
    sentence = "Categories stand in one another {deepest} deep, and no deeper."
    cure = "Put it higher up."
    field = "parent"


class TaxClassInUse(Refused):
    code = "tax_class_in_use"
    sentence = "{products} products are taxed by {name}."
    cure = "Give them another tax class first."
    status: ClassVar[int] = 409


class ExemptNeedsReason(Refused):
    code = "exempt_needs_reason"
    sentence = "A rate of 0 needs a reason, which is printed."
    cure = "Write why, such as the article of the law."
    field = "exempt_reason"


class ReasonNotExempt(Refused):
    code = "reason_not_exempt"
    sentence = "A reason for paying no tax stands beside a rate of {rate} %."
    cure = "Set the rate to 0, or take the reason out."
    field = "exempt_reason"


class PriceOrShare(Refused):
    code = "price_or_share"
    sentence = "A level's price is an amount, or a share off the product's own."
    cure = "Give one of the two."
    field = "price"
