"""Before it serves, `onaccount serve` looks whether it may and can, and says in one sentence why not."""

import socket

import pytest

from onaccount.delivery.commands import serve


@pytest.fixture
def taken():
    """A port that another program listens at."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(serve.Refusal) as refused:
        call(*args, **kwargs)
    assert refused.value.exit_code == 1
    return refused.value.message


def test_a_taken_port_is_not_shared(taken):
    assert str(taken) in refusal(serve.free_port, "127.0.0.1", taken, next_free=False)


def test_the_next_free_port_is_taken_instead_where_that_was_asked_for(taken):
    assert serve.free_port("127.0.0.1", taken, next_free=True) > taken


def test_an_address_of_another_machine_cannot_be_listened_at():
    assert "127.0.0.1" in refusal(serve.free_port, "192.0.2.1", 8000, next_free=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_plain_http_is_served_to_this_machine(host, settings):
    settings.HTTPS = False
    serve.check_host(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])
def test_plain_http_is_not_served_to_others(host, settings):
    settings.HTTPS = False
    assert "ONACCOUNT_URL" in refusal(serve.check_host, host)


@pytest.mark.django_db
def test_a_demo_business_is_not_served_to_others(settings, monkeypatch):
    settings.HTTPS = True
    monkeypatch.setattr("onaccount.domain.business.queries.is_demo", lambda: True)
    assert "demo --remove" in refusal(serve.check_host, "0.0.0.0")


@pytest.mark.django_db
def test_a_real_business_is_served_to_others_behind_https(settings):
    settings.HTTPS = True
    serve.check_host("0.0.0.0")


def test_a_database_of_another_version_is_not_served(monkeypatch):
    monkeypatch.setattr("onaccount.delivery.commands.migrate.waiting_migrations", lambda: ["customers.0002"])
    assert "onaccount migrate" in refusal(serve.check_database)


@pytest.mark.django_db
def test_a_database_of_this_version_is():
    serve.check_database()
