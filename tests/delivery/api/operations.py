"""Each operation of the API with a request that succeeds, for the tests that ask them all. A new one needs a line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.stage import sign_up


@dataclass(frozen=True)
class Sample:
    """A request that is answered with `status`. `stage` makes what it needs and answers what stands in the address."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    stage: Callable[[], Mapping[str, Any]] = dict


def a_customer() -> Mapping[str, Any]:
    return {"number": sign_up()}


CUSTOMER = "/api/v1/customers/{number}"
SAMPLES: dict[tuple[str, str], Sample] = {
    ("GET", "/api/v1/customers"): Sample(200, stage=a_customer),
    ("POST", "/api/v1/customers"): Sample(201, {"kind": "company", "name": "Ridge & Sons"}),
    ("GET", CUSTOMER): Sample(200, stage=a_customer),
    ("PATCH", CUSTOMER): Sample(200, {"city": "Bude"}, {"If-Match": "*"}, a_customer),
    ("PUT", f"{CUSTOMER}/status"): Sample(200, {"status": "active"}, stage=a_customer),
    ("PUT", f"{CUSTOMER}/stage"): Sample(200, {"stage": "new"}, stage=a_customer),
    ("GET", "/api/v1/events"): Sample(200, stage=a_customer),
}
