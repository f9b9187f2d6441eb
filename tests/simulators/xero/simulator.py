"""The simulator as tests hold it: what time it is there, who may ask, what goes wrong, and what was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.simulators.answering import Asked, Simulated, listening
from tests.simulators.xero.identity import App, Identity
from tests.simulators.xero.organisation import Organisation
from tests.simulators.xero.shapes import Shapes

SPECS = Path(__file__).resolve().parents[4] / "shared" / "specs"
CLIENT_ID, SECRET = "OUR0CLIENT0ID", "our-client-secret-0123456789"


class Simulator(Simulated):
    """`base` is where it listens; all three of Xero's hosts are this one."""

    usual = "contacts"

    def __init__(self, *, seed: int = 1, specs: Path | None = SPECS) -> None:
        super().__init__(seed=seed)
        self.identity = Identity(self.clock)
        self.organisation = Organisation("Demo Company (UK)", self.clock)
        self.organisations = [self.organisation]
        self.app = App(CLIENT_ID, SECRET)
        self.identity.apps[CLIENT_ID] = self.app
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
    from tests.simulators.xero.server import Handler

    with listening(Simulator(seed=seed, specs=specs), Handler, port=port) as simulator:
        yield simulator
