"""Nobody comes where the table of routes does not let them, and no route is forgotten in it."""

import re
from collections.abc import Iterator, Sequence

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from onaccount.domain.people.queries import group_of
from onaccount.domain.people.rules import Role
from tests.house.routes import ROUTES, Who

SAMPLES = {
    "number": "17",
    "int": "17",
    "str": "abc",
    "slug": "abc",
    "path": "abc/de",
    "uuid": "01890a5d-ac96-774b-bcce-b302099a8057",
    "uuidstr": "01890a5d-ac96-774b-bcce-b302099a8057",  # as ninja writes uuid
}
LOGIN = {Who.STAFF: "/office/login/", Who.CUSTOMER: "/app/login/", Who.PARTNER: "/portal/login/"}
METHODS = ["get", "post", "put", "delete"]
GUARDED = [(route, who) for route, who in ROUTES.items() if who in LOGIN]


def routes_of(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes_of(one.url_patterns, route)
        else:
            yield route


def address_of(route: str) -> str:
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda part: SAMPLES[part[1] or "str"], route)


def differences(routes: set[str]) -> set[str]:
    """Routes without a line in the table, and lines without a route."""
    return routes ^ set(ROUTES)


def test_every_route_says_who_may_call_it():
    assert not differences(set(routes_of(get_resolver().url_patterns)))


def test_a_route_without_a_line_is_found():
    assert differences({*ROUTES, "office/secrets/"}) == {"office/secrets/"}


def assert_sent_away(client: Client, route: str, who: Who, methods: Sequence[str] = METHODS) -> None:
    """To the log-in, perhaps by way of another guarded page; or the method is not there at all."""
    for method in methods:
        response = getattr(client, method)(address_of(route), follow=True)
        if response.status_code == 200:
            assert response.redirect_chain, f"{method} {route} was answered"
            assert response.redirect_chain[-1][0].partition("?")[0] == LOGIN[who], method
        else:
            assert response.status_code in (404, 405), method


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "who"), GUARDED)
def test_a_stranger_is_sent_to_the_log_in(client, route, who):
    assert_sent_away(client, route, who)


def principal(kind: str, **more):
    return get_user_model().objects.create(
        kind=kind, name=kind, email=f"{kind}@example.com", created_at=timezone.now(), **more
    )


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route, who in GUARDED if who is Who.STAFF])
def test_a_customers_login_does_not_open_the_office(client, route):
    client.force_login(principal("login"))
    assert_sent_away(client, route, Who.STAFF)


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route, who in GUARDED if who is Who.CUSTOMER])
def test_staff_are_no_customers(client, route):
    client.force_login(principal("staff", group=group_of(Role.ADMINISTRATOR)))
    assert_sent_away(client, route, Who.CUSTOMER)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["staff", "login"])
@pytest.mark.parametrize("route", [route for route, who in GUARDED if who is Who.PARTNER])
def test_staff_and_customers_are_no_partners(client, route, kind):
    group = {"group": group_of(Role.ADMINISTRATOR)} if kind == "staff" else {}
    client.force_login(principal(kind, **group))
    assert_sent_away(client, route, Who.PARTNER)


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route, who in GUARDED if who in (Who.STAFF, Who.CUSTOMER)])
def test_partners_open_no_other_door(client, route):
    client.force_login(principal("partner"))
    assert_sent_away(client, route, ROUTES[route], ["get"])


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route, who in ROUTES.items() if who in (Who.NOBODY, Who.BEARER)])
def test_what_is_not_served_is_not_there(client, route):
    assert client.get(address_of(route)).status_code == 404
    assert client.post(address_of(route)).status_code in (404, 405)


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES)
def test_nothing_is_changed_without_the_token_of_a_form_of_ours(route):
    """A page of another site can make a browser send its cookies along, and cannot read our token (V3.5.1)."""
    response = Client(enforce_csrf_checks=True).post(address_of(route))
    assert response.status_code in (302, 401, 403, 404, 405, 415)


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route, who in ROUTES.items() if who is Who.TOKEN])
def test_without_a_token_the_api_tells_nothing(client, route):
    client.force_login(principal("staff", group=group_of(Role.ADMINISTRATOR)))
    for method in (*METHODS, "patch"):
        assert getattr(client, method)(address_of(route)).status_code in (401, 405), method


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route, who in ROUTES.items() if who is Who.TILL])
def test_a_device_that_was_not_paired_is_told_nothing(client, route):
    client.force_login(principal("staff", group=group_of(Role.ADMINISTRATOR)))
    client.cookies[settings.TILL_COOKIE_NAME] = "made-up"
    for method in (*METHODS, "patch"):
        assert getattr(client, method)(address_of(route)).status_code in (401, 405), method
