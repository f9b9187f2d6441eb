"""The limit of bench/api.py: one view that writes the rows of a new customer by hand, and nothing else.

No token, no right, no rule, no check; the same tables with their indexes and triggers, one transaction.
"""

import json
import uuid
from datetime import UTC, datetime

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from uuid_utils.compat import uuid7

OWN = (
    "kind", "name", "title", "given_name", "family_name", "category", "external_id", "tax_id", "registration_number",
    "email", "phone", "mobile", "website", "notes",
)  # fmt: skip
CUSTOMER = f"""INSERT INTO customers_customer ({", ".join(OWN)}, search_name, status, stage, origin, created_at,
    changed_at, fingerprint) VALUES ({", ".join(["%s"] * len(OWN))}, %s, 'new', 'none', 'api', %s, %s, '')
    RETURNING number"""
ADDRESS = """INSERT INTO customers_address (customer_id, use, line1, line2, line3, city, region, postcode, country)
    VALUES (%s, 'main', %s, '', '', %s, '', %s, %s)"""
LOCATION = "INSERT INTO customers_location (customer_id, name, login_email, created_at) VALUES (%s, '', %s, %s)"
EVENT = """INSERT INTO history_event (id, name, actor_kind, actor_key, subject_kind, subject_key, at)
    VALUES (%s, 'customer.added', 'token', '1', 'customer', %s, %s)"""
PENDING = "INSERT INTO history_pending (event_id, due_at, is_published) VALUES (%s, %s, %s)"
KEPT = """INSERT INTO people_keptanswer (id, principal_id, digest, status, headers, body, at)
    VALUES (%s, 1, %s, 201, '{}', %s, %s)"""


def add(request: HttpRequest) -> HttpResponse:
    sent = json.loads(request.body)
    at = connection.ops.adapt_datetimefield_value(datetime.now(UTC))
    event = uuid7()
    key = event if connection.vendor == "postgresql" else event.hex
    place = uuid.uuid4().hex * 2
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CUSTOMER, [*(sent.get(name, "") for name in OWN), sent["name"].lower(), at, at])
        (number,) = cursor.fetchone()
        cursor.execute(ADDRESS, [number, sent["line1"], sent["city"], sent["postcode"], sent["country"]])
        cursor.execute(LOCATION, [number, sent["email"], at])
        cursor.execute(EVENT, [key, str(number), at])
        cursor.execute(PENDING, [key, at, False])
        body = json.dumps({"number": number, **sent})
        cursor.execute(KEPT, [place, place, body, at])
    return HttpResponse(body, status=201, content_type="application/json")


urlpatterns = [path("api/v1/customers", add)]
