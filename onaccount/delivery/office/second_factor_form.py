"""What a log-in is asked for beyond the password, as pages send it."""

import json
from base64 import urlsafe_b64decode
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.people.actions.second_factor import use_code
from onaccount.foundation.refusals import Refused

TOO_MANY = "too_many_login_attempts"


class CodeForm(forms.Form):
    """A code of the app, or a recovery code. After a few wrong ones the right one waits too."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        forgive = check_rate_limit(self.user)
        try:
            used = use_code(principal=self.user.pk, code=code, at=timezone.now())
        except Refused as refusal:
            raise ValidationError(in_words(refusal).text) from None
        if used is None:
            raise ValidationError(_("This code is not good. Each is good once: wait for the next one."))
        forgive()
        return code

    def save(self) -> None:
        """Put down with the session that a second factor was shown."""
        record_authentication(context.request, self.user, "mfa")


class NewApp(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code that the app shows"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class NewPasskey(AddWebAuthnForm):
    """allauth checks the attestation; it is to be of our own address, not only of one below it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)

    def clean_credential(self) -> dict[str, Any]:
        return of_our_address(self.cleaned_data["credential"])


class ShownPasskey(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        of_our_address(self.cleaned_data["credential"])
        return super().clean_credential()


def of_our_address(credential: Any) -> dict[str, Any]:
    """W3C WebAuthn 7.1, 9 and 7.2, 13: the page on which the passkey was shown."""
    try:
        said = credential["response"]["clientDataJSON"]
        origin = json.loads(urlsafe_b64decode(said + "=" * (-len(said) % 4)))["origin"]
    except (TypeError, KeyError, ValueError):
        raise ValidationError(_("This is no passkey.")) from None
    if origin != settings.PUBLIC_URL:
        raise ValidationError(
            _("The passkey was shown at %(origin)s. Open %(own)s and try again.")
            % {"origin": str(origin)[:100], "own": settings.PUBLIC_URL}
        )
    return dict(credential)
