"""Dates, numbers and names as look.md writes them."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone

from onaccount.delivery.ui.templatetags import ui

SUMMER = datetime(2014, 10, 24, 9, 31, 7, tzinfo=UTC)


def test_lists_say_the_second_in_the_business_s_own_zone():
    with timezone.override("Europe/London"):
        assert Template("{% load ui %}{{ at|moment }}").render(Context({"at": SUMMER})) == "24/10/2014 10:31:07"


@pytest.mark.parametrize(("ago", "said"), [(0, "Today"), (1, "Yesterday")])
def test_timelines_name_the_last_two_days(ago, said):
    at = timezone.now() - timedelta(days=ago)
    assert ui.when(at) == f"{said} {at:%H:%M}"


def test_timelines_give_the_plain_date_before_that():
    assert ui.when(SUMMER) == "24/10/2014"


@pytest.mark.parametrize("filter_", [ui.when, ui.moment])
def test_a_time_that_is_not_known_is_left_blank(filter_):
    assert filter_(None) == ""


@pytest.mark.parametrize(("number", "said"), [(7, "7"), (1604, "1,604"), ("999+", "999+"), (0, "0"), (None, "")])
def test_thousands_are_parted_and_words_are_left_alone(number, said):
    assert ui.thousands(number) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [("Nadia Okafor", "NO"), ("Tom van den Brandt", "TB"), ("Plato", "PL"), ("ines@harbour.example", "IE"), ("", "")],
)
def test_a_person_is_two_letters(name, said):
    assert ui.initials(name) == said


class Form(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="For the driver.")


def field_drawn(form: forms.Form, name: str) -> str:
    return Template("{% load ui %}{% field form." + name + ' autocomplete="email" %}').render(Context({"form": form}))


def test_a_field_ties_its_hint_and_its_refusal_to_its_control():
    shown = field_drawn(Form({"email": "dairy@hollin"}), "email")
    assert 'aria-describedby="id_email_helptext id_email_error"' in shown
    for part in ('id="id_email_helptext"', 'id="id_email_error"', 'aria-invalid="true"', 'value="dairy@hollin"'):
        assert part in shown
    assert 'autocomplete="email"' in shown


def test_a_field_that_the_form_has_not_is_not_drawn():
    assert field_drawn(Form(), "telephone").strip() == ""
