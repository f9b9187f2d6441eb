"""Tokens: made by who may, with no more than they have, and ended for good."""

from datetime import timedelta

import pytest

from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions import end_token, make_token
from onaccount.domain.people.models import Principal, Token
from onaccount.domain.people.permissions import Area, Level, read_levels
from onaccount.domain.people.queries import token_actor
from onaccount.domain.people.rules import (
    ExpiryPast,
    NoSuchToken,
    NotAllowed,
    TokenEnded,
    TokenNameless,
    TokenWithoutRights,
    expiry_of,
)
from onaccount.domain.people.rules.groups import BeyondOwnRights
from onaccount.foundation.dates import NotATime
from tests.stage import AT, COMMAND, NADIA, TOM, everything_in_the_database, hire

READ = {Area.CUSTOMERS: Level.READ}


def make(by: Actor = COMMAND, **more) -> tuple[Principal, str]:
    return make_token(**{"name": "The shop", "levels": READ, "expires_at": None, "by": by, "at": AT, **more})


@pytest.mark.django_db
def test_who_may_make_tokens_gives_what_they_have():
    principal, secret = make(hire(NADIA), levels=read_levels("all"))
    bearer = token_actor(secret, at=AT)
    assert bearer is not None
    assert bearer.actor == Actor("token", str(principal.pk), "The shop")
    (fact,) = facts_of(Subject("principal", str(principal.pk)))
    assert fact.name == "token.made"


@pytest.mark.django_db
def test_others_make_none():
    with pytest.raises(NotAllowed):
        make(hire(TOM))


@pytest.mark.django_db
def test_nobody_gives_more_than_they_have():
    maker, _ = make(levels=read_levels("tokens,customers:read"))
    by = Actor("token", str(maker.pk), maker.name)
    make(by, levels=read_levels("customers:read"))
    for beyond in ("customers", "credit:read"):
        with pytest.raises(BeyondOwnRights):
            make(by, levels=read_levels(beyond))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"name": " \u200b "}, TokenNameless),
        ({"name": "x" * 161}, TokenNameless),
        ({"levels": {}}, TokenWithoutRights),
        ({"levels": {Area.CUSTOMERS: Level.NONE}}, TokenWithoutRights),
        ({"levels": {Area.BACKUPS: Level.READ}}, TokenWithoutRights),  # there is nothing to read
        ({"expires_at": AT}, ExpiryPast),
    ],
)
def test_what_would_open_nothing_is_not_made(more, refusal):
    with pytest.raises(refusal):
        make(**more)
    assert not Token.objects.exists()


@pytest.mark.django_db
def test_a_token_is_ended_once_and_for_good():
    principal, secret = make()
    assert end_token(number=principal.pk, by=COMMAND, at=AT) == "The shop"
    assert token_actor(secret, at=AT) is None
    with pytest.raises(TokenEnded):
        end_token(number=principal.pk, by=COMMAND, at=AT)
    with pytest.raises(NoSuchToken):
        end_token(number=int(hire(NADIA).key), by=COMMAND, at=AT)


@pytest.mark.django_db
def test_only_the_hash_of_a_token_is_kept():
    _, secret = make()
    assert secret not in everything_in_the_database()


@pytest.mark.django_db
def test_no_two_tokens_are_alike_and_none_can_be_guessed():
    secrets = {make()[1] for _ in range(20)}
    assert len(secrets) == 20
    assert all(len(secret) == len("oa_") + 43 for secret in secrets)  # 256 bits in base64


@pytest.mark.parametrize(
    ("text", "after"),
    [("", None), ("30d", timedelta(days=30)), ("12 h", timedelta(hours=12)), ("2026-11-22", timedelta(hours=14.5))],
)
def test_an_end_is_said_in_days_or_hours_or_as_a_day_to_its_end(text, after):
    assert expiry_of(text, zone="Europe/London", at=AT) == (after and AT + after)


@pytest.mark.parametrize(("text", "refusal"), [("2026-11-21", ExpiryPast), ("soon", NotATime), ("0d", NotATime)])
def test_an_end_that_is_none_is_refused(text, refusal):
    with pytest.raises(refusal):
        expiry_of(text, zone="Europe/London", at=AT)
