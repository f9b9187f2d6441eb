"""Addresses for machines."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from onaccount.delivery.api import (
    accounts,
    addresses,
    applications,
    checks,
    contacts,
    contracts,
    customers,
    docs,
    duplicates,
    entries,
    events,
    health,
    holds,
    imports,
    links,
    locations,
    matches,
    merges,
    notes,
    openapi,
    partners,
    postings,
    products,
    rehearsals,
    rises,
    signups,
    statements,
    tags,
    timeline,
)
from onaccount.delivery.api.door import api

RESOURCES = [
    customers.resource,
    matches.resource,
    contacts.resource,
    addresses.resource,
    locations.resource,
    notes.resource,
    tags.resource,
    timeline.resource,
    accounts.resource,
    rehearsals.resource,
    rises.resource,
    postings.resource,
    statements.resource,
    holds.resource,
    products.resource,
    entries.resource,
    merges.resource,
    duplicates.resource,
    links.resource,
    checks.resource,
    partners.resource,
    applications.resource,
    contracts.resource,
    imports.resource,
    events.resource,
    signups.resource,
]

for each in RESOURCES:
    api.add_router("", each.router)


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """The rest of /api/: without it, a slash at the end would be sent to and fro."""
    raise Http404


operations, app_name, namespace = api.urls
# What tills and shops ask all day long is found first; the documentation keeps the order of RESOURCES.
operations = sorted(operations, key=lambda each: "/account" not in str(each.pattern))
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/openapi.json", csrf_exempt(openapi.described), name="api_described"),
    path("api/v1/docs", csrf_exempt(docs.documentation), name="api_documentation"),
    path("api/v1/", include((operations, app_name), namespace=namespace)),
    path("api/", nothing_here),
    path("api/<path:rest>", nothing_here),
]
