"""Is it well, and how much is there: for load balancers, and for the operator's graphs."""

import hmac
from collections.abc import Iterator
from importlib.metadata import version

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

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
        yield info()
        yield GaugeMetricFamily("onaccount_database_up", "Whether the database answers.", float(database_answers()))


def info() -> Metric:
    gauge = GaugeMetricFamily("onaccount_info", "What is running.", labels=["version", "database"])
    gauge.add_metric([VERSION, connection.vendor], 1)
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
