"""The agencies and registers: which are on, and how it goes with each; nothing that lets anybody in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from onaccount.domain.connectors.models import Service
from onaccount.domain.connectors.rules.checks import Source
from onaccount.domain.connectors.rules.secrets import unlocked
from onaccount.domain.connectors.rules.sources import SERVICES


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """`kept` are the names of the credentials that are there."""

    source: Source
    is_on: bool
    address: str
    credentials: tuple[str, ...]
    kept: frozenset[str]
    refused_at: datetime | None = None
    quiet_until: datetime | None = None
    trouble: str = ""
    troubled_at: datetime | None = None
    answered_at: datetime | None = None
    is_testing: bool = False
    tested_at: datetime | None = None
    test_words: str = ""


def secrets_of_service(row: Service) -> Mapping[str, Any]:
    return unlocked(row.secrets, settings.SECRET_KEY)


def service_cards(at: datetime) -> list[ServiceCard]:
    """All that there are, in their order. One statement."""
    rows = {row.source: row for row in Service.objects.all()}
    return [_card(source, rows.get(source.value), at) for source in SERVICES]


def _card(source: Source, row: Service | None, at: datetime) -> ServiceCard:
    service = SERVICES[source]
    if row is None:
        return ServiceCard(source, False, service.address, service.credentials, frozenset())
    return ServiceCard(
        source=source,
        is_on=row.is_on,
        address=row.address,
        credentials=service.credentials,
        kept=frozenset(secrets_of_service(row)),
        refused_at=row.refused_at,
        quiet_until=row.quiet_until if row.quiet_until and row.quiet_until > at else None,
        trouble=row.trouble,
        troubled_at=row.troubled_at,
        answered_at=row.answered_at,
        is_testing=row.test_asked_at is not None,
        tested_at=row.tested_at,
        test_words=row.test_words,
    )


def sources_on() -> list[Source]:
    """Who can be asked, in their order. One statement."""
    on = set(Service.objects.filter(is_on=True).values_list("source", flat=True))
    return [source for source in SERVICES if source.value in on]


def tests_asked() -> list[Source]:
    return [
        Source(each) for each in Service.objects.filter(test_asked_at__isnull=False).values_list("source", flat=True)
    ]
