"""Fetching by HTTPS from real servers: nothing private is asked, nothing is followed, each failure is a sentence."""

import base64
import socket
import threading
import time
from ipaddress import ip_network
from pathlib import Path

import pytest

from onaccount.domain.imports.actions.fetch import Limits, fetch
from onaccount.domain.imports.rules.schedules import SourceKind
from onaccount.domain.imports.rules.sources import (
    CannotFetch,
    NotAPlace,
    NotATokenHeader,
    Source,
    check_token_header,
    may_be_asked,
    place_of,
)
from tests.domain.imports.far import FileServer, https_server, make_certificate

LIST = b"Company\nKestrel Ltd\n"
SHORT = Limits(seconds=2, answer_seconds=1)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(certificate):
    with https_server(certificate) as running:
        running.answers["/list.csv"] = lambda request: request.say(200, LIST)
        yield running


@pytest.fixture
def trusted(settings, certificate) -> None:
    """The operator trusts our certificate, and allows this machine to be asked."""
    settings.IMPORT_CA = certificate
    settings.IMPORT_NETWORKS = [ip_network("127.0.0.0/8"), ip_network("::1/128")]


def get(server: FileServer, into: Path, path: str = "/list.csv", *, host: str = "localhost", **more):
    limits = more.pop("limits", SHORT)
    return fetch(Source(SourceKind.HTTPS, f"https://{host}:{server.port}{path}", **more), into, limits)


def refusal_of(*arguments, **more) -> str:
    with pytest.raises(CannotFetch) as refusal:
        get(*arguments, **more)
    assert refusal.value.values["what_to_do"]
    assert not arguments[1].exists()
    return str(refusal.value)


def test_a_file_is_fetched(server, trusted, tmp_path):
    fetched = get(server, tmp_path / "came", "/list.csv?of=today")
    assert (fetched.name, fetched.path.read_bytes()) == ("list.csv", LIST)
    assert server.asked[0][0] == "/list.csv?of=today"


