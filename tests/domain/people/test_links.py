"""A link lets in once, for a while, and is known to nobody but its reader."""

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from onaccount.domain.customers.actions import open_login
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.people.actions import choose_password, issue_link, set_password, void_links
from onaccount.domain.people.models import Link, Principal
from onaccount.domain.people.queries import way_in
from onaccount.domain.people.rules import (
    RESET_LASTS,
    LinkNotGood,
    LinkState,
    Purpose,
    link_state,
    link_token,
    token_hash,
)
from tests.stage import AT, LINK_LASTS, PASSWORD, race, sign_up, sign_up_many

RACES = 100
OTHER = "8 foxy 42 jukebox"


def a_login() -> Principal:
    return open_login(locations_of(sign_up())[0], at=AT)


def link_for(principal: Principal, *, key: str | None = None, at=AT, purpose: Purpose = Purpose.WELCOME) -> str:
    return issue_link(principal, purpose=purpose, key=key, at=at)


def state(token: str, at=AT) -> LinkState:
    return way_in(token, at=at).state


@pytest.mark.django_db
def test_a_link_lets_its_reader_choose_a_password():
    principal = a_login()
    token = link_for(principal)
    assert way_in(token, at=AT).principal == principal.pk
    choose_password(token=token, password=PASSWORD, at=AT)
    principal.refresh_from_db()
    assert principal.check_password(PASSWORD)


@pytest.mark.django_db
def test_a_link_works_once():
    token = link_for(a_login())
    choose_password(token=token, password=PASSWORD, at=AT)
    with pytest.raises(LinkNotGood):
        choose_password(token=token, password=OTHER, at=AT)
    assert state(token) is LinkState.USED
    assert Principal.objects.get().check_password(PASSWORD)


@pytest.mark.django_db
@pytest.mark.parametrize(("purpose", "lasts"), [(Purpose.WELCOME, LINK_LASTS), (Purpose.NEW_PASSWORD, RESET_LASTS)])
def test_a_link_expires(purpose, lasts):
    token = link_for(a_login(), purpose=purpose)
    assert state(token, AT + lasts - timedelta(seconds=1)) is LinkState.GOOD
    with pytest.raises(LinkNotGood):
        choose_password(token=token, password=PASSWORD, at=AT + lasts)


@pytest.mark.django_db
def test_a_newer_link_voids_the_earlier_one():
    principal = a_login()
    first, second = link_for(principal), link_for(principal)
    assert first != second
    with pytest.raises(LinkNotGood):
        choose_password(token=first, password=PASSWORD, at=AT)
    choose_password(token=second, password=PASSWORD, at=AT)


@pytest.mark.django_db
def test_only_the_hash_of_a_token_is_kept():
    token = link_for(a_login(), key="letter-1")
    row = Link.objects.values().get()
    assert token not in str(row)
    assert row["token_hash"] == token_hash(token)


@pytest.mark.django_db
def test_the_same_letter_sent_again_carries_the_same_link():
    principal = a_login()
    first = link_for(principal, key="letter-1")
    assert link_for(principal, key="letter-1", at=AT + timedelta(minutes=5)) == first
    assert state(first) is LinkState.GOOD
    assert Link.objects.count() == 1


@pytest.mark.django_db
def test_a_letter_that_waited_for_days_carries_a_link_that_is_still_good():
    """The mail server was away; the link's days count from when it goes, not from the first try."""
    principal = a_login()
    link_for(principal, key="letter-1")
    late = AT + LINK_LASTS
    assert state(link_for(principal, key="letter-1", at=late), late) is LinkState.GOOD


@pytest.mark.django_db
@pytest.mark.parametrize("fate", ["used", "voided"])
def test_a_letter_whose_link_is_spent_carries_another_when_it_goes_again(fate):
    """Cut off after the server had taken it, it is sent again, although its reader may have acted already."""
    principal = a_login()
    first = link_for(principal, key="letter-1")
    if fate == "used":
        choose_password(token=first, password=PASSWORD, at=AT)
    else:
        void_links(principal, at=AT)
    second = link_for(principal, key="letter-1")
    assert second != first
    assert state(second) is LinkState.GOOD
    assert state(first) is not LinkState.GOOD


