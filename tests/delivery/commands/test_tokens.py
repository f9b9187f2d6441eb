"""Tokens from the command line."""

import pytest
from click.testing import CliRunner
from django.utils import timezone

from onaccount.delivery.commands import main
from onaccount.domain.people.models import Token
from onaccount.domain.people.queries import token_actor, tokens

pytestmark = pytest.mark.django_db


def run(*words: str):
    return CliRunner().invoke(main, words)


def test_the_token_stands_alone_on_the_last_line_and_nowhere_else():
    done = run("create-token", "The shop", "--rights", "customers,imports:read")
    secret = done.stdout.splitlines()[-1]
    assert done.exit_code == 0
    assert secret.startswith("oa_")
    assert len(secret) > 40
    assert secret not in done.stderr
    assert Token.objects.get().levels == {"customers": "write", "imports": "read"}
    assert token_actor(secret, at=timezone.now()) is not None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--rights", "custmers"], '"custmers" is no area'),
        (["--rights", "customers:full"], '"customers:full" is no area'),
        (["--rights", ""], "without any right"),
        (["--rights", "all", "--expires", "2001-01-01"], "has passed already"),
        (["--rights", "all", "--expires", "soon"], "is no date"),
    ],
)
def test_what_cannot_be_given_is_said(words, said):
    done = run("create-token", "The shop", *words)
    assert done.exit_code == 1
    assert said in done.output
    assert not Token.objects.exists()


@pytest.mark.parametrize("expires", ["30d", "12h", "2099-12-31"])
def test_a_token_may_have_an_end(expires):
    run("create-token", "The shop", "--rights", "all", "--expires", expires)
    expires_at = Token.objects.get().expires_at
    assert expires_at is not None
    assert expires_at > timezone.now()


def test_tokens_are_listed_and_ended():
    run("create-token", "The shop", "--rights", "all:read")
    (card,) = tokens(at=timezone.now())
    assert f"{card.number}  good  The shop" in run("tokens", "list").output
    assert "lets nobody in" in run("tokens", "end", str(card.number)).output
    assert f"{card.number}  ended  The shop" in run("tokens", "list").output
    assert run("tokens", "end", str(card.number)).exit_code == 1
    assert run("tokens", "end", "99").exit_code == 1
