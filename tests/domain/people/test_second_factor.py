"""Second factors: whose they are, that a code is good once, and what is kept of them."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.actions.second_factor import (
    add_passkey,
    add_totp,
    code_at,
    counter_of,
    remove_factor,
    renew_recovery_codes,
    use_code,
)
from onaccount.domain.people.models import Principal
from onaccount.domain.people.queries.second_factor import factor_rows
from onaccount.domain.people.rules.second_factor import (
    SKEW,
    STEP,
    Factor,
    FactorThere,
    FactorUnreadable,
    LastFactor,
    NotYours,
    WrongCode,
)
from tests.stage import AT, COMMAND, NADIA, SECRET, TOM, code_of_app, everything_in_the_database, hire, race

ONE = timedelta(seconds=STEP)


@pytest.mark.parametrize(
    ("seconds", "code"),
    # RFC 6238, appendix B, for SHA-1: the last six of its eight digits.
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_a_code_is_that_of_rfc_6238(seconds, code):
    assert code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", seconds // STEP) == code


@pytest.mark.parametrize("steps", range(-3, 4))
def test_a_clock_may_be_one_step_off_and_no_more(steps):
    is_good = counter_of(SECRET, code_of_app(at=AT + steps * ONE), at=AT) is not None
    assert is_good is (abs(steps) <= SKEW)


@pytest.mark.parametrize("code", ["", " ", "00000", "1e5", "٣٣٣٣٣٣", "\x00", "1" * 400, "abcdef"])
def test_what_is_no_code_is_none(code):
    assert counter_of(SECRET, code, at=AT) is None


@pytest.fixture
def tom(db) -> Actor:
    return hire(TOM, second_factor=False)


def set_up(by: Actor) -> list[str]:
    return add_totp(principal=int(by.key), secret=SECRET, code=code_of_app(), by=by, at=AT)


def use(by: Actor, code: str, *, later: timedelta = timedelta(0)) -> bool:
    return use_code(principal=int(by.key), code=code, at=AT + later) is not None


def test_a_code_is_good_once_and_none_before_it_is_good_any_more(tom):
    set_up(tom)
    assert not use(tom, code_of_app())  # it was shown when the app was set up
    following = code_of_app(at=AT + ONE)
    assert use(tom, following)
    assert not use(tom, following, later=ONE)
    assert not use(tom, code_of_app(), later=ONE)
    assert use(tom, code_of_app(at=AT + 2 * ONE), later=2 * ONE)


def test_a_recovery_code_is_good_once_and_history_has_it(tom):
    codes = set_up(tom)
    assert len(set(codes)) == 10
    assert use(tom, codes[3])
    assert not use(tom, codes[3])
    assert use(tom, f"{codes[4][:4]} {codes[4][4:]}")
    assert factor_rows(int(tom.key))[-1].left == 8
    assert [fact.name for fact in facts_of(Subject("principal", tom.key))].count("login.recovery_code_used") == 2


def test_new_recovery_codes_void_those_before(tom):
    old = set_up(tom)
    new = renew_recovery_codes(principal=int(tom.key), by=tom, at=AT)
    assert not set(old) & set(new)
    assert not use(tom, old[0])
    assert use(tom, new[0])


def test_nothing_that_lets_in_stands_in_the_database_in_words(tom):
    codes = set_up(tom)
    kept = everything_in_the_database()
    assert SECRET not in kept
    assert not [code for code in codes if code in kept]


def test_under_another_secret_key_it_is_said_that_it_cannot_be_read(tom, settings):
    set_up(tom)
    settings.SECRET_KEY = "another one, as after a restore without the first"
    with pytest.raises(FactorUnreadable, match="Ask an administrator to reset it"):
        use(tom, code_of_app(at=AT + ONE))
    with pytest.raises(FactorUnreadable):
        factor_rows(int(tom.key))


def test_a_wrong_code_sets_nothing_up(tom):
    with pytest.raises(WrongCode):
        add_totp(principal=int(tom.key), secret=SECRET, code="000000", by=tom, at=AT)
    assert not Authenticator.objects.exists()
    assert Principal.objects.get(pk=tom.key).second_factor_at is None


def test_there_is_one_app(tom):
    set_up(tom)
    with pytest.raises(FactorThere):
        set_up(tom)


def test_nobody_sets_up_what_lets_in_as_another(tom):
    nadia = hire(NADIA)
    for by in (nadia, COMMAND):
        with pytest.raises(NotYours):
            add_totp(principal=int(tom.key), secret=SECRET, code=code_of_app(), by=by, at=AT)
        with pytest.raises(NotYours):
            add_passkey(principal=int(tom.key), name="", credential={}, by=by, at=AT)
        with pytest.raises(NotYours):
            renew_recovery_codes(principal=int(tom.key), by=by, at=AT)
        with pytest.raises(NotYours):
            remove_factor(principal=int(tom.key), factor=1, by=by, at=AT)


@pytest.mark.parametrize(
    ("choices", "may"),
    [({}, False), ({"second_factor": False}, True), ({"is_demo": True}, True)],
    ids=["needed", "not needed", "demo"],
)
def test_the_last_second_factor_is_taken_out_only_where_none_is_needed(tom, choices, may):
    settle_business(by=COMMAND, at=AT, **choices)
    set_up(tom)
    app = factor_rows(int(tom.key))[0].key
    if may:
        remove_factor(principal=int(tom.key), factor=app, by=tom, at=AT)
        assert factor_rows(int(tom.key)) == []  # the recovery codes go with it
    else:
        with pytest.raises(LastFactor):
            remove_factor(principal=int(tom.key), factor=app, by=tom, at=AT)
    assert (Principal.objects.get(pk=tom.key).second_factor_at is None) is may


def test_history_has_what_was_set_up(tom):
    set_up(tom)
    (fact,) = facts_of(Subject("principal", tom.key), limit=1)
    assert (fact.name, fact.changes) == ("login.second_factor_added", {"factor": ("", Factor.TOTP.value)})


@pytest.mark.django_db(transaction=True)
def test_of_ten_browsers_with_one_code_one_comes_in():
    tom = hire(TOM)
    answers = race(*[lambda: use_code(principal=int(tom.key), code=code_of_app(), at=AT)] * 10)
    assert len([answer for answer in answers if isinstance(answer, int)]) == 1
