"""HTTP around the simulator: limits, tokens, faults, and the two APIs."""

import base64
import html
import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests.simulators.xero.contacts import answer_contacts
from tests.simulators.xero.faults import Breakdown, Fault
from tests.simulators.xero.hand import obey
from tests.simulators.xero.identity import Denied
from tests.simulators.xero.simulator import Asked, Simulator

API = "/api.xro/2.0"
AREAS = {
    "/connect/token": "token",
    "/connect/revocation": "token",
    "/identity/connect/authorize": "authorize",
}
MOST_BYTES = 3_500_000


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, simulator: Simulator, port: int) -> None:
        self.simulator = simulator
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed hangs up in the middle."""


class Answer(Exception):  # noqa: N818 - it is one
    """An answer found on the way: status, body, headers."""

    def __init__(self, status: int, body: Any = None, **headers: str) -> None:
        self.status, self.body = status, body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(status)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server
    timeout = 60

    def log_message(self, *_: Any) -> None:
        return

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library asks these by their names

    def _answer(self) -> None:
        simulator = self.server.simulator
        parts = urlsplit(self.path)
        self.said = {name.lower(): value for name, value in self.headers.items()}
        self.where, self.query = parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        area = AREAS.get(self.where, "contacts" if self.where.startswith(API) else self.where.split("/")[1])
        met = simulator.faults.meet(area, self.command)
        for each in met:
            if each.fault is Fault.SLOW:
                simulator_sleep(each.seconds)
        before = next((each for each in met if each.fault in (Fault.DROP_BEFORE, Fault.STATUS)), None)
        if before:
            answer = Answer(before.status, {"Title": "Unavailable", "Status": before.status}, **later(before))
        else:
            answer = self._found()
        is_silent = any(each.fault in (Fault.DROP_BEFORE, Fault.DROP_AFTER) for each in met)
        status = 0 if is_silent else answer.status
        with simulator.lock:
            now = simulator.clock.now()
            kept = Asked(self.command, self.where, self.query, self.said, status, not before, now)
            simulator.asked.append(kept)
        if is_silent:
            self._hang_up()
        else:
            self._send(answer, met)

    def _found(self) -> Answer:
        try:
            return self._route()
        except Answer as found:
            return found
        except Denied as denied:
            return Answer(400, {"error": denied.error, **({"error_description": denied.words} if denied.words else {})})

    def _route(self) -> Answer:
        simulator, at = self.server.simulator, (self.command, self.where)
        if at[1] == "/identity/connect/authorize":
            return self._authorize()
        if at == ("POST", "/connect/token"):
            with simulator.lock:
                body = simulator.identity.tokens_for(self._form(), self._basic())
            if simulator.shapes:
                simulator.shapes.check_token(body)
            return Answer(200, body)
        if at == ("POST", "/connect/revocation"):
            with simulator.lock:
                simulator.identity.revoke(self._form(), self._basic())
            return Answer(200)
        if at[1].startswith("/connections"):
            return self._connections()
        if at[1].startswith(f"{API}/Contacts"):
            return self._limited()
        if at[1].startswith("/simulator"):
            with simulator.lock:
                return Answer(200, obey(simulator, self.where, json.loads(self.body or b"{}")))
        return Answer(404, {"Title": "Not Found", "Status": 404})

    # --- identity -----------------------------------------------------------------------------------------------------

    def _authorize(self) -> Answer:
        """The page on which the user chooses organisations and says yes or no."""
        simulator = self.server.simulator
        asked = self.query if self.command == "GET" else self._form()
        try:
            _app, scopes = simulator.identity.check_request(asked)
        except Denied as denied:
            page = f"<!doctype html><h1>Sorry, something went wrong</h1><p>{denied.error} {html.escape(denied.words)}"
            return Answer(400, page.encode())
        back = asked["redirect_uri"]
        if self.command == "GET":
            return Answer(
                200, consent_page(asked, [(each.tenant_id, each.name) for each in simulator.organisations]).encode()
            )
        if asked.get("answer") != "allow":
            said = {
                "error": "access_denied",
                "error_description": "TenantConsent status DENIED",
                "state": asked["state"],
            }
            raise Answer(303, None, Location=f"{back}?{urlencode(said)}")
        tenants = tuple(value for name, value in parse_qsl(self.body.decode()) if name == "tenant")
        code = simulator.identity.allow(asked, tenants)
        said = {"code": code, "scope": " ".join(sorted(scopes)), "state": asked["state"]}
        raise Answer(303, None, Location=f"{back}?{urlencode(said)}")

    def _connections(self) -> Answer:
        simulator = self.server.simulator
        grant = self._grant()
        if self.command == "GET":
            body = [
                {
                    "id": each.connection_id,
                    "authEventId": grant.event,
                    "tenantId": each.tenant_id,
                    "tenantType": "ORGANISATION",
                    "tenantName": each.name,
                    "createdDateUtc": "2026-11-20T18:46:19.5165400",
                    "updatedDateUtc": "2026-11-20T18:46:19.5187840",
                }
                for each in simulator.organisations
                if each.tenant_id in grant.tenants and not each.is_gone
            ]
            if simulator.shapes:
                simulator.shapes.check_connections(body)
            return Answer(200, body)
        key = self.where.rpartition("/")[2]
        for each in simulator.organisations:
            if self.command == "DELETE" and each.connection_id == key and each.tenant_id in grant.tenants:
                grant.tenants.discard(each.tenant_id)
                return Answer(204)
        return Answer(404, {"Title": "Not Found", "Status": 404})

    def _form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def _basic(self) -> tuple[str, str] | None:
        kind, _, text = self.headers.get("Authorization", "").partition(" ")
        if kind != "Basic":
            return None
        user, _, password = base64.b64decode(text).decode().partition(":")
        return unquote(user), unquote(password)

    def _grant(self) -> Any:
        try:
            return self.server.simulator.identity.grant_of(self.headers.get("Authorization", ""))
        except Denied as denied:
            raise Answer(401, {"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": denied.error}) from None

    # --- accounting ---------------------------------------------------------------------------------------------------

    def _limited(self) -> Answer:
        """Within the limits of the organisation, and with how much is left of them."""
        simulator, grant = self.server.simulator, self._grant()
        if "json" not in self.headers.get("Accept", ""):
            return Answer(200, b"<Response><Status>OK</Status></Response>", Content_Type="text/xml")
        tenant = self.headers.get("xero-tenant-id") or (grant.app.custom.tenant_id if grant.app.custom else "")
        organisation = simulator.organisation_of(tenant)
        if organisation is None or organisation.is_gone or tenant not in grant.tenants:
            body = {"Type": None, "Title": "Forbidden", "Status": 403, "Detail": "AuthenticationUnsuccessful"}
            return Answer(403, body)
        needed = {"accounting.contacts"} | ({"accounting.contacts.read"} if self.command == "GET" else set())
        if not needed & grant.scopes:
            return Answer(401, {"Title": "Unauthorized", "Status": 401, "Detail": "AuthorizationUnsuccessful"})
        now = simulator.clock.now()
        with simulator.lock:
            if problem := organisation.limits.problem(now):
                name, seconds = problem
                said = {"X-Rate-Limit-Problem": name, "Retry-After": str(seconds)} | organisation.limits.headers(now)
                return Answer(429, None, **said)
            organisation.limits.count()
            organisation.limits.in_flight += 1
        try:
            return self._accounting(organisation)
        finally:
            with simulator.lock:
                organisation.limits.in_flight -= 1

    def _accounting(self, organisation: Any) -> Answer:
        simulator, path = self.server.simulator, self.where.removeprefix(API)
        if len(self.body) > MOST_BYTES:
            return Answer(413, {"Title": "Payload Too Large", "Status": 413})
        body = json.loads(self.body) if self.body else None
        with simulator.lock:
            if simulator.shapes:
                simulator.shapes.check_request(self.command, path, self.query, self.said)
                if body is not None:
                    simulator.shapes.check_body(self.command, path, body)
            status, answer = answer_contacts(
                organisation, self.command, unquote(path), self.query, self.said, body, simulator.clock.now()
            )
            if simulator.shapes and answer is not None:
                simulator.shapes.check_answer(self.command, path, status, answer)
            return Answer(status, answer, **organisation.limits.headers(simulator.clock.now()))

    # --- the wire -----------------------------------------------------------------------------------------------------

    def _send(self, answer: Answer, met: list[Breakdown]) -> None:
        body = answer.body
        kind = answer.headers.pop("Content-Type", "text/html; charset=utf-8")
        if not isinstance(body, bytes):
            kind, body = "application/json; charset=utf-8", b"" if body is None else json.dumps(body).encode()
        if any(each.fault is Fault.GARBAGE for each in met):
            body = b"\x1f\x8b<!-- not what you asked for"
        self.send_response(answer.status)
        self.send_header("Content-Type", kind)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if any(each.fault is Fault.CUT_BODY for each in met):
            self.wfile.write(body[: len(body) // 2])
            self._hang_up()
        else:
            self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


def simulator_sleep(seconds: float) -> None:
    import time

    time.sleep(seconds)


def later(breakdown: Breakdown) -> dict[str, str]:
    return {"Retry-After": breakdown.retry_after} if breakdown.retry_after else {}


def consent_page(asked: dict[str, str], organisations: list[tuple[str, str]]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{html.escape(k)}" value="{html.escape(v)}">' for k, v in asked.items()
    )
    choices = "".join(
        f'<p><label><input type="checkbox" name="tenant" value="{key}" checked> {html.escape(name)}</label>'
        for key, name in organisations
    )
    return (
        '<!doctype html><html lang="en"><title>A Xero of ours</title><h1>OnAccount wants access to:</h1>'
        f'<form method="post">{hidden}{choices}<p>{html.escape(asked["scope"])}'
        '<p><button name="answer" value="allow">Allow access</button> '
        '<button name="answer" value="cancel">Cancel</button></form>'
    )
