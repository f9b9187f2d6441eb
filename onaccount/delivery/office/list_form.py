"""How a list is to be read and taken in: what a page offers, and what it sends back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.imported import in_words
from onaccount.domain.catalogue.queries.known import level_names
from onaccount.domain.catalogue.rules.products import FIELDS as PRODUCT_FIELDS
from onaccount.domain.customers.queries import category_names
from onaccount.domain.customers.rules.fields import FIELDS, NUMBER, Part
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.imports.queries import (
    Column,
    ImportCard,
    Understanding,
)
from onaccount.domain.imports.rules.options import IMPORT_STATUSES, AsKind, Invite, ListOf, Options, UpdateBy
from onaccount.domain.imports.rules.products.words import LEVEL
from onaccount.domain.imports.rules.products.words import PSEUDO as PRODUCT_PSEUDO
from onaccount.domain.imports.rules.synonyms import FURTHER, PSEUDO
from onaccount.domain.vetting.queries import joinable_waves

KIND_CHOICES = [
    (AsKind.AUTO.value, gettext_lazy("companies or individuals, by what stands in each row")),
    (AsKind.COMPANIES.value, gettext_lazy("companies")),
    (AsKind.INDIVIDUALS.value, gettext_lazy("individuals")),
    (AsKind.MIXED.value, gettext_lazy("mixed, each name judged by itself")),
    (AsKind.CONTACTS.value, gettext_lazy("contacts of companies that are here already")),
]
KEY_CHOICES = [
    ("", gettext_lazy("the external id, else the tax id, else the whole row")),
    (UpdateBy.EXTERNAL_ID.value, gettext_lazy("the external id")),
    (UpdateBy.NUMBER.value, gettext_lazy("the OnAccount number")),
    (UpdateBy.TAX_ID.value, gettext_lazy("the tax id")),
    (UpdateBy.EMAIL.value, gettext_lazy("the e-mail address")),
]
STATUS_CHOICES = {
    Status.NEW: gettext_lazy("New: they wait for approval"),
    Status.ADMIN: gettext_lazy("Admin: staff order for them"),
    Status.INACTIVE: gettext_lazy("Inactive: no access"),
}
INVITE_CHOICES = [
    (Invite.LATER.value, gettext_lazy("later, when staff choose")),
    (Invite.WAVE.value, gettext_lazy("with a wave")),
    (Invite.NOW.value, gettext_lazy("as soon as the list is imported")),
    (Invite.NEVER.value, gettext_lazy("never: no account yet")),
]
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "iso-8859-1", "utf-16-le", "utf-16-be", "cp1250", "cp437", "shift_jis")
DELIMITERS = [
    (",", gettext_lazy("comma")),
    (";", gettext_lazy("semicolon")),
    ("\t", gettext_lazy("tab")),
    ("|", gettext_lazy("bar")),
]


OF_CHOICES = [
    (ListOf.CUSTOMERS.value, gettext_lazy("customers")),
    (ListOf.PRODUCTS.value, gettext_lazy("products")),
]


def field_choices(of: ListOf) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column can be read as, by the parts of the field table."""
    if of is ListOf.PRODUCTS:
        return product_choices()
    groups: list[tuple[str, list[tuple[str, str]]]] = [
        (_(part.value), [(field.name, _(field.label)) for field in FIELDS.values() if field.part is part])
        for part in Part
    ]
    groups[0][1].append((NUMBER.name, _(NUMBER.label)))
    apart = [(name, _(label)) for name, label in PSEUDO.items() if name != NUMBER.name]
    further = [(name, _(label)) for name, label in FURTHER.items()]
    return [*groups, (_("To be taken apart or joined"), apart), (_("Further contact persons"), further)]


def product_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    own = [(field.name, _(field.label)) for field in PRODUCT_FIELDS.values()]
    levels = [(f"{LEVEL}{key}", name) for key, name in level_names().items()]
    apart = [(name, _(label)) for name, label in PRODUCT_PSEUDO.items()]
    groups = [(_("Product"), own), (_("Price at a level"), levels), (_("To be taken apart or joined"), apart)]
    return [(label, fields) for label, fields in groups if fields]


def shown_column(column: Column, never_stored: Iterable[str]) -> dict[str, Any]:
    secret = column.heading in set(never_stored)
    remark = _("Never stored.") if secret else "" if column.field else _("Left out.")
    return {
        "index": column.index,
        "header": column.heading,
        "samples": [] if secret else [sample[:60] for sample in column.samples],
        "field": column.field or "",
        "remark": remark,
        "problem": "",
    }


def map_context(card: ImportCard, found: Understanding, options: Options) -> dict[str, Any]:
    """What office/import_map.html shows."""
    encodings = [(name, name) for name in dict.fromkeys((found.encoding, *ENCODINGS)) if name]
    return {
        "upload": {
            "id": str(card.key),
            "file_name": card.file_name,
            "rows_text": found.format.upper(),
            "remembered": found.is_remembered,
            "recognised": found.recognised,
            "is_text": bool(found.delimiter),
            "encoding": found.encoding,
            "delimiter": found.delimiter,
            "sheet": found.sheet,
            "header_row": found.header_row,
            "of": options.of.value,
            "kind": found.as_kind.value,
            "update_by": options.update_by.value if options.update_by else "",
        },
        "list": list_choices(options),
        "choices": {
            "encodings": encodings,
            "delimiters": DELIMITERS,
            "sheets": [(sheet, sheet) for sheet in found.sheets],
            "kinds": KIND_CHOICES,
            "update_by": KEY_CHOICES,
            "fields": field_choices(options.of),
        },
        "columns": [shown_column(column, found.never_stored) for column in found.columns],
        "remarks": [in_words(said)[0] for said in found.remarks],
    }


def said_of_all(post: Mapping[str, str]) -> dict[str, str]:
    """What a page says of the whole list. The name of a wave counts only where a wave is chosen."""
    given = {name: post.get(name, "") for name in ("of", "status", "category", "tags", "invite", "wave")}
    if given["of"] == ListOf.PRODUCTS.value:
        return {"of": given["of"]}  # the rest is said of customers
    return given if given.get("invite") == Invite.WAVE.value else given | {"wave": ""}


def list_choices(options: Options) -> dict[str, Any]:
    """What office/parts/import_list.html shows."""
    return {
        "asked": {
            "of": options.of.value,
            "status": options.status.value,
            "category": options.category,
            "tags": "; ".join(options.tags),
            "invite": options.invite.value,
            "wave": options.wave,
        },
        "of": OF_CHOICES,
        "statuses": [(status.value, STATUS_CHOICES[status]) for status in IMPORT_STATUSES],
        "invites": INVITE_CHOICES,
        "categories": category_names(),
        "waves": [name for _key, name in joinable_waves()],
    }


def options_of(post: Mapping[str, str], header: list[str]) -> Options:
    """What the mapping page sends. Raises NotAnOption. Reading anew (`do=read`) lets the columns be guessed again."""
    given = {name: post.get(name, "") for name in ("encoding", "delimiter", "sheet", "update_by")} | said_of_all(post)
    row = post.get("header_row", "")
    chosen = {heading: post[f"column-{at}"] or None for at, heading in enumerate(header) if f"column-{at}" in post}
    return Options.of_json(
        given
        | {
            "as_kind": post.get("kind", ""),
            "header_row": int(row) if row.isascii() and row.isdigit() and len(row) < 7 else None,
            "mapping": chosen if post.get("do") != "read" else None,
        }
    )
