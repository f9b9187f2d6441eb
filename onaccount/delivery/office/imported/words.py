"""The words of imports: what becomes of a row, and what is said of it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onaccount.domain.catalogue.queries.known import level_names
from onaccount.domain.catalogue.rules.products import FIELDS as PRODUCT_FIELDS
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.imports.rules.options import ListOf
from onaccount.domain.imports.rules.products.words import LEVEL
from onaccount.domain.imports.rules.products.words import PSEUDO as PRODUCT_PSEUDO
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.states import ImportState, Outcome
from onaccount.domain.imports.rules.synonyms import FURTHER, PSEUDO

OUTCOME_LABELS = {
    Outcome.CREATE: gettext_lazy("Create"),
    Outcome.UPDATE: gettext_lazy("Update"),
    Outcome.UNCHANGED: gettext_lazy("No change"),
    Outcome.REPEATED: gettext_lazy("Repeated"),
    Outcome.REJECT: gettext_lazy("Reject"),
}
DONE_LABELS = OUTCOME_LABELS | {
    Outcome.CREATE: gettext_lazy("Created"),
    Outcome.UPDATE: gettext_lazy("Updated"),
    Outcome.REJECT: gettext_lazy("Rejected"),
}
WRITTEN = (ImportState.APPLIED, ImportState.UNDOING, ImportState.UNDONE)  # what was rehearsed has been done


def in_words(said: Said) -> tuple[str, str]:
    """The sentence and the cure in the reader's language."""
    sentence, cure = (_(part).format(**said.values) if part else "" for part in (said.sentence, said.cure))
    return sentence, cure


def href_of(of: ListOf, number: int | None) -> str:
    """The page of a customer or product; "" where there is none yet."""
    return f"/office/{of.value}/{number}/" if number is not None else ""


def rows_text(count: int) -> str:
    return ngettext("%(n)s row", "%(n)s rows", count) % {"n": f"{count:,}"}


def outcome_labels(state: ImportState) -> dict[Outcome, str]:
    """What becomes of a row, or what has."""
    labels = DONE_LABELS if state in WRITTEN else OUTCOME_LABELS
    return {outcome: str(label) for outcome, label in labels.items()}


def label_of(name: str) -> str:
    if label := PSEUDO.get(name) or FURTHER.get(name) or PRODUCT_PSEUDO.get(name):
        return _(label)
    if name.startswith(LEVEL) and (key := name.removeprefix(LEVEL)).isdigit():
        return _("Price at %(level)s") % {"level": level_names().get(int(key), key)}
    field = FIELDS.get(name) or PRODUCT_FIELDS.get(name)
    return _(field.label) if field else name.replace("_", " ").capitalize()