def test_a_token_needs_the_secret_of_this_house_and_the_letters_key():
    token = link_token("secret", "letter-1")
    assert len(token) == 43  # 256 bits in base64
    assert token == link_token("secret", "letter-1")
    assert token not in (link_token("secret", "letter-2"), link_token("another", "letter-1"))


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "' OR 1=1 --", "ünïcode", "A" * 10_000, "\x00"])
def test_a_token_that_nobody_was_given_tells_nothing(token):
    way = way_in(token, at=AT)
    assert (way.state, way.principal, way.email) == (LinkState.UNKNOWN, 0, "")
    with pytest.raises(LinkNotGood):
        choose_password(token=token, password=PASSWORD, at=AT)


@pytest.mark.django_db
def test_a_weak_password_leaves_the_link_good():
    token = link_for(a_login())
    for weak in ("short", "password", "graham@widgets.example", "Graham's Widgets"):
        with pytest.raises(ValidationError):
            choose_password(token=token, password=weak, at=AT)
    assert state(token) is LinkState.GOOD


@pytest.mark.parametrize(
    ("used", "voided", "expires_in", "expected"),
    [
        (None, None, 1, LinkState.GOOD),
        (None, None, 0, LinkState.EXPIRED),
        (AT, None, 1, LinkState.USED),
        (None, AT, 1, LinkState.VOIDED),
        (AT, None, -1, LinkState.USED),
        (None, AT, -1, LinkState.VOIDED),
        (AT, AT, 1, LinkState.USED),
    ],
)
def test_the_state_of_a_link(used, voided, expires_in, expected):
    expires_at = AT + timedelta(seconds=expires_in)
    assert link_state(used_at=used, voided_at=voided, expires_at=expires_at, at=AT) is expected


# --- two browsers at once ---------------------------------------------------------------------------------------------


def winners(answers: list) -> int:
    assert all(isinstance(answer, Principal | LinkNotGood) for answer in answers), answers
    return sum(isinstance(answer, Principal) for answer in answers)


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_at_once_one_uses_the_link():
    for number in sign_up_many(RACES):
        token = link_for(open_login(locations_of(number)[0], at=AT))
        answers = race(
            partial(choose_password, token=token, password=PASSWORD, at=AT),
            partial(choose_password, token=token, password=OTHER, at=AT),
        )
        assert winners(answers) == 1


@pytest.mark.django_db(transaction=True)
def test_a_link_that_is_looked_at_before_it_is_used_would_be_caught():
    """The same race with a choice that looks first and writes then."""
    token = link_for(a_login())
    look = threading.Barrier(2)

    def choose_carelessly(password: str) -> Principal:
        way = way_in(token, at=AT)
        look.wait()
        if way.state is not LinkState.GOOD:
            raise LinkNotGood(state=way.state.value)
        Link.objects.filter(token_hash=token_hash(token)).update(used_at=AT)
        principal = Principal.objects.get(pk=way.principal)
        set_password(principal, password)
        return principal

    assert winners(race(lambda: choose_carelessly(PASSWORD), lambda: choose_carelessly(OTHER))) == 2


@pytest.mark.django_db(transaction=True)
def test_a_link_used_while_a_newer_one_is_made_leaves_one_good_way_in_at_most():
    for number in sign_up_many(10):
        principal = open_login(locations_of(number)[0], at=AT)
        old = link_for(principal)
        used, new = race(
            partial(choose_password, token=old, password=PASSWORD, at=AT),
            partial(link_for, principal),
        )
        assert isinstance(used, Principal | LinkNotGood)
        assert state(new) is LinkState.GOOD
        assert state(old) is (LinkState.USED if isinstance(used, Principal) else LinkState.VOIDED)
