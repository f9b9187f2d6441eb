"""The fields of a product: what a typed value becomes, or why it cannot. One table for forms, the API and imports."""

import re
from collections.abc import Mapping
from enum import Enum

from stdnum import ean

from onaccount.domain.customers.rules.cells import unwrapped
from onaccount.domain.customers.rules.fields import Cleaned, Field, answer_of, clean_fields, make_field
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.foundation.text import fold, tidy, tidy_lines

LONGEST_SKU = 60
LONGEST_ENTRY = 80  # the name of a category, a price level, a tax class
DEEPEST = 4  # categories in one another
WITHIN = " / "  # between a category and the one that stands in it
GTIN_LENGTHS = {8, 12, 13, 14}
AMOUNT = re.compile(r"(0|[1-9]\d{0,12})(?:\.\d{1,4})?", re.ASCII)
YES = frozenset("yes y true t 1 on available active enabled x in_stock instock".split())
NO = frozenset("no n false f 0 off unavailable inactive disabled out_of_stock discontinued".split())


class ProductPart(Enum):
    """The part of a row that a field belongs to; the value is its heading."""

    PRODUCT = "Product"


class NeedsSku(Unusable):
    code = "needs_sku"
    sentence = "A product needs a SKU."
    cure = "Give it a short name of its own, such as CHE-001."
    field = "sku"


class NeedsProductName(Unusable):
    code = "needs_product_name"
    sentence = "A product needs a name."
    cure = "Write what people call it."
    field = "name"


class NeedsPrice(Unusable):
    code = "needs_price"
    sentence = "A product needs a price."
    cure = "Write the price of one unit; 0 is a price."
    field = "price"


class NotAPrice(Unusable):
    code = "not_a_price"
    sentence = '"{value}" is not a price.'
    cure = "Write digits with a point, such as 12.50."
    field = "price"


class WrongCheckDigit(Unusable):
    code = "wrong_check_digit"
    sentence = "{value} is as long as an article number (GTIN), and its last digit does not fit."
    cure = "Scan it again, or look for two digits that changed places."
    field = "barcode"


class NeitherYesNorNo(Unusable):
    code = "neither_yes_nor_no"
    sentence = '"{value}" is neither yes nor no.'
    cure = "Write yes or no."
    field = "is_available"


class CategoryTooDeep(Unusable):
    code = "category_too_deep"
    sentence = '"{value}" is deeper than four categories in one another, or has one without a name.'
    cure = "Write it as Cheese / Blue."
    field = "category"


def sku_key(sku: str) -> str:
    """What two spellings of one SKU have in common: no case, no accents, no double blanks."""
    return fold(sku)


def clean_sku(text: str) -> str:
    return tidy(unwrapped(text))


def clean_barcode(text: str) -> str:
    """Without blanks and dashes. What looks like a GTIN must be one; twelve digits are written as thirteen."""
    code = re.sub(r"[\s-]", "", unwrapped(text))
    if code.isascii() and code.isdecimal() and len(code) in GTIN_LENGTHS:
        if not ean.is_valid(code):
            raise WrongCheckDigit(code)
        return code.zfill(13) if len(code) == 12 else code
    return code


def clean_amount(text: str) -> str:
    """A decimal as machines write it. A sign of a currency may stand before or behind; thousands may be parted."""
    digits = re.sub(r"^(?:[A-Z]{3}|[^\w\s.,+-])\s*|\s*(?:[A-Z]{3}|[^\w\s.,+-])$", "", tidy(unwrapped(text)))
    digits = re.sub(r"(?<=\d)[\s'](?=\d{3}(?:\D|$))", "", digits)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"(?:\d+|\d{1,3}(?:\.\d{3})+),\d{1,4}", digits):
        digits = digits.replace(".", "").replace(",", ".")
    digits = re.sub(r"^0+(?=\d)", "", digits)
    if digits and not AMOUNT.fullmatch(digits):
        raise NotAPrice(text)
    return digits


def clean_yes(text: str) -> str:
    word = fold(text).replace(" ", "_")
    if word and word not in YES | NO:
        raise NeitherYesNorNo(text)
    return "" if not word else "yes" if word in YES else "no"


def clean_path(text: str) -> str:
    """A category with those it stands in, from the top: "Cheese / Blue"; > and / part them alike."""
    if not tidy(text):
        return ""
    names = [tidy(name) for name in re.split(r"\s*>\s*|\s+/\s+", text)]
    if len(names) > DEEPEST or not all(names) or max(map(len, names)) > LONGEST_ENTRY:
        raise CategoryTooDeep(text)
    return WITHIN.join(names)


NEVER = re.compile(r"(?!)")
ALL = [
    make_field(
        "sku", "SKU", ProductPart.PRODUCT, LONGEST_SKU,
        "What you call it, in letters and digits; no two products share one, whatever the case.", clean_sku, NEVER,
    ),
    make_field("name", "Name", ProductPart.PRODUCT, 200, "What customers read."),
    make_field(
        "description", "Description", ProductPart.PRODUCT, 4_000, "Anything else, on as many lines.", tidy_lines,
    ),
    make_field("unit", "Unit", ProductPart.PRODUCT, 40, "What one of it is: each, kg, case of 12."),
    make_field(
        "price", "Price", ProductPart.PRODUCT, 20,
        "Of one unit, in your currency, with or without tax as you have settled; 0 is a price.", clean_amount, AMOUNT,
    ),
    make_field(
        "category", "Category", ProductPart.PRODUCT, 330,
        "Where it stands, from the top: Cheese / Blue.", clean_path, NEVER,
    ),
    make_field(
        "tax_class", "Tax class", ProductPart.PRODUCT, LONGEST_ENTRY, "By its name; blank is the default one."
    ),
    make_field(
        "barcode", "Barcode", ProductPart.PRODUCT, 60,
        "As it is scanned. What is as long as an article number (GTIN) must have the right check digit.",
        clean_barcode, NEVER,
    ),
    make_field(
        "is_available", "Available", ProductPart.PRODUCT, 20, "yes or no; blank is yes.",
        clean_yes, re.compile("yes|no"),
    ),
]  # fmt: skip
FIELDS: dict[str, Field] = {each.name: each for each in ALL}
NEEDED: dict[str, type[Unusable]] = {"sku": NeedsSku, "name": NeedsProductName, "price": NeedsPrice}


def clean_product(values: Mapping[str, str], *, is_whole: bool = True) -> Cleaned:
    """A product as it would be stored; what a whole one needs is asked of the whole only. Others are ignored."""
    cleaned = clean_fields(
        {name: answer_of(FIELDS[name].clean, text) for name, text in values.items() if name in FIELDS}
    )
    refused = {name for name, _ in cleaned.refusals}
    for name, refusal in NEEDED.items():
        if name not in refused and (is_whole or name in values) and not cleaned.values.get(name):
            cleaned.refusals.append((name, refusal()))
    return cleaned


def describe_products() -> str:
    """The table as Markdown, for docs/fields.md."""
    lines = ["# Fields of a product", "", "| field | label | at most | rule |", "|---|---|---|---|"]
    lines += [f"| `{each.name}` | {each.label} | {each.max_length:,} | {each.help} |" for each in ALL]
    return "\n".join([*lines, ""])