@pytest.mark.parametrize(
    ("asked", "header", "value"),
    [
        (
            {"user": "till", "secret": "plüm"},
            "Authorization",
            "Basic " + base64.b64encode("till:plüm".encode()).decode(),
        ),
        ({"secret": "plum"}, "Authorization", "Bearer plum"),
        ({"secret": "plum", "token_header": "X-Api-Key"}, "X-Api-Key", "plum"),
    ],
)
def test_who_asks_is_said_by_password_or_token(server, trusted, tmp_path, asked, header, value):
    get(server, tmp_path / "came", **asked)
    assert server.asked[0][1][header] == value


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1"])
def test_this_machine_is_not_asked_however_it_is_written(server, settings, certificate, tmp_path, host):
    settings.IMPORT_CA = certificate
    said = refusal_of(server, tmp_path / "came", host=host)
    assert "which is not a public address" in said
    assert "ONACCOUNT_IMPORT_NETWORKS" in said
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 239.255.255.250
    255.255.255.255 192.0.2.1 198.18.0.1 240.0.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fec0::1 ff02::1 ::ffff:127.0.0.1
    ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2002:a00:1:: ::127.0.0.1 2001:db8::1
    nonsense""".split(),
)
def test_an_address_that_is_not_public_may_not_be_asked(address):
    assert not may_be_asked(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
)
def test_a_public_address_may_be_asked(address):
    assert may_be_asked(address)


def test_a_private_network_may_be_asked_where_the_operator_names_it():
    allowed = [ip_network("10.20.0.0/16")]
    assert may_be_asked("10.20.3.4", allowed)
    assert may_be_asked("::ffff:10.20.3.4", allowed)
    assert not may_be_asked("10.21.0.1", allowed)


def answering(*rounds: list[str]):
    """A resolver that answers these addresses, one list after the other."""
    asked: list[str] = []

    def resolve(host, port, *_, **__):
        addresses = rounds[min(len(asked), len(rounds) - 1)]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return resolve, asked


def test_a_name_of_which_one_address_is_private_is_not_asked(server, settings, certificate, tmp_path, monkeypatch):
    settings.IMPORT_CA = certificate
    resolve, _ = answering(["93.184.216.34", "127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert "files.example is at 127.0.0.1" in refusal_of(server, tmp_path / "came", host="files.example")


def test_a_name_is_asked_for_once_and_the_address_that_was_checked_is_the_one_that_is_used(
    server, settings, certificate, tmp_path, monkeypatch
):
    """DNS rebinding: the second answer, which nobody checked, would be another machine."""
    settings.IMPORT_CA = certificate
    settings.IMPORT_NETWORKS = [ip_network("127.0.0.1/32")]
    resolve, asked = answering(["127.0.0.1"], ["127.0.0.2"])
    real = socket.create_connection
    reached: list[str] = []

    def connect(address, *arguments, **more):
        reached.append(address[0])
        return real(address, *arguments, **more)

    monkeypatch.setattr("onaccount.domain.imports.actions.fetch.reach.socket.getaddrinfo", only_names(resolve))
    monkeypatch.setattr("onaccount.domain.imports.actions.fetch.reach.socket.create_connection", connect)
    assert get(server, tmp_path / "came", host="files.example").name == "list.csv"
    assert (asked, reached) == (["files.example"], ["127.0.0.1"])


def only_names(resolve):
    """An address needs no resolver; a socket asks for it all the same."""
    real = socket.getaddrinfo
    return lambda host, *rest, **more: (real if host[0].isdigit() else resolve)(host, *rest, **more)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_server_that_sends_us_on_is_not_followed(server, trusted, tmp_path, status):
    there = f"https://127.0.0.1:{server.port}/list.csv"
    server.answers["/moved"] = lambda request: request.say(status, Location=there)
    said = refusal_of(server, tmp_path / "came", "/moved", secret="plum")
    assert "sends us on to 127.0.0.1, and we do not follow" in said
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "part"),
    [(401, "does not let us in (401)"), (404, "no such file"), (500, "answers 500"), (206, "answers 206")],
)
def test_an_answer_without_a_file_is_said(server, trusted, tmp_path, status, part):
    server.answers["/x"] = lambda request: request.say(status, b"x")
    assert part in refusal_of(server, tmp_path / "came", "/x", user="till", secret="plum")


def test_a_certificate_that_nobody_trusts_is_refused(server, settings, tmp_path):
    settings.IMPORT_NETWORKS = [ip_network("127.0.0.0/8")]
    said = refusal_of(server, tmp_path / "came")
    assert "the certificate of localhost is not good" in said
    assert server.asked == []


def test_a_certificate_of_another_name_is_refused(settings, trusted, tmp_path):
    other = make_certificate(tmp_path, names=("other.example",))
    settings.IMPORT_CA = other
    with https_server(other) as running:
        assert "the certificate of localhost is not good" in refusal_of(running, tmp_path / "came")


def endless(request) -> None:
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b"x" * 65536)


def test_a_file_that_is_too_large_is_stopped_by_what_is_promised_or_by_what_comes(server, trusted, tmp_path):
    small = Limits(seconds=20, answer_seconds=5, bytes=100_000)
    server.answers["/promised"] = lambda request: request.say(200, b"", Content_Length="100001")
    server.answers["/endless"] = endless
    for path in ("/promised", "/endless"):
        assert "larger than 100000 bytes" in refusal_of(server, tmp_path / "came", path, limits=small)


def drip(piece: bytes, head: bytes):
    def answer(request) -> None:
        request.wfile.write(head)
        for _ in range(200):
            request.wfile.write(piece)
            request.wfile.flush()
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        drip(b"X-A: b\r\n", b"HTTP/1.1 200 OK\r\n"),
        drip(b"x", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        drip(b"x", b""),
    ],
    ids=["headers", "body", "first line"],
)
def test_a_server_that_sends_a_byte_now_and_then_is_not_waited_for(server, trusted, tmp_path, answer):
    server.answers["/slow"] = answer
    said = refusal_of(server, tmp_path / "came", "/slow", limits=Limits(seconds=0.6, answer_seconds=0.5))
    assert "it took longer than" in said


def test_a_server_that_says_nothing_is_not_waited_for(server, trusted, tmp_path):
    hold = threading.Event()
    server.answers["/mute"] = lambda request: hold.wait(20) and None
    try:
        said = refusal_of(server, tmp_path / "came", "/mute", limits=Limits(seconds=20, answer_seconds=0.3))
    finally:
        hold.set()
    assert "cannot be reached (it does not answer)" in said


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf",
        b"not a word of HTTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000 + b"\r\n\r\n",
        b"",
    ],
    ids=["half a body", "half a chunk", "nonsense", "200 headers", "a long header", "nothing"],
)
def test_an_answer_that_is_not_whole_is_no_list(server, trusted, tmp_path, answer):
    server.answers["/half"] = lambda request: request.wfile.write(answer)
    assert "is no whole answer" in refusal_of(server, tmp_path / "came", "/half")


def test_a_packed_answer_that_nobody_asked_for_is_said(server, trusted, tmp_path):
    server.answers["/gz"] = lambda request: request.say(200, b"x", Content_Encoding="gzip")
    assert "sends it packed" in refusal_of(server, tmp_path / "came", "/gz")


def test_a_machine_that_is_not_there_is_said(trusted, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    for place in (f"https://127.0.0.1:{port}/x", "https://no-such-machine.invalid/x"):
        with pytest.raises(CannotFetch):
            fetch(Source(SourceKind.HTTPS, place), tmp_path / "came", SHORT)


def test_no_refusal_repeats_the_secret(server, trusted, tmp_path):
    server.answers["/x"] = lambda request: request.say(401)
    source = Source(SourceKind.HTTPS, f"https://localhost:{server.port}/x", user="till", secret="plum jug")
    with pytest.raises(CannotFetch) as refusal:
        fetch(source, tmp_path / "came", SHORT)
    assert "plum" not in f"{refusal.value} {refusal.value.values} {source!r}"


@pytest.mark.parametrize(
    "place",
    [
        "http://a.example/x",
        "https://",
        "https:///x",
        "https://a.example:0/x",
        "https://a.example:99999/x",
        "https://u:p@a.example/x",
        "https://a.example/x#y",
        "https://a.example/x y",
        "https://a.example\\@127.0.0.1/x",
        "https://a.example/\r\nHost: b",
        "file:///etc/passwd",
        "https://ä.example/x",
        "https://[::1/x",
    ],
)
def test_what_is_no_address_is_refused(place):
    with pytest.raises(NotAPlace) as refusal:
        place_of(SourceKind.HTTPS, place)
    assert "https://files.example.com/customers.csv" in str(refusal.value)


@pytest.mark.parametrize("name", ["Host", "host", "Content-Length", "a b", "X:Y", "X\r\nY", "x" * 61])
def test_what_would_change_the_request_is_no_header_for_a_token(name):
    with pytest.raises(NotATokenHeader):
        check_token_header(name)
