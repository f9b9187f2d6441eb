"""The whole API, asked at random by its own description (schemathesis): no 500, and every answer as it is described.

The same examples each time (the profile of tests/conftest.py), over WSGI, in a database with a customer, its parts and
a list; what changes the books is rolled back after each operation.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.urls import get_resolver
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from onaccount.delivery.api.openapi import openapi
from tests.delivery.api.machine import token
from tests.delivery.api.operations import a_rehearsal, an_account, with_parts

OF_ACCOUNTS = ("/verdict", "/reversal")
EXAMPLES = 6  # of each operation, beside those at the edges of each field
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def as_a_server_does(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Read the whole answer and close it, which the transport of schemathesis leaves to the collector of garbage."""
    answer = DJANGO(environ, start_response)
    try:
        return list(answer)
    finally:
        if close := getattr(answer, "close", None):
            close()


DJANGO = get_wsgi_application()
assert get_resolver().url_patterns  # the doors are open, or there is nothing to describe
SCHEMA = schemathesis.openapi.from_dict(openapi())
SCHEMA.app = as_a_server_does
SIGNALS = (request_started, request_finished)
pytestmark = pytest.mark.sqlite  # what is asked at random is the door; its queries are asked on both engines elsewhere


@pytest.fixture
def there() -> dict[str, Any]:
    """What stands in addresses that lead somewhere."""
    return {**with_parts(), **a_rehearsal()}


@pytest.fixture
def traded() -> dict[str, Any]:
    """The same of a customer with an account, money on it, a charge and a hold."""
    return {**an_account()}


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Requests come and go in the transaction of the test."""
    for signal in SIGNALS:
        signal.disconnect(close_old_connections)
    yield
    for signal in SIGNALS:
        signal.connect(close_old_connections)


def headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {token(name='At random')}", "Accept-Encoding": "identity"}


# A workbook is no text that can be made up; lists as text and in forms are.
@pytest.mark.filterwarnings("ignore:Skipped test cases with unsupported payload media types")
@pytest.mark.django_db
@pytest.mark.usefixtures("_one_connection")
@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None, derandomize=True)
def test_the_api_keeps_to_its_description_whatever_is_sent(case, there, traded):
    if case.path.endswith(OF_ACCOUNTS) or "/account" in case.path:
        there = traded
    for name in case.path_parameters or {}:
        if name in there and len(str(case.body)) % 4:
            case.path_parameters[name] = there[name]
    response = case.call(headers=headers())
    case.validate_response(response, checks=CHECKS)


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_connection")
def test_an_answer_that_is_not_described_is_found():
    described = deepcopy(openapi())
    del described["paths"]["/api/v1/customers/{number}"]["get"]["responses"]["404"]
    schema = schemathesis.openapi.from_dict(described)
    schema.app = as_a_server_does
    case = schema["/api/v1/customers/{number}"]["GET"].Case(path_parameters={"number": 4711})
    response = case.call(headers=headers())
    assert response.status_code == 404
    with pytest.raises(FailureGroup, match="Undocumented status code"):
        case.validate_response(response, checks=CHECKS)
