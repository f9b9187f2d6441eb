"""A till at the door: a browser that was paired, signs its reports, and sells."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.test import Client

from onaccount.domain.history.rules import Actor
from onaccount.domain.tills.actions.tills import add_till, give_pairing_code
from onaccount.domain.tills.actions.transmit import transmit
from onaccount.domain.tills.rules.signing import sign_copy
from tests.domain.tills.counter import PIN, USUAL, Key, clerk, usual_menu
from tests.stage import AT, CAL, COMMAND

JSON = "application/json"


@dataclass
class Till:
    """`methods` by name, as the last contact told them; `told` is that contact's answer."""

    client: Client
    number: int
    clerk: Actor
    key: Key = field(default_factory=Key)
    pairing: int = 0
    copy_key: bytes = b""
    seq: int = 0
    receipts: int = 0
    shift: str = ""
    methods: dict[str, int] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    acknowledged: int | None = None
    leases: dict[str, int] = field(default_factory=dict)
    now: Callable[[], datetime] = lambda: AT

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/till/{path}", query)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.client.post(f"/till/{path}", json.dumps(body or {}), content_type=JSON, **more)

    def pair(self, code: str) -> Any:
        response = self.post("pairing/", {"code": code, "key": self.key.public})
        if response.status_code == 201:
            self.pairing, self.copy_key = response.json()["pairing"], base64.b64decode(response.json()["copy_key"])
        return response

    def report(self, *, waiting: int = 0, returned: tuple[str, ...] = (), signature: str = "", **query: Any) -> Any:
        self.seq += 1
        body = json.dumps(
            {
                "till": self.number,
                "pairing": self.pairing,
                "seq": self.seq,
                "at": self.now().isoformat(),
                "acknowledged": self.acknowledged,
                "waiting": waiting,
                "leases": [
                    {"id": key, "spent_minor": spent, "is_returned": key in returned}
                    for key, spent in self.leases.items()
                ],
            }
        ).encode()
        address = "/till/contact/" + (f"?customers_since={query['since']}" if "since" in query else "")
        signed = signature or self.key.sign(body)
        return self.client.post(address, body, content_type=JSON, headers={"X-Signature": signed})

    def contact(self, **more: Any) -> dict[str, Any]:
        """Report, look whether the answer is the server's, and use it from now on."""
        response = self.report(**more)
        assert response.status_code == 200, response.content
        assert response["X-Copy-Signature"] == sign_copy(response.content, key=self.copy_key)
        self.told = response.json()
        self.acknowledged = self.told["version"]["number"]
        self.methods = {each["name"]: each["id"] for each in self.told["version"]["methods"]}
        self.leases = {each["id"]: each["granted_minor"] - each["rest_minor"] for each in self.told["leases"]}
        return self.told

    def begin(self, *, clerk: Actor | None = None, pin: str = PIN) -> Any:
        response = self.post("shifts/", {"clerk": int((clerk or self.clerk).key), "pin": pin})
        if response.status_code == 201:
            self.shift = response.json()["shift"]
        return response

    def asked(self, *payments: tuple[str, int], customer: int | None = None, **more: Any) -> dict[str, Any]:
        """The body of a sale of one plain amount, unless `lines` say otherwise."""
        self.receipts += 1
        total = sum(minor for _, minor in payments)
        return {
            "id": str(uuid4()),
            "seq": self.receipts,
            "made_at": self.now().isoformat(),
            "version": self.acknowledged or 0,
            "shift": self.shift or str(uuid4()),
            "customer": customer,
            "lines": [
                {"product": None, "sku": "", "name": "Plain amount", "quantity_milli": 1000, "unit_minor": total,
                 "list_minor": None, "tax_ppm": 0}
            ],
            "payments": [
                {"method": self.methods.get(name, 9_999), "type": USUAL[name].value, "amount_minor": minor}
                for name, minor in payments
            ],
            **more,
        }  # fmt: skip

    def sell(self, *payments: tuple[str, int], customer: int | None = None, **more: Any) -> Any:
        return self.post("sales/", self.asked(*payments, customer=customer, **more))


def till_of(name: str = "Counter 1", *, by: Actor, menu: int | None = None) -> tuple[Till, str]:
    """A till that waits for the device with this code."""
    number = add_till(name=name, menu=menu, by=COMMAND, at=AT)
    return Till(Client(), number, by), give_pairing_code(till=number, by=COMMAND, at=AT)


def at_work(name: str = "Counter 1", *, by: Actor | None = None, menu: int | None = None) -> Till:
    """A till that is paired, has acknowledged the usual menu, and a clerk in a shift."""
    found, code = till_of(name, by=by or clerk(CAL), menu=usual_menu() if menu is None else menu)
    transmit(expected="", by=COMMAND, at=AT)
    assert found.pair(code).status_code == 201
    assert found.begin().status_code == 201
    found.contact()
    found.contact()
    return found


def token_in(found: Till) -> str:
    return found.client.cookies[settings.TILL_COOKIE_NAME].value
