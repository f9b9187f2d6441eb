"""HTTP around the simulator: limits, tokens, faults, and the two APIs."""

import base64
import html
import json
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from tests.simulators.answering import Answer, Answering
from tests.simulators.xero.contacts import answer_contacts
from tests.simulators.xero.hand import obey
from tests.simulators.xero.identity import Denied

API = "/api.xro/2.0"
AREAS = {
    "/connect/token": "token",
    "/connect/revocation": "token",
    "/identity/connect/authorize": "authorize",
}
MOST_BYTES = 3_500_000


class Handler(Answering):
    def area(self) -> str:
        return AREAS.get(self.where, "contacts" if self.where.startswith(API) else self.where.split("/")[1])

    def found(self) -> Answer:
        try:
            return super().found()
        except Denied as denied:
            return Answer(400, {"error": denied.error, **({"error_description": denied.words} if denied.words else {})})

    def route(self) -> Answer:
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
