"""The simulator as tests hold it: what time it is there, who may ask, what goes wrong, and what was asked."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.simulators.xero.faults import Breakdown, Fault, Faults
from tests.simulators.xero.identity import App, Identity
from tests.simulators.xero.organisation import Organisation
from tests.simulators.xero.shapes import Shapes

SPECS = Path(__file__).resolve().parents[4] / "shared" / "specs"
CLIENT_ID, SECRET = "OUR0CLIENT0ID", "our-client-secret-0123456789"


class Clock:
    """The time there: ours, and as much later as a test says."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return time.time() + self.ahead

    def pass_time(self, seconds: float) -> None:
        self.ahead += seconds


@dataclass(frozen=True)
class Asked:
    """One call that came. `did` is whether it was carried out; `status` 0 where no answer was sent."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    status: int
    did: bool
    at: float


class Simulator:
    """`base` is where it listens; all three of Xero's hosts are this one."""

    def __init__(self, *, seed: int = 1, specs: Path | None = SPECS) -> None:
        self.clock = Clock()
        self.identity = Identity(self.clock)
        self.organisation = Organisation("Demo Company (UK)", self.clock)
        self.organisations = [self.organisation]
        self.app = App(CLIENT_ID, SECRET)
        self.identity.apps[CLIENT_ID] = self.app
        self.faults = Faults(seed)
        self.lock = threading.RLock()
        self.asked: list[Asked] = []
        self.base = ""
        self.shapes = Shapes(specs) if specs and specs.is_dir() else None

    def add_organisation(self, name: str) -> Organisation:
        organisation = Organisation(name, self.clock)
        self.organisations.append(organisation)
        return organisation

    def register(self, redirect_uri: str) -> None:
        """Enter a redirect address on the developers' pages, as the operator does."""
        self.app.redirect_uris = (*self.app.redirect_uris, redirect_uri)

    def register_custom(self, client_id: str = "OUR0CUSTOM0ID", secret: str = SECRET) -> App:
        """A custom connection to the first organisation."""
        app = App(client_id, secret, custom=self.organisation)
        self.identity.apps[client_id] = app
        return app

    def allow(self, url: str, *organisations: Organisation) -> str:
        """What the user's browser does: says yes at this address. Answers the address that it is sent back to."""
        query = dict(parse_qsl(urlsplit(url).query))
        tenants = tuple(each.tenant_id for each in organisations or self.organisations)
        code = self.identity.allow(query, tenants)
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def break_down(
        self,
        fault: Fault,
        *,
        on: str = "contacts",
        methods: frozenset[str] = frozenset(),
        share: float = 1.0,
        times: int | None = None,
        seconds: float = 1.0,
        status: int = 503,
        retry_after: str = "",
    ) -> None:
        self.faults.switch_on(Breakdown(fault, on, methods, share, times, seconds, status, retry_after))

    def mend(self) -> None:
        self.faults.switch_off()

    def pass_time(self, seconds: float) -> None:
        self.clock.pass_time(seconds)

    def unlimited(self) -> None:
        """For tests that are not about limits."""
        for organisation in self.organisations:
            organisation.limits.minute.limit = organisation.limits.day.limit = organisation.limits.app.limit = 10**6

    def calls(self, method: str = "", path: str = "/api.xro/2.0/Contacts") -> list[Asked]:
        with self.lock:
            return [each for each in self.asked if each.path.startswith(path) and method in ("", each.method)]

    @property
    def complaints(self) -> list[str]:
        """What did not fit Xero's description; empty too where the description is not here."""
        return self.shapes.complaints if self.shapes else []

    def organisation_of(self, tenant_id: str) -> Organisation | None:
        return next((each for each in self.organisations if each.tenant_id == tenant_id), None)

    def environment(self, **more: Any) -> dict[str, str]:
        """The settings with which OnAccount finds this one."""
        return {
            "ONACCOUNT_XERO_CLIENT_ID": self.app.client_id,
            "ONACCOUNT_XERO_CLIENT_SECRET": self.app.secret,
            "ONACCOUNT_XERO_LOGIN_URL": self.base,
            "ONACCOUNT_XERO_IDENTITY_URL": self.base,
            "ONACCOUNT_XERO_API_URL": self.base,
            **more,
        }


@contextmanager
def running(*, port: int = 0, seed: int = 1, specs: Path | None = SPECS) -> Iterator[Simulator]:
    from tests.simulators.xero.server import Server

    simulator = Simulator(seed=seed, specs=specs)
    server = Server(simulator, port)
    simulator.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="xero", daemon=True)
    thread.start()
    try:
        yield simulator
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
