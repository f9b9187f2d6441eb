"""An agency or a register switched on and off, its address and what lets us in; and a test of it, by the worker."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from onaccount.domain.connectors.actions.breaker import FIELDS, count_failure, longer_wait
from onaccount.domain.connectors.models import Check, Service
from onaccount.domain.connectors.queries.sources import secrets_of_service
from onaccount.domain.connectors.rules.checks import OPEN, SOURCE_NAMES, Source
from onaccount.domain.connectors.rules.secrets import locked
from onaccount.domain.connectors.rules.sources import (
    LONGEST_CREDENTIAL,
    SERVICES,
    CredentialsMissing,
    CredentialTooLong,
    clean_address,
)
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import SYSTEM, Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


def locked_service(source: Source) -> Service:
    """The row, made at its first use, held until the transaction ends."""
    Service.objects.get_or_create(pk=source.value, defaults={"address": SERVICES[source].address})
    return Service.objects.select_for_update(no_key=True).get(pk=source.value)


@action
def set_service(
    *, source: Source, is_on: bool, address: str, credentials: Mapping[str, str], by: Actor, at: datetime
) -> Service:
    """Keep where it is and what lets us in; a blank credential leaves the one that is there.

    Another address gets none of those that were typed for the first: whoever can change an address could have them
    sent to themselves. Raises AddressImpossible, CredentialsMissing, CredentialTooLong.
    """
    require(by, Right.EDIT_BUSINESS)
    row = locked_service(source)
    new = clean_address(address or SERVICES[source].address)
    kept = dict(secrets_of_service(row)) if new == row.address else {}
    typed = {name: credentials.get(name, "").strip() for name in SERVICES[source].credentials}
    if any(len(text) > LONGEST_CREDENTIAL for text in typed.values()):
        raise CredentialTooLong(most=LONGEST_CREDENTIAL)
    secrets = {**kept, **{name: text for name, text in typed.items() if text}}
    if is_on and not all(secrets.get(name) for name in SERVICES[source].credentials):
        raise CredentialsMissing(source=SOURCE_NAMES[source])
    changes = {"service_on": (row.is_on, is_on), "service_address": (row.address, new)}
    row.is_on, row.address = is_on, new
    row.secrets, row.token = locked(secrets, settings.SECRET_KEY), ""
    row.refused_at, row.quiet_until, row.failures, row.trouble, row.troubled_at = None, None, 0, "", None
    row.tested_at, row.test_words, row.test_asked_at = None, "", None
    row.save()
    if is_on:  # what waited for it waits no longer
        Check.objects.filter(source=source.value, state__in=OPEN, next_try_at=None).update(next_try_at=at)
    told = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    record("service.set", Subject("connection", source.value), by=by, at=at, changes=told)
    return row


@action
def ask_for_test(*, source: Source, by: Actor, at: datetime) -> None:
    """Have the worker look whether it answers and lets us in."""
    require(by, Right.EDIT_BUSINESS)
    row = locked_service(source)
    if not all(secrets_of_service(row).get(name) for name in SERVICES[source].credentials):
        raise CredentialsMissing(source=SOURCE_NAMES[source])
    row.test_asked_at, row.tested_at, row.test_words = at, None, ""
    row.save(update_fields=["test_asked_at", "tested_at", "test_words"])
    record("service.test_asked", Subject("connection", source.value), by=by, at=at)


# --- what the worker notes --------------------------------------------------------------------------------------------


@transaction.atomic
def note_service_failure(source: Source, words: str, *, at: datetime, until: datetime | None = None) -> None:
    row = locked_service(source)
    count_failure(row, words, at=at, until=until)
    row.save(update_fields=FIELDS)


@transaction.atomic
def note_service_wait(source: Source, words: str, until: datetime, *, at: datetime) -> None:
    """It asked us to wait. That is no failure."""
    row = locked_service(source)
    row.failures, row.trouble, row.troubled_at = 0, words[:500], at
    row.quiet_until = longer_wait(row, until, at=at)
    row.save(update_fields=FIELDS)


@transaction.atomic
def note_service_answer(source: Source, *, at: datetime) -> None:
    row = locked_service(source)
    row.failures, row.answered_at, row.trouble, row.troubled_at = 0, at, "", None
    row.quiet_until = longer_wait(row, None, at=at)
    row.save(update_fields=[*FIELDS, "answered_at"])


@transaction.atomic
def refuse_service(source: Source, words: str, *, at: datetime) -> None:
    """It does not take our credentials: not tried again before somebody changes them, for it would lock us out."""
    row = locked_service(source)
    row.refused_at, row.trouble, row.troubled_at, row.token = at, words[:500], at, ""
    row.save(update_fields=["refused_at", "trouble", "troubled_at", "token"])
    record("service.refused", Subject("connection", source.value), by=SYSTEM, at=at, why=words[:500])


@transaction.atomic
def keep_token(source: Source, token: str) -> None:
    Service.objects.filter(pk=source.value).update(token=token)


@transaction.atomic
def note_test(source: Source, words: str, *, at: datetime) -> None:
    Service.objects.filter(pk=source.value).update(test_asked_at=None, tested_at=at, test_words=words[:500])
