"""Is it well, and how much is there: for load balancers, and for the operator's graphs."""

import hmac
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from onaccount.domain.customers.queries import status_counts
from onaccount.domain.history.queries import backlog
from onaccount.domain.letters.queries import letter_counts

VERSION = version("onaccount")


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    ok = database_answers()
    body = {"ok": ok, "database": connection.vendor, "version": VERSION}
    return JsonResponse(body, status=200 if ok else 503)


class House(Collector):
    """Asked anew for every reading, so that it is true whichever web process answers."""

    def collect(self) -> Iterator[Metric]:
        up = database_answers()
        yield GaugeMetricFamily("onaccount_database_up", "Whether the database answers.", float(up))
        yield by_label("onaccount_info", "What is running.", {(VERSION, connection.vendor): 1}, "version", "database")
        if up:
            yield from _what_is_there()


def _what_is_there() -> Iterator[Metric]:
    waiting = backlog()
    yield by_label("onaccount_customers", "Customers by status.", status_counts(), "status")
    yield by_label("onaccount_letters", "Letters by state.", letter_counts(), "state")
    yield GaugeMetricFamily("onaccount_events_pending", "Events not yet handed out.", waiting.pending)
    yield GaugeMetricFamily("onaccount_deliveries_waiting", "Consequences of events not yet done.", waiting.deliveries)
    yield GaugeMetricFamily(
        "onaccount_deliveries_parked", "Consequences given up for a person to look at.", waiting.parked
    )
    yield GaugeMetricFamily("onaccount_oldest_event_seconds", "Age of the oldest event due.", waiting.oldest_seconds)


def by_label(name: str, meaning: str, figures: Mapping[Any, float], *labels: str) -> Metric:
    """A gauge with one value for each key: a word, or as many words as there are labels."""
    gauge = GaugeMetricFamily(name, meaning, labels=labels)
    for key, figure in figures.items():
        gauge.add_metric([key] if isinstance(key, str) else list(key), figure)
    return gauge


REGISTRY = CollectorRegistry(auto_describe=False)
REGISTRY.register(House())


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For the bearer of the token. Without one in the settings, or with another, the page is not there."""
    token = settings.METRICS_TOKEN
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(shown.encode(), token.encode()):
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
