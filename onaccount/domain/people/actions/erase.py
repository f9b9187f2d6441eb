"""Principals lose their names and their ways in; what they did is still done by the same key (I25)."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db.models import Q

from onaccount.domain.people.models import KeptAnswer, Link, Principal, Session

ERASED = "Erased"
ANSWERED = '{"erased": true}'  # to a machine that sends the same key again: its request had its effect


def erase_principals(principals: Collection[int]) -> int:
    """Nobody comes in as one of these any more, from this moment, and their addresses are free. How many rows changed.

    The caller has asked for the right, and says in history why.
    """
    known = ~Q(name=ERASED) | Q(email__isnull=False) | Q(is_active=True)
    theirs = Principal.objects.filter(pk__in=principals)
    changed = theirs.filter(known).update(
        name=ERASED, email=None, is_active=False, temporary_until=None, password=make_password(None)
    )
    for table in (Session, Link):
        changed += table.objects.filter(principal__in=principals).delete()[0]
    for table in (EmailAddress, Authenticator):
        changed += table.objects.filter(user__in=principals).delete()[0]
    return changed


def erase_answers(keys: Collection[str]) -> int:
    """What machines were answered about a person is blanked, and the key is still taken: nothing is done twice."""
    return KeptAnswer.objects.filter(pk__in=keys).exclude(body=ANSWERED).update(body=ANSWERED)
