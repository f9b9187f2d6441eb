"""I26: whatever comes over the line, the answer is in words and never a 500."""

import re
from pathlib import Path
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from onaccount.domain.imports.actions import rehearse_import
from tests.house.routes import ROUTES
from tests.house.test_routes import SAMPLES
from tests.naughty import ELEMENT, made_by_strings
from tests.stage import AT, COMMAND, let_in

DELIVERY = Path(__file__).resolve().parents[2] / "onaccount" / "delivery"
ASKED = re.compile(r"""(?:GET|query|POST|post)\.get\(\s*"([\w-]+)\"""")
PARAMETERS = sorted({name for file in DELIVERY.rglob("*.py") for name in ASKED.findall(file.read_text())} | {"next"})
GARBAGE = (
    "9" * 30, "-1", "1e3", "\x00", "%00", "\u0663", "nonsense", "\ud800", "00000000-0000-0000-0000-000000000000",
    "../../etc/passwd", ELEMENT, "x" * 5_000,
)  # fmt: skip
LISTS = ("office/customers/", "office/customers/<number:number>/", "office/imports/", "office/login/", "app/login/")
PATHS = (
    "%C0%AF",
    "%ED%A0%80",
    "%00",
    "%FF%FE",
    "%2e%2e%2f",
    "..%2f..%2fetc%2fpasswd",
    "%E2%80%AE",
    "%0d%0aX: 1",
    "%3Cscript%3E",
)


@pytest.fixture
def browser(staff_with_role) -> Client:
    """An administrator's: every page opens."""
    client: Client = staff_with_role("administrator")
    client.raise_request_exception = False
    return client


def address_of(route: str, number: int, other: str = "") -> str:
    """The address of a route: a customer's that is there, and `other` for what is free text."""
    samples = SAMPLES | {"number": str(number)} | ({"str": other} if other else {})
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda part: samples[part[1] or "str"], route)


def refused_badly(response) -> str:
    """What is wrong with an answer, if anything is."""
    if response.status_code >= 500:
        return str(response.status_code)
    kind = response.get("Content-Type", "")
    if response.streaming or not kind.startswith("text/html"):
        return ""
    page = response.content.decode()
    if wrong := made_by_strings(page):
        return f"{response.status_code} {wrong[:3]}"
    is_machines = response.request["PATH_INFO"].startswith(("/ui/", "/till/assets/", "/static/"))
    if response.status_code >= 400 and "<h1" not in page and not is_machines:
        return f"{response.status_code} without words"
    return ""


def complaints(answers) -> dict[object, str]:
    return {key: wrong for key, response in answers if (wrong := refused_badly(response))}


def test_no_parameter_of_any_address_breaks_its_page(browser):
    """Each of a few texts in every parameter of every address, and every text in each of the lists."""
    assert {"q", "status", "came", "after", "before", "kind", "rows", "location", "do", "next"} <= set(PARAMETERS)
    number = let_in()
    asked = [(route, text) for route in ROUTES for text in ("9" * 30, "\x00", ELEMENT)]
    asked += [(route, text) for route in LISTS for text in map(sendable, GARBAGE)]
    assert (
        complaints(
            ((route, text), browser.get(address_of(route, number), dict.fromkeys(PARAMETERS, text)))
            for route, text in asked
        )
        == {}
    )


def sendable(text: str) -> str:
    return text.encode(errors="replace").decode()


def test_no_spelling_of_an_address_breaks_the_house(browser):
    texts = [route for route in ROUTES if "<str:" in route]
    assert len(texts) > 3
    addresses = [address_of(route, 1, other) for route in texts for other in PATHS]
    addresses += [
        f"{start}{other}" for start in ("/", "/office/customers/", "/static/", "/ui/", "/app/") for other in PATHS
    ]
    assert complaints((address, browser.get(address)) for address in addresses) == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_hundred_thousand_parameters_are_refused_in_words(browser, method):
    number, many = let_in(), "&".join(f"number={n}" for n in range(100_000))
    addresses = {route: address_of(route, number) for route in ROUTES}
    if method == "get":
        answers = [(route, browser.get(f"{address}?{many}")) for route, address in addresses.items()]
    else:
        kind = "application/x-www-form-urlencoded"
        answers = [(route, browser.post(address, many, content_type=kind)) for route, address in addresses.items()]
    assert complaints(answers) == {}
    assert {response.status_code for route, response in answers if route == "office/customers/"} <= {400, 405}


