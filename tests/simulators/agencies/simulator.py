"""What the agencies know, who may ask, and what was ordered."""

import base64
import json
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.simulators.answering import Answer, Answering, Simulated, listening

USER, PASSWORD, KEY, CLIENT_ID, SECRET = "ours", "Agency pass 1", "our-key-0123", "our-client", "our-client-secret"
TOKEN_LASTS = 3600.0
AGENCY, HOUSE, HMRC, VIES = "/agency/v1", "/house", "/hmrc", "/vies"


@dataclass
class Company:
    number: str
    name: str = "Graham's Widgets Ltd"
    grade: str = "B"
    score: int = 62
    limit: int = 5000
    status: str = "active"
    detail: str = ""
    created: str = "1999-04-01"
    place: dict[str, str] = field(
        default_factory=lambda: {
            "address_line_1": "12 Harbour Street",
            "locality": "Whitby",
            "postal_code": "YO22 4AA",
            "country": "England",
        }
    )

    @property
    def key(self) -> str:
        return f"GB-0-{self.number}"


class Simulator(Simulated):
    """`knows_orders`: whether the agency can be asked what became of an order."""

    usual = "order"

    def __init__(self, *, seed: int = 1) -> None:
        super().__init__(seed=seed)
        self.companies: dict[str, Company] = {}
        self.vat: dict[str, str] = {}  # "GB553557881", "DE123": the name
        self.orders: list[dict[str, Any]] = []  # each of them was paid for
        self.tokens: dict[str, float] = {}
        self.log_ins = 0
        self.takes_credentials = True
        self.knows_orders = True
        self.vies_error = ""
        self.says: dict[str, tuple[int, bytes]] = {}  # by area: this, whatever was asked

    def add_company(self, number: str, **more: Any) -> Company:
        self.companies[number] = Company(number, **more)
        return self.companies[number]

    def expire_tokens(self) -> None:
        self.tokens.clear()

    def paid(self) -> Counter[str]:
        """How often each of our references was paid for."""
        return Counter(each["callRef"] for each in self.orders)

    def calls(self, part: str) -> list[str]:
        with self.lock:
            return [each.path for each in self.asked if part in each.path]

    def new_token(self) -> str:
        token = secrets.token_urlsafe(24)
        self.tokens[token] = self.clock.now() + TOKEN_LASTS
        return token


