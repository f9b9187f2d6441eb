"""What a password must be, and who may have which address."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from onaccount.domain.customers.actions import correct_customer, open_login
from onaccount.domain.customers.queries import guest, locations_of
from onaccount.domain.customers.rules.status import LoginOfStaff, LoginTaken
from onaccount.domain.people.actions import add_staff, choose_own_password, set_password, use_up_temporary_password
from onaccount.domain.people.models import Principal
from onaccount.domain.people.queries import password_is_good, principal_with_email
from onaccount.domain.people.rules import EmailTaken, Kind, Role, SamePassword
from tests.stage import AT, COMMAND, PASSWORD, TOM, WIDGETS, hire, let_in, race, sign_up, sign_up_many

pytestmark = pytest.mark.django_db


def hire_with(password: str = PASSWORD, email: str = "ada@harbourpine.example") -> Principal:
    return add_staff(name="Ada Kestrel", email=email, password=password, role=Role.OFFICE, by=COMMAND, at=AT)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "too short"),
        ("seven7c", "too short"),
        ("password", "too common"),
        ("PASSWORD", "too common"),
        ("12345678", "too common"),
        ("iloveyou", "too common"),
        ("ada@harbourpine.example", "too similar"),
        ("harbourpine", "too similar"),
        ("adakestrel", "too similar"),
        ("AdaKestrel1", "too similar"),
    ],
)
def test_a_weak_password_is_refused(password, words):
    with pytest.raises(ValidationError, match=words):
        hire_with(password)
    assert not Principal.objects.exists()


@pytest.mark.parametrize(
    "password",
    [
        "vow up 17",
        "  7 : 4 : 1  ",
        "тринадцать стульев",
        "🦆🦆🦆🦆🦆🦆🦆🦆",
        "x" * 64 + "the end counts",
        "'; DROP TABLE people_principal; --",
        "tab\tand\nnewline",
    ],
)
def test_any_characters_make_a_password_and_none_is_cut_off(password):
    principal = hire_with(password)
    assert principal.check_password(password)
    assert not principal.check_password(password[:-1])
    assert password not in principal.password


# --- one address, one principal ---------------------------------------------------------------------------------------

SAME = ["tom@harbourpine.example", "TOM@HARBOURPINE.EXAMPLE", "Tom@HarbourPine.example"]


@pytest.mark.parametrize("email", SAME)
def test_an_address_logs_in_one_member_of_staff_whatever_its_case(email):
    hire(TOM)
    with pytest.raises(EmailTaken):
        hire_with(email=email)


@pytest.mark.parametrize("email", SAME)
def test_staff_are_found_by_their_address_whatever_its_case(email):
    tom = hire(TOM)
    found = principal_with_email(email, kind=Kind.STAFF)
    assert found is not None
    assert str(found.pk) == tom.key
    assert principal_with_email(email, kind=Kind.LOGIN) is None


@pytest.mark.parametrize("email", ["GRAHAM@WIDGETS.EXAMPLE", "graham@widgets.example"])
def test_an_address_is_one_customers_login_whatever_its_case(email):
    first, second = sign_up(), sign_up(login="other@widgets.example")
    with pytest.raises(LoginTaken, match=f"belongs to No. {first}"):
        correct_customer(number=second, values={"login_email": email}, by=COMMAND, at=AT)


@pytest.mark.parametrize(
    ("stored", "asked"), [("Ärger@widgets.example", "ärger@widgets.example"), ("ж@x.example", "Ж@x.example")]
)
def test_letters_beyond_ascii_have_cases_too_on_either_engine(stored, asked):
    first, second = sign_up(login=stored), sign_up(login="other@widgets.example")
    with pytest.raises(LoginTaken, match=f"belongs to No. {first}"):
        correct_customer(number=second, values={"login_email": asked}, by=COMMAND, at=AT)


def test_a_customer_cannot_log_in_with_the_address_of_staff():
    hire(TOM)
    number = sign_up(login=TOM.email.upper())
    with pytest.raises(LoginOfStaff):
        open_login(locations_of(number)[0], at=AT)


def test_staff_cannot_log_in_with_the_address_of_a_customer_that_was_let_in():
    let_in()
    with pytest.raises(EmailTaken):
        hire_with(email="Graham@Widgets.Example")


def test_many_logins_without_an_address_may_exist_side_by_side():
    """Logins that were taken away keep their row and give their address back."""
    numbers = sign_up_many(2)
    for number in numbers:
        open_login(locations_of(number)[0], at=AT)
        correct_customer(number=number, values={"login_email": ""}, by=COMMAND, at=AT)
    assert Principal.objects.filter(email=None, is_active=False).count() == 2


def test_the_database_itself_keeps_one_principal_per_address():
    hire(TOM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Principal.objects.create(kind="login", name=WIDGETS, email=TOM.email.title(), created_at=AT)


# --- temporary passwords (D-04) ---------------------------------------------------------------------------------------

UNTIL = AT + timedelta(hours=24)


def a_login_with_a_temporary_password() -> Principal:
    principal = open_login(locations_of(sign_up())[0], at=AT)
    set_password(principal, PASSWORD, temporary_until=UNTIL)
    return principal


def must_choose(principal: Principal) -> bool:
    found = guest(principal.pk)
    assert found is not None
    return found.must_choose_password


def test_a_temporary_password_is_good_for_a_short_time():
    principal = a_login_with_a_temporary_password()
    assert password_is_good(principal.pk, at=UNTIL - timedelta(seconds=1))
    assert not password_is_good(principal.pk, at=UNTIL)
    assert not use_up_temporary_password(principal=principal.pk, at=UNTIL)


def test_a_temporary_password_is_good_once():
    principal = a_login_with_a_temporary_password()
    assert use_up_temporary_password(principal=principal.pk, at=AT)
    assert not use_up_temporary_password(principal=principal.pk, at=AT)
    assert not password_is_good(principal.pk, at=AT)


def test_whoever_came_in_with_a_temporary_password_chooses_another_which_then_stays():
    principal = a_login_with_a_temporary_password()
    use_up_temporary_password(principal=principal.pk, at=AT)
    assert must_choose(principal)
    choose_own_password(principal=principal.pk, password="8 foxy 42 jukebox", at=AT)
    assert not must_choose(principal)
    assert password_is_good(principal.pk, at=AT + timedelta(days=900))


def test_the_temporary_password_itself_is_no_choice():
    principal = a_login_with_a_temporary_password()
    use_up_temporary_password(principal=principal.pk, at=AT)
    with pytest.raises(SamePassword):
        choose_own_password(principal=principal.pk, password=PASSWORD, at=AT)
    assert must_choose(principal)


def test_a_password_of_ones_own_does_not_run_out_and_is_not_used_up():
    principal = open_login(locations_of(sign_up())[0], at=AT)
    set_password(principal, PASSWORD)
    assert not use_up_temporary_password(principal=principal.pk, at=AT)
    assert password_is_good(principal.pk, at=AT + timedelta(days=900))
    assert not must_choose(principal)


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_at_once_one_uses_the_temporary_password_up():
    for number in sign_up_many(20):
        principal = open_login(locations_of(number)[0], at=AT)
        set_password(principal, PASSWORD, temporary_until=UNTIL)
        both = race(*[partial(use_up_temporary_password, principal=principal.pk, at=AT)] * 2)
        assert sorted(both) == [False, True]
