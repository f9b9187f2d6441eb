"""What a business may choose, and what its choices do (S1-12, S1-13, D-01, D-04, D-21)."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError

from onaccount.domain.business.models import Business
from onaccount.domain.business.queries import current_business
from onaccount.domain.business.rules import (
    BusinessNameless,
    LinkDaysImpossible,
    MinimumImpossible,
    NobodyToTell,
    NotABusinessZone,
    NotACurrency,
    NotOneOf,
    Vetted,
    check_choice,
)
from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Kind, Origin, Stage
from onaccount.domain.customers.rules.vetted import stage_at_start
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.actions import add_staff, settle_business
from onaccount.domain.people.models import Link
from onaccount.domain.people.rules import NotAllowed, Role
from tests.stage import AT, COMMAND, INES, LATER, TOM, hire, let_in, race, work_off

C, I = Kind.COMPANY, Kind.INDIVIDUAL  # noqa: E741 - a column of the table below
SIGNUP, PARTNER, STAFF, API, IMPORT = Origin


@pytest.mark.parametrize(
    ("name", "value", "refusal"),
    [
        ("name", "", BusinessNameless),
        ("name", "x" * 121, BusinessNameless),
        ("name", "Harbour\r\nBcc: x@x.example", BusinessNameless),
        ("currency", "XAU", NotACurrency),
        ("currency", "", NotACurrency),
        ("time_zone", "../../etc/passwd", NotABusinessZone),
        ("shortest_password", 5, MinimumImpossible),
        ("shortest_password", 65, MinimumImpossible),
        ("link_days", 0, LinkDaysImpossible),
        ("link_days", 91, LinkDaysImpossible),
        ("signups_told_to", "ada", NobodyToTell),
        ("signups_told_to", "ada@own.example, bob@own.example", NobodyToTell),
        ("login_letter", "pigeon", NotOneOf),
        ("vets", "friends", NotOneOf),
    ],
)
def test_a_choice_that_cannot_be_is_refused(name, value, refusal):
    with pytest.raises(refusal):
        check_choice(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "Harbour & Pine"), ("currency", "EUR"), ("currency", "XOF"), ("time_zone", "UTC"), ("link_days", 1),
        ("link_days", 90), ("shortest_password", 6), ("shortest_password", 64), ("signups_told_to", ""),
        ("signups_told_to", "ada@own.example"), ("vets", "everyone"), ("login_letter", "temporary_password"),
    ],
)  # fmt: skip
def test_a_choice_that_can_be_is_taken(name, value):
    check_choice(name, value)


# Which of the five doors' companies and individuals begin as New.
VETTED = {
    Vetted.PARTNERS: {(PARTNER, C), (PARTNER, I)},
    Vetted.COMPANIES: set(product(Origin, [C])),
    Vetted.INDIVIDUALS: set(product(Origin, [I])),
    Vetted.EVERYONE: set(product(Origin, Kind)),
    Vetted.NOBODY: set(),
}


@pytest.mark.parametrize(("vets", "origin", "kind"), list(product(Vetted, Origin, Kind)))
def test_a_customer_begins_as_new_where_vetting_is_required_and_else_without_a_stage(vets, origin, kind):
    expected = Stage.NEW if (origin, kind) in VETTED[vets] else Stage.NONE
    assert stage_at_start(vets=vets, origin=origin, kind=kind) is expected


@pytest.mark.django_db
@pytest.mark.parametrize(("vets", "stage"), [("nobody", "none"), ("companies", "new"), ("individuals", "none")])
def test_who_is_added_has_the_stage_that_the_setting_says(vets, stage):
    settle_business(vets=vets, by=COMMAND, at=AT)
    number = add_customer(values={"kind": "company", "name": "Acme"}, origin=Origin.STAFF, by=COMMAND, at=AT)
    assert Customer.objects.get(number=number).stage == stage


@pytest.mark.django_db
def test_a_setting_counts_for_those_who_come_afterwards():
    before = add_customer(values={"kind": "company", "name": "Acme"}, origin=Origin.PARTNER, by=COMMAND, at=AT)
    settle_business(vets="nobody", by=COMMAND, at=AT)
    after = add_customer(values={"kind": "company", "name": "Apex"}, origin=Origin.PARTNER, by=COMMAND, at=AT)
    stages = dict(Customer.objects.values_list("number", "stage"))
    assert (stages[before], stages[after]) == ("new", "none")


@pytest.mark.django_db
@pytest.mark.parametrize(("minimum", "good", "bad"), [(6, "dw4rfs", "dw4rf"), (12, "sixteen oaks", "sixteen oak")])
def test_the_minimum_of_passwords_is_the_one_that_is_set(minimum, good, bad):
    settle_business(shortest_password=minimum, by=COMMAND, at=AT)
    with pytest.raises(ValidationError, match=f"at least {minimum} characters"):
        add_staff(name="Ada", email="ada@own.example", password=bad, role=Role.OFFICE, by=COMMAND, at=AT)
    add_staff(name="Bo", email="bo@own.example", password=good, role=Role.OFFICE, by=COMMAND, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "words"), [(1, "for 1 day."), (30, "for 30 days.")])
def test_the_link_of_a_letter_is_good_for_the_days_that_are_set_and_the_letter_says_so(days, words):
    settle_business(link_days=days, is_demo=True, by=COMMAND, at=AT)
    let_in()
    work_off()
    link = Link.objects.get()
    assert link.expires_at - link.issued_at == timedelta(days=days)
    assert words in Letter.objects.get().text


@pytest.mark.django_db
def test_only_what_was_changed_is_written_and_kept_with_what_was_before():
    settle_business(name="Harbour & Pine", by=COMMAND, at=AT)
    stale = current_business()
    settle_business(currency="EUR", by=COMMAND, at=AT + LATER)
    settle_business(time_zone="Europe/Berlin", link_days=stale.link_days, by=COMMAND, at=AT + LATER)
    now = current_business()
    assert (now.name, now.currency, now.time_zone) == ("Harbour & Pine", "EUR", "Europe/Berlin")
    newest = facts_of(Subject("business", "1"))[0]
    assert newest.changes == {"time_zone": ("Europe/London", "Europe/Berlin")}
    assert now.settled_at == AT


@pytest.mark.django_db
def test_settings_that_are_kept_as_they_are_are_no_fact():
    settle_business(name="Harbour & Pine", by=COMMAND, at=AT)
    settle_business(name="Harbour & Pine", currency="GBP", by=COMMAND, at=AT)
    assert len(facts_of(Subject("business", "1"))) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("player", [TOM, INES])
def test_only_who_may_change_settings_changes_them(player):
    by = hire(player)
    with pytest.raises(NotAllowed):
        settle_business(name="Mine", by=by, at=AT)
    assert not Business.objects.filter(name="Mine").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_two_things_at_the_same_moment_both_have_their_way():
    answers = race(
        lambda: settle_business(name="Harbour & Pine", by=COMMAND, at=AT),
        lambda: settle_business(currency="EUR", by=COMMAND, at=AT),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    now = current_business()
    assert (now.name, now.currency) == ("Harbour & Pine", "EUR")
