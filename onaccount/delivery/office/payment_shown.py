"""Ways to pay, their menus and what is transmitted of them, in the words in which staff read them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.products_shown import RefusedForm
from onaccount.domain.people.queries import names_of
from onaccount.domain.tills.queries.publications import MenuCard, MethodCard, VersionCard, current, draft
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.tills.rules.publications import NOTHING, TillChange, changes, digest_of

TYPE_LABELS = {
    MethodType.CASH: gettext_lazy("Cash"),
    MethodType.CARD: gettext_lazy("Card"),
    MethodType.VOUCHER: gettext_lazy("Voucher"),
    MethodType.INVOICE: gettext_lazy("Invoice"),
    MethodType.ACCOUNT: gettext_lazy("Customer account"),
}
TYPE_WORDS = {
    MethodType.CASH: gettext_lazy("in the till's own drawer, counted at the end of the day"),
    MethodType.CARD: gettext_lazy("at a terminal beside the till; only with network"),
    MethodType.VOUCHER: gettext_lazy("a paper that is worth an amount"),
    MethodType.INVOICE: gettext_lazy("billed later; needs a customer, only with network"),
    MethodType.ACCOUNT: gettext_lazy("on the customer's account, up to the limit"),
}
USUAL = (MethodType.CASH, MethodType.CARD, MethodType.ACCOUNT)


def shown_method(card: MethodCard) -> dict[str, Any]:
    return {"key": card.number, "name": card.name, "type": TYPE_LABELS[card.type], "words": TYPE_WORDS[card.type]}


def shown_methods(cards: Iterable[MethodCard], used_in: Iterable[MenuCard]) -> list[dict[str, Any]]:
    """With the menus that each stands in."""
    menus = list(used_in)
    return [
        shown_method(card) | {"menus": [menu.name for menu in menus if card in menu.methods]} for card in cards
    ]  # fmt: skip


def shown_menu(card: MenuCard) -> dict[str, Any]:
    last = len(card.methods) - 1
    inside = [
        shown_method(each) | {"position": at, "up": at - 1, "down": at + 1, "is_first": at == 0, "is_last": at == last}
        for at, each in enumerate(card.methods)
    ]
    return {
        "key": card.number,
        "name": card.name,
        "inside": inside,
        "outside": [shown_method(each) for each in card.others],
        "end": len(inside),
        "tills": card.tills,
    }


# --- what is not transmitted ------------------------------------------------------------------------------------------


def preview() -> dict[str, Any]:
    """What a transmission would change now, and the digest that says that nothing else was previewed."""
    last, content = current(), draft()
    was = last.content if last else NOTHING
    digest = digest_of(content)
    return {
        "digest": digest,
        "differs": digest != (last.digest if last else digest_of(NOTHING)),
        "changes": [shown_change(each) for each in changes(was, content)],
        "version": last.pk if last else None,
        "unused": [menu["name"] for menu in content["menus"] if not _is_used(menu["id"], content)],
        "without": [till["name"] for till in content["tills"] if till["menu"] is None],
    }


def is_untransmitted() -> bool:
    """Whether drafts differ from what the tills were sent last."""
    last = current()
    return digest_of(draft()) != (last.digest if last else digest_of(NOTHING))


def _is_used(menu: int, content: Any) -> bool:
    return any(till["menu"] == menu for till in content["tills"])


def shown_change(change: TillChange) -> dict[str, Any]:
    said = []
    if change.menu_was != change.menu:
        said.append(_menu_words(change))
    if change.put:
        said.append(_("can take %(methods)s") % {"methods": ", ".join(change.put)})
    if change.taken:
        said.append(_("takes %(methods)s no more") % {"methods": ", ".join(change.taken)})
    if change.is_reordered:
        said.append(_("shows them in another order"))
    return {"till": change.name, "said": said}


def _menu_words(change: TillChange) -> str:
    if change.menu is None:
        return _("has no menu any more")
    if change.menu_was is None:
        return _("gets the menu %(menu)s") % {"menu": change.menu}
    return _("changes from the menu %(was)s to %(menu)s") % {"was": change.menu_was, "menu": change.menu}


def shown_versions(cards: list[VersionCard]) -> list[dict[str, Any]]:
    """The transmissions with who uses them: of the tills of a version, those that did not say so yet."""
    names = names_of(card.by_key for card in cards)
    return [
        {
            "version": card.version,
            "at": card.at,
            "by": names.get(card.by_key, card.by_kind),
            "restores": card.restores,
            "acknowledged": card.acknowledged,
            "behind": [
                each["name"] for each in card.content["tills"] if each["name"] not in card.acknowledged
            ] if at == 0 else [],
            "is_last": at == 0,
        }
        for at, card in enumerate(cards)
    ]  # fmt: skip


# --- forms ------------------------------------------------------------------------------------------------------------


class NamedForm(RefusedForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)


class MethodForm(NamedForm):
    type = forms.TypedChoiceField(
        label=gettext_lazy("Type"),
        coerce=MethodType,
        choices=[(kind.value, label) for kind, label in TYPE_LABELS.items()],
        help_text=gettext_lazy("It says where the money is. It stays as it is once chosen."),
    )
    field_order = ("name", "type")
