"""The identity server: who may ask in whose name, for how long. Codes and refresh tokens are good once."""

import base64
import hashlib
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.xero.organisation import Organisation

# What an app that was made since March 2026 may ask for. `accounting.transactions` is not among them any more.
SCOPES = frozenset(
    """openid profile email offline_access accounting.contacts accounting.contacts.read accounting.settings
    accounting.settings.read accounting.attachments accounting.attachments.read accounting.invoices
    accounting.invoices.read accounting.payments accounting.payments.read accounting.banktransactions
    accounting.banktransactions.read""".split()
)
ACCESS_LIVES = 30 * 60.0
REFRESH_LIVES = 60 * 86_400.0
CODE_LIVES = 5 * 60.0


@dataclass
class App:
    """One that was registered at the developers' pages. Without a secret it uses PKCE alone; `custom` is its one
    organisation, where it is a custom connection."""

    client_id: str
    secret: str = ""
    redirect_uris: tuple[str, ...] = ()
    scopes: frozenset[str] = SCOPES
    custom: Organisation | None = None


@dataclass
class Code:
    app: App
    redirect_uri: str
    challenge: str
    scopes: frozenset[str]
    tenants: tuple[str, ...]
    until: float


@dataclass
class Grant:
    """What one consent gave; its tokens come and go."""

    app: App
    scopes: frozenset[str]
    tenants: set[str]
    event: str
    is_revoked: bool = False


@dataclass
class Token:
    grant: Grant
    until: float
    used_at: float | None = None


class Denied(Exception):  # noqa: N818 - an answer
    """An OAuth error: its code, and words where there are any."""

    def __init__(self, error: str, words: str = "") -> None:
        self.error, self.words = error, words
        super().__init__(error)


@dataclass
class Identity:
    """`grace` is for how many seconds a refresh token that was used may be used again: Xero says 30 minutes, and a
    client that relies on it with two processes is wrong, so it is none here unless a test says so."""

    clock: Any
    apps: dict[str, App] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    access: dict[str, Token] = field(default_factory=dict)
    refreshers: dict[str, Token] = field(default_factory=dict)
    grace: float = 0.0
    refuses_refresh: bool = False
    refreshed: int = 0  # how many refresh tokens were taken
    reused: int = 0  # how many came that were used already

    def check_request(self, query: dict[str, str]) -> tuple[App, frozenset[str]]:
        """The app and the scopes of a request to authorise. What is wrong with either address is shown, not sent on."""
        app = self.apps.get(query.get("client_id", ""))
        if app is None or app.custom:
            raise Denied("unauthorized_client", "Unknown client or client not enabled")
        if query.get("redirect_uri") not in app.redirect_uris:
            raise Denied("unauthorized_client", "Invalid redirect_uri")
        scopes = frozenset(query.get("scope", "").split())
        if not scopes or scopes - app.scopes:
            raise Denied("invalid_scope")
        if query.get("response_type") != "code":
            raise Denied("unsupported_response_type")
        if not query.get("state"):
            raise Denied("invalid_request", "state is missing: nobody may do without it here")
        if query.get("code_challenge_method") != "S256" or len(query.get("code_challenge", "")) != 43:
            raise Denied("invalid_request", "code challenge required")
        return app, scopes

    def allow(self, query: dict[str, str], tenants: tuple[str, ...]) -> str:
        """The user has said yes: a code."""
        app, scopes = self.check_request(query)
        code = secrets.token_urlsafe(32)
        until = self.clock.now() + CODE_LIVES
        self.codes[code] = Code(app, query["redirect_uri"], query["code_challenge"], scopes, tenants, until)
        return code

    def tokens_for(self, form: dict[str, str], basic: tuple[str, str] | None) -> dict[str, Any]:
        app = self._app(form, basic)
        kind = form.get("grant_type")
        if kind == "authorization_code":
            return self._issue(self._by_code(app, form))
        if kind == "refresh_token":
            return self._issue(self._by_refresh(app, form.get("refresh_token", "")))
        if kind == "client_credentials" and app.custom:
            scopes = frozenset(form.get("scope", "").split()) or app.scopes - {"offline_access"}
            if scopes - app.scopes:
                raise Denied("invalid_scope")
            return self._issue(Grant(app, scopes, {app.custom.tenant_id}, str(uuid.uuid4())))
        raise Denied("unauthorized_client" if kind == "client_credentials" else "unsupported_grant_type")

    def _app(self, form: dict[str, str], basic: tuple[str, str] | None) -> App:
        client_id, secret = basic or (form.get("client_id", ""), form.get("client_secret", ""))
        app = self.apps.get(client_id)
        if app is None or not secrets.compare_digest(app.secret, secret):
            raise Denied("invalid_client")
        return app

    def _by_code(self, app: App, form: dict[str, str]) -> Grant:
        code = self.codes.pop(form.get("code", ""), None)  # good once, whatever comes of it
        if code is None or code.app is not app or code.until < self.clock.now():
            raise Denied("invalid_grant")
        if form.get("redirect_uri") != code.redirect_uri:
            raise Denied("invalid_grant", "redirect_uri")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != code.challenge:
            raise Denied("invalid_grant", "code_verifier")
        return Grant(app, code.scopes, set(code.tenants), str(uuid.uuid4()))

    def _by_refresh(self, app: App, text: str) -> Grant:
        token, now = self.refreshers.get(text), self.clock.now()
        if self.refuses_refresh or token is None or token.grant.app is not app or token.grant.is_revoked:
            raise Denied("invalid_grant")
        if token.until < now:
            raise Denied("invalid_grant")
        if token.used_at is not None:
            self.reused += 1
            if now - token.used_at > self.grace:
                raise Denied("invalid_grant")
        token.used_at = now if token.used_at is None else token.used_at
        self.refreshed += 1
        return token.grant

    def _issue(self, grant: Grant) -> dict[str, Any]:
        now, access = self.clock.now(), secrets.token_urlsafe(900)  # as long as theirs
        self.access[access] = Token(grant, now + ACCESS_LIVES)
        answer: dict[str, Any] = {
            "access_token": access,
            "expires_in": int(ACCESS_LIVES),
            "token_type": "Bearer",
            "scope": " ".join(sorted(grant.scopes)),
        }
        if "offline_access" in grant.scopes and not grant.app.custom:
            refresher = secrets.token_urlsafe(32)
            self.refreshers[refresher] = Token(grant, now + REFRESH_LIVES)
            answer["refresh_token"] = refresher
        return answer

    def revoke(self, form: dict[str, str], basic: tuple[str, str] | None) -> None:
        """Ends the consent with all of its tokens; a token that nobody knows is no error (RFC 7009)."""
        app = self._app(form, basic)
        token = self.refreshers.get(form.get("token", ""))
        if token and token.grant.app is app:
            token.grant.is_revoked = True

    def grant_of(self, authorization: str) -> Grant:
        """Whose token this is. Raises Denied with the words that the API answers."""
        kind, _, text = authorization.partition(" ")
        token = self.access.get(text) if kind == "Bearer" else None
        if token is None or token.grant.is_revoked:
            raise Denied("AuthenticationUnsuccessful")
        if token.until < self.clock.now():
            raise Denied("TokenExpired: token expired")
        return token.grant

    def expire_access(self) -> None:
        """Every access token that was given is too old from now on."""
        for token in list(self.access.values()):
            token.until = 0.0
