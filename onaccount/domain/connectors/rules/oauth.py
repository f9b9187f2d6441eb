"""The question to Xero's identity server, and what its answers mean (RFC 6749, RFC 7636). Pure."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

AUTHORIZE, TOKEN, REVOKE, CONNECTIONS = (
    "/identity/connect/authorize",
    "/connect/token",
    "/connect/revocation",
    "/connections",
)
SCOPES = ("offline_access", "accounting.contacts")  # nothing that is not used
CUSTOM_SCOPES = ("accounting.contacts",)
# Of a refusal by the identity server: what is for good, and what the operator mends in the settings.
FOR_GOOD = frozenset({"invalid_grant"})
OF_SETTINGS = frozenset({"invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type"})


def new_secret() -> str:
    """256 bits, as 43 characters that RFC 7636 allows for a verifier."""
    return secrets.token_urlsafe(32)


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636, 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def address_to_ask(base: str, *, client_id: str, redirect_uri: str, state: str, verifier: str) -> str:
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    return f"{base}{AUTHORIZE}?{urlencode(query)}"


@dataclass(frozen=True, slots=True)
class Organisation:
    """One that was allowed: `connection_id` is what is taken back, `tenant_id` what every call names."""

    connection_id: str
    tenant_id: str
    name: str

    @classmethod
    def of_json(cls, each: dict[str, str]) -> "Organisation":
        return cls(str(each["id"]), str(each["tenantId"]), str(each.get("tenantName") or "")[:200])
