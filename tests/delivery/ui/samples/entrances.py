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
        HOUSE | {"form": PasswordForm(), "login_email": "maeve@oldquay.example", "minimum": 8},
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
    ("app-temporary", "app/temporary.html", HOUSE | {"form": PasswordForm(), "login_email": "maeve@oldquay.example"}),
    ("app-reset", "app/password_reset.html", {"form": ResetForm()}),
    ("app-reset-done", "app/password_reset_done.html", {}),
]