class Handler(Answering):
    def area(self) -> str:
        """authenticate, search, order, orders of the agency; house; hmrc and hmrc_token; vies."""
        if self.where.startswith(AGENCY):
            rest = self.where.removeprefix(AGENCY).strip("/")
            return {"authenticate": "authenticate", "companies": "search", "orders": "orders"}.get(rest, "order")
        if self.where.startswith(HMRC):
            return "hmrc_token" if self.where.endswith("/token") else "hmrc"
        return "house" if self.where.startswith(HOUSE) else "vies"

    def route(self) -> Answer:
        simulator, area = self.server.simulator, self.area()
        with simulator.lock:
            answer = getattr(self, f"_{area}")()
            if area in simulator.says and answer.status != 401:
                status, body = simulator.says[area]
                return Answer(status, body, Content_Type="application/json")
            return answer

    # --- the agency ---

    def _authenticate(self) -> Answer:
        simulator = self.server.simulator
        simulator.log_ins += 1
        said = json.loads(self.body or b"{}")
        if not simulator.takes_credentials or (said.get("username"), said.get("password")) != (USER, PASSWORD):
            return Answer(401, {"message": "Unauthorized"})
        return Answer(200, {"token": simulator.new_token()})

    def _search(self) -> Answer:
        self._check_token()
        if not self.query.get("countries"):
            return Answer(400, {"message": "countries is needed"})
        number, name = self.query.get("regNo"), self.query.get("name", "").casefold()
        found = [
            each
            for each in self.server.simulator.companies.values()
            if (each.number == number if number else name in each.name.casefold())
        ]
        companies = [
            {
                "id": each.key,
                "country": "GB",
                "regNo": each.number,
                "name": each.name,
                "address": {"postCode": each.place["postal_code"]},
                "status": "Active",
            }
            for each in found
        ]
        return Answer(200, {"correlationId": "1", "totalSize": len(companies), "companies": companies})

    def _order(self) -> Answer:
        """A report. It is paid for, each time."""
        self._check_token()
        simulator, key = self.server.simulator, self.where.rpartition("/")[2]
        company = next((each for each in simulator.companies.values() if each.key == key), None)
        if company is None:
            return Answer(404, {"message": "no such company"})
        order = {
            "orderId": f"order-{len(simulator.orders) + 1}",
            "callRef": self.query.get("callRef", ""),
            "companyId": key,
            "report": report_on(company),
        }
        simulator.orders.append(order)
        return Answer(200, order)

    def _orders(self) -> Answer:
        self._check_token()
        simulator = self.server.simulator
        if not simulator.knows_orders:
            return Answer(404, {"message": "Resource not found"})
        return Answer(200, {"orders": [each for each in simulator.orders if each["callRef"] == self.query["callRef"]]})

    def _check_token(self) -> None:
        simulator, token = self.server.simulator, self.headers.get("Authorization", "").removeprefix("Bearer ")
        if simulator.tokens.get(token, 0.0) <= simulator.clock.now():
            raise Answer(401, {"message": "The incoming token has expired"})

    # --- the registers ---

    def _house(self) -> Answer:
        simulator = self.server.simulator
        given = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ") or b"").decode()
        if not simulator.takes_credentials or given != f"{KEY}:":
            return Answer(401, {"error": "Invalid Authorization", "type": "ch:service"})
        company = simulator.companies.get(self.where.rpartition("/")[2])
        if company is None:
            return Answer(404, {"errors": [{"type": "ch:service", "error": "company-profile-not-found"}]})
        profile = {
            "company_name": company.name.upper(),
            "company_number": company.number,
            "company_status": company.status,
            "type": "ltd",
            "date_of_creation": company.created,
            "registered_office_address": company.place,
            "a_new_member": {"of": ["any", "kind"]},
        }
        return Answer(200, {**profile, **({"company_status_detail": company.detail} if company.detail else {})})

    def _hmrc_token(self) -> Answer:
        simulator, form = self.server.simulator, dict(parse_qsl(self.body.decode()))
        simulator.log_ins += 1
        if not simulator.takes_credentials or (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, SECRET):
            return Answer(401, {"error": "invalid_client"})
        token = simulator.new_token()
        return Answer(200, {"access_token": token, "token_type": "bearer", "expires_in": 14400, "scope": "read:vat"})

    def _hmrc(self) -> Answer:
        simulator = self.server.simulator
        if self.headers.get("Accept") != "application/vnd.hmrc.2.0+json":
            return Answer(406, {"code": "ACCEPT_HEADER_INVALID"})
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if simulator.tokens.get(token, 0.0) <= simulator.clock.now():
            return Answer(401, {"code": "INVALID_CREDENTIALS"})
        number = self.where.rpartition("/")[2]
        if not number.isdigit() or len(number) not in (9, 12):
            return Answer(400, {"code": "INVALID_REQUEST"})
        name = simulator.vat.get(f"GB{number}")
        if name is None:
            return Answer(404, {"code": "NOT_FOUND", "message": "targetVrn does not match a registered company"})
        place = {"line1": "12 Harbour Street", "postcode": "YO22 4AA", "countryCode": "GB"}
        target = {"name": name, "vatNumber": number, "address": place}
        return Answer(200, {"target": target, "processingDate": "2026-11-22T09:30:00+00:00"})

    def _vies(self) -> Answer:
        simulator = self.server.simulator
        if self.where == f"{VIES}/check-status":
            return Answer(200, {"vow": {"available": True}, "countries": []})
        land, number = self.where.split("/")[3], self.where.rpartition("/")[2]
        if simulator.vies_error:
            # As it says it: an error in the body of an answer that looks well.
            return Answer(200, {"isValid": False, "userError": simulator.vies_error, "vatNumber": number})
        name = simulator.vat.get(land + number)
        body = {
            "isValid": name is not None,
            "requestDate": "2026-11-22T09:30:00.000Z",
            "userError": "VALID" if name else "INVALID",
            "name": name or "---",
            "address": "---",
            "requestIdentifier": "",
            "originalVatNumber": number,
            "vatNumber": number,
        }
        return Answer(200, body)


def report_on(company: Company) -> dict[str, Any]:
    limit = {"currency": "GBP", "value": company.limit}
    rating = {
        "commonValue": company.grade,
        "commonDescription": "Low Risk",
        "creditLimit": limit,
        "providerValue": {"maxValue": "100", "minValue": "0", "value": str(company.score)},
    }
    return {
        "companyId": company.key,
        "language": "EN",
        "companySummary": {
            "businessName": company.name,
            "companyRegistrationNumber": company.number,
            "companyStatus": {"status": "Active" if company.status == "active" else "NonActive"},
        },
        "creditScore": {"currentCreditRating": rating},
    }


@contextmanager
def running(*, port: int = 0, seed: int = 1) -> Iterator[Simulator]:
    with listening(Simulator(seed=seed), Handler, port=port) as simulator:
        yield simulator
