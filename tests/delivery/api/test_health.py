"""What machines ask: is it well, and how much is there."""

from importlib.metadata import version

import pytest
from django.db import DatabaseError, connection

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.mark.django_db
def test_a_healthy_house_says_its_engine_and_version(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"ok": True, "database": connection.vendor, "version": version("onaccount")}


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_503(client, monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["ok"] is False


def test_health_is_only_read(client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_metrics_are_for_the_bearer_of_the_token(client, settings):
    settings.METRICS_TOKEN = TOKEN
    text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    assert "onaccount_database_up 1.0" in text
    assert f'version="{version("onaccount")}"' in text
    assert 'onaccount_customers{status="new"} 0.0' in text
    assert "onaccount_deliveries_parked 0.0" in text


@pytest.mark.django_db
def test_metrics_say_that_the_database_is_away(client, settings, monkeypatch):
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr("onaccount.delivery.api.health.database_answers", lambda: False)
    text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    assert "onaccount_database_up 0.0" in text
    assert "onaccount_customers" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("token", [None, TOKEN])
@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer wrong", "Bearer None", f"Basic {TOKEN}"])
def test_to_others_there_are_no_metrics(client, settings, token, shown):
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", headers={"Authorization": shown}).status_code == 404
