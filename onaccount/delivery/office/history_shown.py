"""What happened, in the sentences in which staff read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.domain.customers.rules.fields import FIELDS, LOCATION_NAME
from onaccount.domain.history.queries import Fact

EVENT_SENTENCES = {
    "customer.added": gettext_lazy("%(who)s added the customer"),
    "customer.imported": gettext_lazy("%(who)s imported the customer"),
    "customer.updated_by_import": gettext_lazy("%(who)s changed details by an import"),
    "customer.corrected": gettext_lazy("%(who)s corrected details"),
    "customer.activated": gettext_lazy("%(who)s made the customer Active"),
    "customer.activation_undone": gettext_lazy("%(who)s took the activation back"),
    "customer.made_admin": gettext_lazy("%(who)s made the customer Admin"),
    "customer.made_inactive": gettext_lazy("%(who)s made the customer Inactive"),
    "customer.exported": gettext_lazy("%(who)s took out what is known of the customer"),
    "customer.erased": gettext_lazy("%(who)s erased the customer"),
    "customer.merged": gettext_lazy("%(who)s merged No. %(merged)s into No. %(merged_into)s"),
    "customer.unmerged": gettext_lazy("%(who)s took No. %(merged)s and No. %(merged_into)s apart again"),
    "link.made": gettext_lazy("%(who)s made the contact %(contact_name)s in Xero"),
    "link.found": gettext_lazy("%(who)s found the contact %(contact_name)s in Xero"),
    "link.followed": gettext_lazy("%(who)s followed a merge in Xero to %(contact_name)s"),
    "link.chosen": gettext_lazy("%(who)s linked the contact %(contact_name)s in Xero"),
    "link.new_asked": gettext_lazy("%(who)s asked for a new contact in Xero"),
    "link.asked_again": gettext_lazy("%(who)s had Xero tried again"),
    "link.let_go": gettext_lazy(
        "%(who)s let the link to %(contact_name)s in Xero go: another organisation was connected"
    ),
    "link.removed": gettext_lazy("%(who)s took the link to %(contact_name)s in Xero off"),
    "check.ordered": gettext_lazy("%(who)s had %(check)s asked"),
    "check.noted": gettext_lazy("%(who)s wrote down a check"),
    "check.answered": gettext_lazy("%(check)s answered"),
    "check.not_done": gettext_lazy("%(check)s could not be asked, so nothing was checked"),
    "check.voided": gettext_lazy("A check is void: %(check)s"),
    "login.password_set": gettext_lazy("%(who)s had a temporary password sent"),
    "customer.stage_opened": gettext_lazy("%(who)s set the credit stage to New"),
    "customer.stage_passed": gettext_lazy("%(who)s set the credit stage to Passed"),
    "customer.stage_referred": gettext_lazy("%(who)s set the credit stage to Referred"),
    "customer.stage_failed": gettext_lazy("%(who)s set the credit stage to Failed"),
    "customer.stage_first_yes": gettext_lazy("%(who)s would let the customer pass; a second person has to say so too"),
    "customer.stage_billed": gettext_lazy("%(who)s set the credit stage to Billing"),
    "person.added": gettext_lazy("%(who)s added a person to a login"),
    "person.renamed": gettext_lazy("%(who)s renamed a person of a login"),
    "person.pin_set": gettext_lazy("%(who)s set the PIN of a person"),
    "person.pin_removed": gettext_lazy("%(who)s removed the PIN of a person"),
    "person.pin_locked": gettext_lazy("%(who)s: the PIN of a person was wrong five times"),
    "person.removed": gettext_lazy("%(who)s removed a person from a login"),
    "contact.added": gettext_lazy("%(who)s added contact %(contact)s"),
    "contact.corrected": gettext_lazy("%(who)s changed contact %(contact)s"),
    "contact.removed": gettext_lazy("%(who)s removed contact %(contact)s"),
    "address.added": gettext_lazy("%(who)s added %(address_use)s"),
    "address.corrected": gettext_lazy("%(who)s changed %(address_use)s"),
    "address.removed": gettext_lazy("%(who)s removed %(address_use)s"),
    "location.added": gettext_lazy("%(who)s added login %(login_email)s"),
    "location.corrected": gettext_lazy("%(who)s changed a location"),
    "location.removed": gettext_lazy("%(who)s removed login %(login_email)s"),
    "customer.reseller_chosen": gettext_lazy("%(who)s chose the reseller"),
    "customer.card_given": gettext_lazy("%(who)s made a card"),
    "customer.card_replaced": gettext_lazy("%(who)s gave the card another code"),
    "customer.card_ended": gettext_lazy("%(who)s ended the card"),
    "customer.price_level_given": gettext_lazy("%(who)s settled the price level"),
    "customer.placed_on_map": gettext_lazy("%(who)s put the customer on the map"),
    "customer.taken_off_map": gettext_lazy("%(who)s took the customer off the map"),
    "customer.assigned": gettext_lazy("%(who)s assigned the application"),
    "customer.sensitive_seen": gettext_lazy("%(who)s looked at sensitive details"),
    "customer.checklist_added": gettext_lazy("%(who)s put something on the checklist"),
    "customer.checklist_opened": gettext_lazy("The checklist of whoever is Referred was opened"),
    "customer.checklist_settled": gettext_lazy("%(who)s settled something on the checklist"),
    "customer.checklist_answered": gettext_lazy("%(who)s answered for the partner"),
    "quote.made": gettext_lazy("%(who)s made quote %(quote)s"),
    "quote.sent": gettext_lazy("%(who)s sent quote %(quote)s"),
    "quote.accepted": gettext_lazy("Quote %(quote)s was accepted, by %(who)s"),
    "quote.declined": gettext_lazy("Quote %(quote)s was declined, by %(who)s"),
    "invoice.issued": gettext_lazy("%(who)s issued invoice %(invoice)s"),
    "collective.issued": gettext_lazy("%(who)s issued collective invoice %(invoice)s"),
    "credit_note.issued": gettext_lazy("%(who)s issued credit note %(invoice)s"),
    "customer.tax_changed": gettext_lazy("%(who)s changed how the customer is taxed"),
    "contract.started": gettext_lazy("%(who)s began contract %(contract)s"),
    "contract.moved": gettext_lazy("Contract %(contract)s is %(state)s, by %(who)s"),
    "contract.commission_noted": gettext_lazy("%(who)s noted the commission of %(connection)s"),
    "note.added": gettext_lazy("%(who)s wrote a note"),
    "note.removed": gettext_lazy("%(who)s removed a note"),
    "tag.added": gettext_lazy("%(who)s added a tag"),
    "tag.removed": gettext_lazy("%(who)s took a tag off"),
}
EVENT_ICONS = {  # by the event, or by its noun
    "customer.added": "plus",
    "customer.corrected": "doc",
    "customer.activated": "active",
    "customer.activation_undone": "undo",
    "customer.made_admin": "admin",
    "customer.merged": "twins",
    "customer.unmerged": "undo",
    "customer.made_inactive": "inactive",
    **dict.fromkeys(("person.pin_set", "person.pin_removed", "person.pin_locked"), "key"),
    "person": "people",
    "contact": "people",
    "address": "pin",
    "location": "key",
    "note": "doc",
    "tag": "tag",
    "check": "doc",
}
SAID = frozenset(
    {"status", "stage", "check", "contact", "address_use", "note", "xero_contact", "merged", "merged_into"}
)  # changes that an event's sentence says
OF_A_CONTACT = frozenset({"contact_given_name", "contact_family_name"})
SAID_OF_ONE = {
    "contact.added": OF_A_CONTACT,
    "contact.removed": OF_A_CONTACT,
    "location.added": frozenset({"login_email"}),
    "location.removed": frozenset({"login_email"}),
}
USES = {
    "main": gettext_lazy("the address"),
    "delivery": gettext_lazy("the delivery address"),
    "further": gettext_lazy("a further address"),
}
LABELS = {
    "login_email": gettext_lazy("Login e-mail"),
    "location_name": LOCATION_NAME.label,
}
MACHINES = {
    "command": gettext_lazy("The command line"),
    "system": gettext_lazy("OnAccount"),
    "demo": gettext_lazy("The demo"),
    "applicant": gettext_lazy("The applicant"),
    "clock": gettext_lazy("A timed import"),
    "policy": gettext_lazy("The credit policy"),
}


class Words(dict[str, str]):
    """What a sentence names; an ellipsis stands for what was erased."""

    def __missing__(self, name: str) -> str:
        return "…"


@dataclass(frozen=True, slots=True)
class ShownFact:
    at: datetime
    actor: str
    sentence: str
    icon: str
    details: list[tuple[str, str, str]]
    why: str
    customer: int = 0  # of a family's timeline, whom it is about

    @classmethod
    def of(cls, fact: Fact, names: Mapping[str, str]) -> "ShownFact":
        actor = who_did(fact, names)
        template = EVENT_SENTENCES.get(fact.name)
        sentence = str(template) % Words(who=actor, **_named(fact)) if template else f"{actor}: {fact.name}"
        details = [_detail(fact, name, old, new) for name, (old, new) in fact.changes.items() if _is_told(fact, name)]
        noun = fact.name.partition(".")[0]
        icon = EVENT_ICONS.get(fact.name, EVENT_ICONS.get(noun, "info"))
        customer = int(fact.about) if fact.about.isdecimal() else 0
        return cls(fact.at, actor, sentence, icon, details, fact.why, customer)


def who_did(fact: Fact, names: Mapping[str, str]) -> str:
    return actor_name(fact.actor_kind, fact.actor_key, names)


def actor_name(kind: str, key: str, names: Mapping[str, str]) -> str:
    """Who did it, in a word: a person or token by name, a machine by what it is."""
    return str(names.get(key) or MACHINES.get(kind) or _("Somebody"))


def _named(fact: Fact) -> dict[str, str]:
    """What the sentence names: as it is now, or as it was last."""
    values = {name: str(new or old or "") for name, (old, new) in fact.changes.items()}
    use = str(USES.get(values.get("address_use", ""), USES["further"]))
    named = {"contact": "", "login_email": "", "contact_name": values.get("xero_contact", "")}
    return {**named, **values, "address_use": use}


def _is_told(fact: Fact, name: str) -> bool:
    return name not in SAID and name not in SAID_OF_ONE.get(fact.name, ())


def _detail(fact: Fact, name: str, old: Any, new: Any) -> tuple[str, str, str]:
    """Label, old, new; of what was added there is nothing old to tell, of what was removed nothing new."""
    label = field_label(name)
    if fact.name.endswith(".added") and not old:
        return label, "", str(new)
    if fact.name.endswith(".removed") and not new:
        return label, str(old), ""
    return label, str(old or "") or _("None"), str(new or "") or _("None")


def field_label(name: str) -> str:
    return FIELDS[name].label if name in FIELDS else str(LABELS.get(name) or name.replace("_", " ").capitalize())
