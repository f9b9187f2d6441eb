"""The form of a customer who is added by hand: what is needed, what may follow, and who may be that one already."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.candidates_shown import ask_while_typing, were_shown
from onaccount.delivery.office.forms import OF_BOTH, OF_CONTACT, OF_KIND, PLACE, field_of, table_field
from onaccount.delivery.office.shown import KIND_LABELS
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.queries import owner_of_login
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.status import Kind, LoginTaken, Status
from onaccount.domain.matching.queries import Candidate, candidates
from onaccount.foundation.refusals import Refused

LONGEST_PASSWORD = 1000  # argon2 reads it all; nobody types more, and nobody shall make us read a megabyte
FIELDS_OF = {
    Kind.COMPANY: (*OF_KIND["company"], *OF_CONTACT, "contact_email", "contact_phone"),
    Kind.INDIVIDUAL: OF_KIND["individual"],
}


class Addition(forms.Form):
    """Both kinds of customer on one page: the fields of the other kind are kept as typed, and not looked at.

    `key` tells a second press from a second customer; `anyway` has the numbers of those who were shown.
    """

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    anyway = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.TypedChoiceField(
        coerce=Kind,
        required=False,
        choices=[(kind.value, KIND_LABELS[kind]) for kind in Kind],
        label=gettext_lazy("Kind of customer"),
        widget=forms.RadioSelect,
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, kind: Kind, may_let_in: bool = False, shortest: int = 8
    ) -> None:
        super().__init__(data, initial={"kind": kind.value, "key": uuid.uuid4(), "status": Status.NEW.value})
        self.customer_kind = kind
        self.comes_without_login = False
        for name in (*OF_BOTH, *PLACE):
            self.fields[name] = table_field(name)
        self.fields["email"].help_text = _("It becomes the login. Without one the customer can only be made Admin.")
        self.fields["login_email"] = table_field("email", label=_("Login e-mail"))
        self.fields["login_email"].help_text = _("Only if it is another one than the e-mail above.")
        for of_kind, names in FIELDS_OF.items():
            for name in names:
                self.fields[name] = table_field(name) if of_kind is kind else kept_field(name)
        ask_while_typing(self)
        if may_let_in:
            self._add_access(shortest)

    def _add_access(self, shortest: int) -> None:
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            required=False,
            strip=False,
            max_length=LONGEST_PASSWORD,
            widget=forms.PasswordInput({"autocomplete": "new-password"}),
            help_text=_("At least %(n)d characters. Left blank, the letter brings a way to choose one.")
            % {"n": shortest},
        )
        self.fields["status"] = forms.TypedChoiceField(
            coerce=Status,
            required=False,
            label=_("Status"),
            choices=[
                (Status.NEW.value, _("New: waits for approval, like any other.")),
                (Status.ACTIVE.value, _("Active: let in at once. The letter goes after 10 seconds.")),
            ],
            widget=forms.RadioSelect,
        )

    @property
    def asked_key(self) -> uuid.UUID:
        """A form without a readable key is a new one each time."""
        try:
            return uuid.UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid.uuid4()

    @property
    def values(self) -> dict[str, str]:
        """The fields of the field table for this kind of customer."""
        names = (*OF_BOTH, *PLACE, *FIELDS_OF[self.customer_kind])
        return {"kind": self.customer_kind.value} | {name: self.cleaned_data.get(name, "") for name in names}

    @property
    def is_let_in(self) -> bool:
        return self.cleaned_data.get("status") is Status.ACTIVE

    @property
    def compared(self) -> dict[str, str]:
        """What is compared with the customers there are: the fields of this kind, and the login."""
        return self.values | {"login_email": self.cleaned_data.get("login_email", "")}

    @property
    def candidates(self) -> list[Candidate]:
        """Who may be the one that was typed, as far as it can be read."""
        return candidates(self.compared)

    def settle_login(self) -> str:
        """The login that the customer gets: the one that is asked for, else the e-mail address.

        An address that logs in for somebody else is refused where a login is needed: none is had twice. Otherwise the
        customer comes without one, as from a list (D-12).
        """
        asked = self.cleaned_data["login_email"]
        login: str = asked or self.cleaned_data["email"]
        owner = owner_of_login(login) if login else None
        if owner is None:
            return login
        if asked or self.is_let_in or self.cleaned_data.get("password"):
            self.refuse(LoginTaken(email=login, owner=owner))
        self.comes_without_login = True
        return ""

    def were_shown(self, found: Collection[Candidate]) -> bool:
        """Whether these were shown before the button was pressed that goes on all the same."""
        return were_shown(str(self.cleaned_data.get("anyway") or ""), found)

    def refuse(self, refusal: Refused) -> None:
        name = field_of(refusal)
        if name == "login_email" and not self.cleaned_data.get("login_email"):
            name = "email"
        self.add_error(name if name in self.fields else None, in_words(refusal).text)

    def ask_for_password_again(self) -> None:
        """It is not sent back with the page, and must not be missing unnoticed when the form comes again."""
        if self.is_bound and self.data.get("password") and "password" in self.fields and not self.has_error("password"):
            self.add_error("password", _("Type the password again: it is not kept on the page."))

    def refuse_password(self, weak: ValidationError) -> None:
        self.add_error("password", weak)


def kept_field(name: str) -> forms.CharField:
    """A field of the other kind: what was typed stays in it, whatever it is."""
    return forms.CharField(label=_(FIELDS[name].label), required=False, strip=False)
