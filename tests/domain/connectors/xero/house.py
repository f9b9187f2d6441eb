"""This house beside the simulator: the same clock for both, and the steps that people and the worker take."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from onaccount.domain.connectors.actions.wire import Wire
from onaccount.domain.connectors.actions.xero.connect import (
    begin_to_connect,
    disconnect,
    keep_permission,
    settle_connection,
)
from onaccount.domain.connectors.actions.xero.door import XeroDoor
from onaccount.domain.connectors.actions.xero.mirror import Run, mirror_contacts
from onaccount.domain.connectors.models import Connection
from tests.simulators.xero import Simulator
from tests.simulators.xero.organisation import Organisation
from tests.stage import COMMAND

BACK = "http://127.0.0.1:8000/office/settings/xero/callback/"


def set_up(xero: Simulator, settings: Any, *, back: str = BACK) -> None:
    for name, value in xero.environment().items():
        setattr(settings, name.removeprefix("ONACCOUNT_"), value)
    settings.XERO_CALLS_A_MINUTE = settings.XERO_CALLS_A_DAY = 10**6
    settings.XERO_CUSTOM = False
    xero.unlimited()
    xero.register(back)


@dataclass
class House:
    xero: Simulator
    wire: Wire

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.xero.clock.now(), UTC)

    @property
    def row(self) -> Connection:
        return Connection.objects.get()

    @property
    def door(self) -> XeroDoor:
        return XeroDoor(self.wire, clock=self.now)

    def allow(self, *organisations: Organisation) -> None:
        """Somebody presses Connect, says yes there, and comes back."""
        asked, address = begin_to_connect(redirect_uri=BACK, by=COMMAND, at=self.now())
        said = dict(parse_qsl(urlsplit(self.xero.allow(address, *organisations)).query))
        keep_permission(asked=asked, said=said, redirect_uri=BACK, by=COMMAND, at=self.now())

    def settle(self) -> bool:
        return settle_connection(self.wire, clock=self.now)

    def connect(self, *organisations: Organisation) -> None:
        self.allow(*organisations)
        self.settle()

    def disconnect(self) -> None:
        disconnect(by=COMMAND, at=self.now())

    def mirror(self, **more: Any) -> Run:
        """A run that is due, now."""
        Connection.objects.update(mirror_asked_at=self.now(), mirror_next_at=None)
        run = mirror_contacts(self.wire, clock=self.now, **more)
        assert run is not None, "it was due"
        return run
