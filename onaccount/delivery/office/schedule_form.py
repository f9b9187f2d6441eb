"""The form of a timed import: what is asked for, and to which field a refusal belongs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onaccount.delivery.office.list_form import INVITE_CHOICES, KEY_CHOICES, KIND_CHOICES, STATUS_CHOICES
from onaccount.delivery.office.settings_form import OneLine, zones
from onaccount.domain.imports.rules.options import Invite, Options
from onaccount.domain.imports.rules.plans import (
    NotAnAddressToTell,
    NotAPercentage,
    Plan,
    ScheduleNameless,
    ScheduleNameTaken,
    SecretNeededAgain,
    UserUnusable,
)
from onaccount.domain.imports.rules.schedules import Guards, SourceKind, TellWhen, WhenClean
from onaccount.domain.imports.rules.slots import NotACron, NotAZone
from onaccount.domain.imports.rules.sources import NotAPlace, NotATokenHeader
from onaccount.foundation.refusals import Refused

SOURCES = [
    (SourceKind.FOLDER.value, _("a folder of this machine")),
    (SourceKind.HTTPS.value, _("an HTTPS address")),
    (SourceKind.SFTP.value, _("an SFTP server")),
]
WHEN_CLEAN = [
    (WhenClean.APPLY.value, _("take it in")),
    (WhenClean.REHEARSE.value, _("only rehearse it: somebody approves each list")),
]
TELL_WHEN = [
    (TellWhen.CHANGES.value, _("when something changed, stopped or failed")),
    (TellWhen.TROUBLE.value, _("only when something stopped or failed")),
    (TellWhen.ALWAYS.value, _("after every run")),
]
FIELD_OF: dict[type[Refused], str] = {
    ScheduleNameless: "name",
    ScheduleNameTaken: "name",
    NotAPlace: "place",
    NotACron: "cron",
    NotAZone: "time_zone",
    NotAPercentage: "shrink_percent",
    NotAnAddressToTell: "tell_to",
    UserUnusable: "user",
    SecretNeededAgain: "secret",
    NotATokenHeader: "token_header",
}
CODE = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


class Verbatim(forms.CharField):
    """Text that is sent on as it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, required=False, **kwargs)


def percentage(label: Any, hint: Any) -> forms.IntegerField:
    widget = forms.NumberInput({"min": 1, "max": 100})
    return forms.IntegerField(label=label, help_text=hint, required=False, widget=widget)


class PlanForm(forms.Form):
    name = OneLine(label=_("Name"), max_length=80)
    source = forms.ChoiceField(label=_("It comes from"), choices=SOURCES, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Where it is"),
        max_length=1000,
        help_text=_("In the name of the file * stands for anything; the newest that fits is taken."),
        widget=forms.TextInput(CODE),
    )
    moves_taken = forms.BooleanField(label=_("Move a file that was taken to done/ in its folder"), required=False)
    user = Verbatim(label=_("User"), max_length=200, widget=forms.TextInput(CODE))
    secret = Verbatim(
        label=_("Password or token"), max_length=2000, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    forget_secret = forms.BooleanField(label=_("No password or token any more"), required=False)
    token_header = forms.CharField(
        label=_("Header of the token"),
        required=False,
        max_length=60,
        help_text=_("Left empty, a token goes as Authorization: Bearer."),
        widget=forms.TextInput(CODE),
    )
    cron = forms.CharField(
        label=_("When, as cron says it"),
        max_length=100,
        help_text=_("Minute, hour, day, month, weekday: 30 6 * * 1-5 is 06:30 from Monday to Friday."),
        widget=forms.TextInput(CODE),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, required=False)
    as_kind = forms.ChoiceField(label=_("The rows are"), choices=KIND_CHOICES, required=False)
    update_by = forms.ChoiceField(label=_("Find existing customers by"), choices=KEY_CHOICES, required=False)
    status = forms.ChoiceField(
        label=_("New customers come in as"),
        choices=[(key.value, label) for key, label in STATUS_CHOICES.items()],
        required=False,
    )
    category = OneLine(label=_("Category"), max_length=80, required=False)
    tags = OneLine(label=_("Tags"), max_length=500, required=False, help_text=_("With ; between them."))
    invite = forms.ChoiceField(label=_("They are invited"), choices=INVITE_CHOICES, required=False)
    wave = OneLine(label=_("Name of the wave"), max_length=80, required=False)
    partial = forms.BooleanField(label=_("Take the good rows in where others cannot be"), required=False)
    when_clean = forms.ChoiceField(label=_("When nothing stops a list"), choices=WHEN_CLEAN, required=False)
    shrink_percent = percentage(
        _("Stop when so much of the list is missing, in %"), _("Of the last one that came in; empty: never.")
    )
    change_percent = percentage(
        _("Stop when more known customers than this would change, in %"), _("Of those in the list; empty: never.")
    )
    same_header = forms.BooleanField(label=_("Stop when the headings are not those of last time"), required=False)
    tell_to = forms.CharField(
        label=_("Tell by letter"),
        required=False,
        help_text=_("E-mail addresses, one to a line."),
        widget=forms.Textarea({"rows": 2, **CODE}),
    )
    tell_when = forms.ChoiceField(label=_("They are told"), choices=TELL_WHEN, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, plan: Plan | None = None, may_reach: bool) -> None:
        super().__init__(data, initial=initial_of(plan) if plan else None)
        if not may_reach:  # to let this machine talk to another one is the administrator's
            source = self.fields["source"]
            assert isinstance(source, forms.ChoiceField)
            source.choices = SOURCES[:1]

    def plan(self) -> Plan:
        """What the form asks for. Raises NotAnOption and its like."""
        said = self.cleaned_data
        wave = said["wave"] if said["invite"] == Invite.WAVE.value else ""
        names = ("as_kind", "update_by", "status", "category", "tags", "invite", "partial")
        return Plan(
            name=said["name"],
            source=SourceKind(said["source"]),
            place=said["place"],
            cron=said["cron"],
            time_zone=said["time_zone"],
            user=said["user"],
            secret="" if said["forget_secret"] else said["secret"] or None,
            token_header=said["token_header"],
            moves_taken=said["moves_taken"],
            options=Options.of_json({name: said[name] for name in names} | {"wave": wave}),
            guards=Guards(said["shrink_percent"], said["change_percent"], said["same_header"]),
            when_clean=WhenClean(said["when_clean"] or WhenClean.APPLY.value),
            tell_to=[said["tell_to"]],
            tell_when=TellWhen(said["tell_when"] or TellWhen.CHANGES.value),
        )

    def field_of(self, refusal: Refused) -> str | None:
        return FIELD_OF.get(type(refusal))


def initial_of(plan: Plan) -> dict[str, Any]:
    options = plan.options
    return {
        "name": plan.name,
        "source": plan.source.value,
        "place": plan.place,
        "moves_taken": plan.moves_taken,
        "user": plan.user,
        "token_header": plan.token_header,
        "cron": plan.cron,
        "time_zone": plan.time_zone,
        "as_kind": options.as_kind.value,
        "update_by": options.update_by.value if options.update_by else "",
        "status": options.status.value,
        "category": options.category,
        "tags": "; ".join(options.tags),
        "invite": options.invite.value,
        "wave": options.wave,
        "partial": options.partial,
        "when_clean": plan.when_clean.value,
        "shrink_percent": plan.guards.shrink,
        "change_percent": plan.guards.change,
        "same_header": plan.guards.same_header,
        "tell_to": "\n".join(plan.tell_to),
        "tell_when": plan.tell_when.value,
    }
