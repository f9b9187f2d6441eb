"""This house beside agencies of ours: the same clock for both, and the steps that people and the worker take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from onaccount.domain.connectors.actions.checks import order_check, push_checks, set_service
from onaccount.domain.connectors.actions.wire import Wire
from onaccount.domain.connectors.models import Check, Service
from onaccount.domain.connectors.rules.checks import Source
from tests.simulators.agencies import Simulator
from tests.simulators.agencies.simulator import AGENCY, CLIENT_ID, HMRC, HOUSE, KEY, PASSWORD, SECRET, USER, VIES
from tests.stage import COMMAND, sign_up

NUMBER, VAT = "00445790", "GB553557881"
WAYS: dict[Source, tuple[str, Mapping[str, str]]] = {
    Source.CREDITSAFE: (AGENCY, {"username": USER, "password": PASSWORD}),
    Source.COMPANIES_HOUSE: (HOUSE, {"key": KEY}),
    Source.HMRC: (HMRC, {"client_id": CLIENT_ID, "client_secret": SECRET}),
    Source.VIES: (VIES, {}),
}


@dataclass
class Bureau:
    agencies: Simulator
    wire: Wire

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.agencies.clock.now(), UTC)

    def switch_on(self, *sources: Source, **credentials: str) -> None:
        for source in sources or tuple(WAYS):
            path, usual = WAYS[source]
            set_service(
                source=source,
                is_on=True,
                address=self.agencies.base + path,
                credentials={**usual, **credentials},
                by=COMMAND,
                at=self.now(),
            )

    def company(self, **values: str) -> int:
        """A customer that the agencies know, under the same number."""
        told = {"registration_number": NUMBER, "tax_id": VAT, **values}
        return sign_up(at=self.now(), **told)

    def order(self, number: int, source: Source = Source.CREDITSAFE, **more: Any) -> Check:
        return order_check(number=number, source=source, by=COMMAND, at=self.now(), **more)

    def push(self) -> int:
        return push_checks(self.wire, clock=self.now)

    def push_later(self, seconds: float = 24 * 60.0) -> None:
        """What was to wait has waited."""
        self.agencies.pass_time(seconds)
        self.push()

    def check(self, number: int, source: Source = Source.CREDITSAFE) -> Check:
        """Ordered and looked at once."""
        check = self.order(number, source)
        self.push()
        check.refresh_from_db()
        return check

    def service(self, source: Source = Source.CREDITSAFE) -> Service:
        return Service.objects.get(pk=source.value)