BODIES = [
    ("application/json", b'{"name": "\\ud800"}'), ("application/json", b"{"), ("text/plain", b"name=x"),
    ("", b"name=x"), ("application/x-www-form-urlencoded; charset=utf-16", "name=x".encode("utf-16")),
    ("application/x-www-form-urlencoded; charset=nonsense", b"name=x"),
    ("application/x-www-form-urlencoded",
    b"name=%C0%AF&login=%ED%A0%80&email=%FF&password=%00&location=%F8%88"),
    ("application/x-www-form-urlencoded", b"status=active&status=admin&name=a&name=b&do=read&do=again"),
    ("application/x-www-form-urlencoded", b"&&&=&=x&%=%&%zz"), ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=", b"x"), (f"multipart/form-data; boundary={'x' * 300}", b"x"),
    (MULTIPART_CONTENT, b"--" + BOUNDARY.encode() + b"\r\nContent-Disposition: form-data"),
    (MULTIPART_CONTENT, b"--" + BOUNDARY.encode() + b"\r\nContent-Disposition: form-data; name=\"a\x00\"\r\n\r\n\xff"),
    (MULTIPART_CONTENT, b"--" + BOUNDARY.encode() + b"\r\nContent-Disposition: form-data; name=a\r\n"
     b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--" + BOUNDARY.encode() + b"--"),
]  # fmt: skip


def test_no_body_of_any_kind_breaks_a_page(browser):
    number = let_in()
    addresses = {route: address_of(route, number) for route in ROUTES if route != "office/logout/"}
    posted = {route: at for route, at in addresses.items() if browser.post(at).status_code not in (404, 405)}
    assert len(posted) > 10
    assert (
        complaints(
            ((route, kind, body), browser.generic("POST", address, body, kind))
            for route, address in posted.items()
            for kind, body in BODIES
        )
        == {}
    )


@pytest.mark.parametrize("value", ['"\\000aaaaaaaaaa"', "\u00e9" * 10, "x" * 8_000, '"\\377\\376aaaaaaaa"'])
def test_no_cookie_breaks_a_page(db, value):
    for name in (
        django_settings.SESSION_COOKIE_NAME,
        django_settings.CSRF_COOKIE_NAME,
        django_settings.LANGUAGE_COOKIE_NAME,
    ):
        client = Client(raise_request_exception=False, headers={"Cookie": f"{name}={value}"})
        for address in ("/office/login/", "/office/customers/", "/app/", "/app/login/"):
            assert client.get(address).status_code in (200, 302), (name, address)
            assert client.post(address, {"login": "a@b.example", "password": "x"}).status_code < 500, (name, address)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authorization", "Bearer \u00ff\u00fe"), ("Authorization", "Basic !!!"), ("Accept-Language", "x" * 5_000),
        ("Accept-Language", "en;q=nan,\x00"), ("HX-Target", "customer-1\x00"), ("HX-Request", "true"),
        ("Range", "bytes=9-1"),
        ("If-Modified-Since", "nonsense"), ("X-Forwarded-For", "\x00, 999.1.1.1"), ("X-Forwarded-Proto", "\x00"),
        ("HX-Current-URL", "http://\x00"), ("HX-Current-URL-URI-AutoEncoded", "true"), ("Host", "a b"),
        ("Host", "[::"), ("Origin", "null"),
        ("Referer", "\u202e"), ("Accept-Encoding", "gzip;q=x"), ("Accept", "\x00"),
    ],
)  # fmt: skip
def test_no_header_breaks_a_page(browser, settings, name, value):
    settings.METRICS_TOKEN = "t" * 20
    for address in (
        "/office/login/",
        "/office/customers/",
        "/metrics",
        "/healthz",
        "/app/login/",
        "/office/imports/template.csv",
    ):
        for method in ("get", "post"):
            response = getattr(browser, method)(address, headers={name: value})
            assert response.status_code < 500, (address, method)


# --- names of files ---------------------------------------------------------------------------------------------------

NO_NAMES = (
    "",
    ".",
    "..",
    "a/b/",
    "new\r\nline: x.csv",
    "x" * 5_000 + ".csv",
    'quo"te.csv',
)  # Django may take no file from them
FILE_NAMES = [
    "../../etc/passwd", "..\\..\\boot.ini", "a\x00b.csv", 'quo"te.csv', "semi;colon=.csv", "rtl\u202evsc.exe",
    "\u682a.csv", ".", "..", "",
    "new\r\nline: x.csv", "x" * 5_000 + ".csv", "%00.csv", "a/b/", "con", "\U0001f986.csv", ELEMENT + ".csv",
    "'; --.csv", "\u200b.csv",
]  # fmt: skip


def test_no_name_of_a_file_breaks_its_way_in_or_out(browser):
    """V5.3.2, V5.4.1: where it lies is named by us, and what is offered again is one plain name."""
    statuses = {}
    for name in FILE_NAMES:
        response = browser.generic("POST", "/office/imports/", upload_of(name), MULTIPART_CONTENT)
        statuses[name] = response.status_code
        assert refused_badly(response) == "", name
        if response.status_code == 302:
            assert_offered_harmlessly(browser, response["Location"])
    assert {status for name, status in statuses.items() if name not in NO_NAMES} == {302}
    assert {statuses[name] for name in NO_NAMES} <= {302, 400, 422}
    stored = {file.name for file in (django_settings.DATA / "files").iterdir()}
    assert all(re.fullmatch(r"[0-9a-f]{32}", each) for each in stored)


def upload_of(name: str) -> bytes:
    """What a client that minds no rule sends."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    list_ = "name,email\r\nAda,nobody\r\nBo,bo@naughty.example\r\n"
    return f"{head}Content-Type: text/csv\r\n\r\n{list_}\r\n--{BOUNDARY}--\r\n".encode()


def assert_offered_harmlessly(browser: Client, address: str) -> None:
    rehearse_import(key=UUID(address.split("/")[-2]), by=COMMAND, at=AT)
    for page in ("/office/imports/", address, f"{address}columns/"):
        assert refused_badly(browser.get(page)) == ""
    rejects = browser.get(f"{address}rejects/")
    assert rejects.status_code == 200
    offered = rejects["Content-Disposition"]
    assert offered.startswith("attachment; filename")
    assert offered.isascii()
    assert offered.isprintable()
    assert not {"/", "\u202e"} & set(unquote(offered).replace("''", ""))
    assert b"nobody" in b"".join(rejects)
