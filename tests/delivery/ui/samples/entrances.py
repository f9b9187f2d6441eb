"""Where staff and customers come in, are stopped, and what a customer sees first."""

from typing import Any

from django import forms

from tests.delivery.ui.samples.frame import refused


class LoginForm(forms.Form):
    login = forms.CharField(widget=forms.EmailInput)
    password = forms.CharField(widget=forms.PasswordInput)


class ResetForm(forms.Form):
    email = forms.EmailField()


class PasswordForm(forms.Form):
    password = forms.CharField(widget=forms.PasswordInput)


WRONG = "E-mail and password do not belong together. Try again, or choose a new password."
HOUSE = {
    "customer": {"name": "Old Quay Café", "status": "active", "status_label": "Active"},
    "me": {"name": "Old Quay Café", "email": "maeve@oldquay.example", "initials": "OC"},
}
LINK_USED = {
    "sentence": "This link was used already.",
    "cure": "Ask for a new one; it comes to maeve@oldquay.example.",
    "href": "",
    "label": "",
}
PEOPLE = [
    {"key": 31, "name": "Maeve Donnelly", "has_pin": True},
    {"key": 32, "name": "Tom", "has_pin": False},
    {"key": 33, "name": "The one who opens in the morning and has a long name", "has_pin": True},
]
ACTING = {"request": {"guest": {"person": PEOPLE[1]}}}


class PinForm(forms.Form):
    pin = forms.CharField(widget=forms.PasswordInput)


class PersonForm(forms.Form):
    name = forms.CharField()
    pin = forms.CharField(required=False)


class NameForm(forms.Form):
    name = forms.CharField()


OF_ONE = {"name": NameForm(initial={"name": "Maeve Donnelly"}), "pin": PersonForm()}


# (name of the picture, template, context)
PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("login", "office/login.html", {"form": LoginForm()}),
    (
        "login-refused",
        "office/login.html",
        {"form": refused(LoginForm({"login": "nadia@harbourandpine.example", "password": "x"}), WRONG)},
    ),
    ("reset", "office/password_reset.html", {"form": ResetForm()}),
    ("reset-done", "office/password_reset_done.html", {}),
    ("office-welcome", "office/welcome.html", {"form": PasswordForm(), "login_email": "tom@harbourandpine.example"}),
    (
        "error",
        "ui/error.html",
        {
            "code": 429,
            "sentence": "Too many tries from here",
            "cure": "Wait a minute, then try again.",
            "href": "/office/login/",
            "label": "Log in",
        },
    ),
    ("error-404", "404.html", {}),
    ("error-500", "ui/error.html", {"code": 500, "sentence": "Something went wrong on our side", "cure": "Try again."}),
    ("error-csrf", "403_csrf.html", {}),
    ("app-login", "app/login.html", {"form": LoginForm()}),
    (
        "app-welcome",
        "app/welcome.html",
        HOUSE | {"form": PasswordForm(), "login_email": "maeve@oldquay.example"},
    ),
    (
        "app-welcome-refused",
        "app/welcome.html",
        HOUSE
        | {
            "form": refused(PasswordForm({"password": "short"}), "This password has 5 characters. Add three more."),
            "login_email": "maeve@oldquay.example",
        },
    ),
    ("app-welcome-used", "app/welcome.html", HOUSE | {"refusal": LINK_USED}),
    ("app-home", "app/home.html", HOUSE),
    ("app-person", "app/person.html", HOUSE | {"people": PEOPLE, "acting": PEOPLE[1], "next": "/app/"}),
    ("app-person-pin", "app/person_pin.html", {"person": PEOPLE[0], "form": PinForm(), "next": "/app/"}),
    (
        "app-person-pin-wrong",
        "app/person_pin.html",
        {
            "person": PEOPLE[2],
            "form": refused(PinForm({"pin": "8163"}), "This is not the PIN of Maeve. Type it again."),
            "next": "/app/",
        },
    ),
    ("app-person-without-pin", "app/person_pin.html", {"person": PEOPLE[1], "form": PinForm(), "next": "/app/"}),
    ("app-people", "app/people.html", ACTING | {"people": PEOPLE, "form": PersonForm()}),
    ("app-people-none", "app/people.html", {"people": [], "form": PersonForm()}),
    ("app-people-one", "app/people_one.html", ACTING | {"person": PEOPLE[1], "forms": OF_ONE, "is_oneself": True}),
    (
        "app-people-other",
        "app/people_one.html",
        ACTING
        | {
            "person": PEOPLE[0],
            "forms": OF_ONE,
            "is_oneself": False,
            "refusal": {"sentence": "This is not the password of this login."},
        },
    ),
    ("app-temporary", "app/temporary.html", HOUSE | {"form": PasswordForm(), "login_email": "maeve@oldquay.example"}),
    ("app-reset", "app/password_reset.html", {"form": ResetForm()}),
    ("app-reset-done", "app/password_reset_done.html", {}),
]
