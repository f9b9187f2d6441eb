"""Who works here, and what they may."""

from datetime import timedelta
from typing import Any

from django import forms

from onaccount.delivery.office.groups_shown import areas_shown, front_shown
from onaccount.domain.people.permissions import AT_THE_START, FRONT_AT_THE_START, Right, rights_within
from onaccount.domain.people.rules import Role
from tests.delivery.ui.samples.frame import NOW, refused

LONG = "Bartholomäus-Maximilian von und zu Hohenlohe-Waldenburg-Schillingsfürst"
EVERYTHING = frozenset(Right)
LITTLE = rights_within({"customers": "read", "staff": "write"})


def person(key: int, name: str, state: str, label: str, **own: Any) -> dict[str, Any]:
    return {
        "key": key, "name": name, "email": f"{name.split(maxsplit=1)[0].lower()}@harbourpine.example", "group": 2,
        "group_name": "Office", "state": state, "state_label": label, "seen_at": NOW,
        "second_factor_at": NOW - timedelta(days=40), "invited_until": None,
    } | own  # fmt: skip


TOM = person(2, "Tom Brandt", "active", "Works here")
INVITED = person(3, "Ines Duarte", "invited", "Invited", seen_at=None, second_factor_at=None)
ENDED = person(4, LONG, "ended", "Ended", email=f"{'long' * 12}@harbourpine.example")
SESSIONS = [
    {"name": "a" * 24, "device": "Firefox on Linux", "address": "192.0.2.17", "began_at": NOW, "seen_at": NOW,
     "is_this": True},
    {"name": "b" * 24, "device": "Safari on iPhone", "address": "2001:db8::17", "began_at": NOW - timedelta(days=3),
     "seen_at": NOW - timedelta(hours=9), "is_this": False},
]  # fmt: skip
FACTS = [
    {"at": NOW, "sentence": "Nadia Okafor changed the group", "changes": [
        {"label": "Customers", "old": "Read", "new": "Read and write"}]},
    {"at": NOW - timedelta(days=3), "sentence": "Nadia Okafor made the group", "changes": []},
]  # fmt: skip
GROUP = {"key": 2, "name": "Office"}
ONE = {
    "person": TOM, "invitation": "", "groups": [GROUP, {"key": 3, "name": "Readers"}], "sessions": SESSIONS,
    "address": "/office/settings/staff/2/sessions/", "facts": FACTS, "may_manage": True, "is_me": False,
}  # fmt: skip

ACCOUNT = {
    "name": "Tom Brandt", "group_name": "Office", "second_factor_at": NOW, "lacks_second_factor": False,
    "sessions": SESSIONS, "address": "/office/account/sessions/",
}  # fmt: skip
FACTORS = [
    {"key": 1, "label": "Authenticator app", "name": "", "created_at": NOW, "last_used_at": NOW},
    {"key": 2, "label": "Passkey", "name": LONG, "created_at": NOW, "last_used_at": None},
]
FACTOR = {
    "is_needed": False, "factors": FACTORS, "has_app": True, "codes_left": 8, "can_passkey": True,
    "public_url": "https://office.harbourpine.example",
}  # fmt: skip
CODES = [f"{n}234 567{n}" for n in range(10)]


class CodeSample(forms.Form):
    code = forms.CharField(label="Code")


class PasskeySample(forms.Form):
    name = forms.CharField(label="Name", required=False)
    credential = forms.CharField(required=False)


class PasswordSample(forms.Form):
    old = forms.CharField(label="Password that you have", widget=forms.PasswordInput)
    password = forms.CharField(label="New password", widget=forms.PasswordInput)


APP = {
    "form": CodeSample(),
    "secret": "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP",
    "picture": "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=",
}
CODE_PAGE = "office/login_code.html"

# (name of the picture, template, context)
PAGES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "groups",
        "office/groups.html",
        {
            "rows": [
                {"key": 1, "name": "Administrators", "members": "1 person", "given": "Everything"},
                {"key": 2, "name": LONG, "members": "14 people", "given": "Customers: Read, Credit: Read and write"},
                {
                    "key": 3,
                    "name": "Clerk",
                    "is_front": True,
                    "members": "2 people",
                    "given": "Refund: Manager code required",
                },
            ]
        },
    ),
    (
        "group",
        "office/group.html",
        {
            "group": GROUP,
            "name": "Office",
            "members": "14 people",
            "areas": areas_shown(AT_THE_START[Role.OFFICE], EVERYTHING),
            "facts": FACTS,
        },
    ),
    (
        "group-front",
        "office/group.html",
        {
            "group": GROUP | {"name": "Clerk"},
            "name": "Clerk",
            "is_front": True,
            "members": "2 people",
            "areas": front_shown(FRONT_AT_THE_START[Role.CLERK]),
            "facts": FACTS,
        },
    ),
    (
        "group-new-refused",
        "office/group.html",
        {
            "group": None,
            "name": "Office",
            "areas": areas_shown({}, LITTLE),
            "facts": [],
            "refusal": {"sentence": "There is a group Office already.", "cure": "Give this one another name."},
        },
    ),
    ("staff", "office/staff.html", {"rows": [TOM, INVITED, ENDED]}),
    ("staff-nobody", "office/staff.html", {"rows": []}),
    ("staff-one", "office/staff_one.html", ONE),
    (
        "staff-one-invited",
        "office/staff_one.html",
        ONE | {"person": INVITED, "sessions": [], "invitation": "The link is good."},
    ),
    (
        "staff-one-ended-refused",
        "office/staff_one.html",
        ONE
        | {
            "person": ENDED,
            "sessions": [],
            "refusal": {"sentence": "Nobody would be left who can manage staff.", "cure": "Let somebody else first."},
        },
    ),
    ("login-code", CODE_PAGE, {"form": CodeSample(), "options": ""}),
    (
        "login-code-refused",
        CODE_PAGE,
        {"form": refused(CodeSample({"code": "1"}), "This code is not good."), "options": "{}"},
    ),
    ("account", "office/account/account.html", ACCOUNT),
    ("account-lacks", "office/account/account.html", ACCOUNT | {"second_factor_at": None, "lacks_second_factor": True}),
    (
        "account-manager-code",
        "office/account/manager_code.html",
        {"form": CodeSample(), "set_at": NOW, "allows": ["Refund", "Exceed limit"]},
    ),
    ("account-manager-code-none", "office/account/manager_code.html", {"form": CodeSample(), "allows": []}),
    ("account-password", "office/account/password.html", {"form": PasswordSample()}),
    ("account-again", "office/account/again.html", {"form": PasswordSample(), "next": "/office/account/"}),
    ("second-factor", "office/account/second_factor.html", FACTOR),
    (
        "second-factor-none",
        "office/account/second_factor.html",
        FACTOR | {"is_needed": True, "factors": [], "has_app": False, "can_passkey": False},
    ),
    ("second-factor-app", "office/account/app.html", APP),
    (
        "second-factor-app-refused",
        "office/account/app.html",
        APP | {"form": refused(CodeSample({"code": "1"}), "This is not the code of now.")},
    ),
    ("passkey", "office/account/passkey.html", {"form": PasskeySample(), "options": "{}", "public_url": ""}),
    (
        "passkey-none",
        "office/account/passkey.html",
        {"form": PasskeySample(), "options": "", "public_url": "http://192.0.2.7:8000"},
    ),
    (
        "recovery-codes",
        "office/account/recovery_codes.html",
        {"codes": CODES, "file": "data:text/plain,x", "is_first": True},
    ),
]
