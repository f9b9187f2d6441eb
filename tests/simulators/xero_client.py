"""A bare client of the simulator, for the tests of the simulator itself: it knows nothing that OnAccount knows."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from tests.simulators.xero import Simulator

VERIFIER = "v" * 64
BACK = "http://127.0.0.1:9/back/"


class Bare:
    def __init__(self, xero: Simulator) -> None:
        self.xero, self.http = xero, httpx.Client(base_url=xero.base, timeout=5)
        self.tenant, self.token, self.refresher = xero.organisation.tenant_id, "", ""

    def address(self, **more: str) -> str:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self.xero.app.client_id,
            "redirect_uri": BACK,
            "scope": "offline_access accounting.contacts",
            "state": "s1",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **more,
        }
        return f"{self.xero.base}/identity/connect/authorize?{urlencode(query)}"

    def code(self, **more: str) -> str:
        if BACK not in self.xero.app.redirect_uris:
            self.xero.register(BACK)
        return dict(parse_qsl(urlsplit(self.xero.allow(self.address(**more))).query))["code"]

    def grant(self, **form: str) -> httpx.Response:
        return self.http.post("/connect/token", data=form, auth=(self.xero.app.client_id, self.xero.app.secret))

    def log_in(self, **more: str) -> httpx.Response:
        form = {"grant_type": "authorization_code", "code": self.code(**more), "redirect_uri": BACK}
        return self._kept(self.grant(**form, code_verifier=VERIFIER))

    def refresh(self) -> httpx.Response:
        return self._kept(self.grant(grant_type="refresh_token", refresh_token=self.refresher))

    def _kept(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            self.token, self.refresher = answer.json()["access_token"], answer.json().get("refresh_token", "")
        return answer

    def ask(self, method: str, path: str = "Contacts", *, json: Any = None, **headers: str) -> httpx.Response:
        sent = {
            "Authorization": f"Bearer {self.token}",
            "Accept": "application/json",
            "xero-tenant-id": self.tenant,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return self.http.request(method, f"/api.xro/2.0/{path}", headers=sent, json=json)

    def write(self, method: str, *contacts: dict[str, Any], **headers: str) -> httpx.Response:
        return self.ask(method, json={"Contacts": list(contacts)}, **headers)
