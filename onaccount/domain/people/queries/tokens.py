"""Tokens of the API: whose secret this is, and which there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.history.rules import Actor
from onaccount.domain.people.models import Token
from onaccount.domain.people.permissions import Right, rights_within
from onaccount.domain.people.queries.prepared import A_TEXT, Prepared
from onaccount.domain.people.rules import Kind, TokenState, token_hash, token_state


@dataclass(frozen=True, slots=True)
class Bearer:
    """A machine that showed a good token: who it is, what it may, and when its use was last noted."""

    actor: Actor
    rights: frozenset[Right]
    noted_at: datetime | None


def token_actor(secret: str, *, at: datetime) -> Bearer | None:
    """Who shows this secret, asked of the database at every request: what has ended lets nobody in any more."""
    for key, name, levels, noted_at, expires_at in TOKEN(token_hash(secret)):
        if expires_at is None or at < expires_at:
            return Bearer(Actor(Kind.TOKEN.value, str(key), name), rights_within(levels), noted_at)
    return None


TOKEN = Prepared(
    lambda digest: Token.objects.filter(token_hash=digest, principal__is_active=True).values_list(
        "principal_id", "principal__name", "levels", "last_used_at", "expires_at"
    ),
    A_TEXT,
)


@dataclass(frozen=True, slots=True)
class TokenCard:
    """A token as it is listed; nobody can see its secret again."""

    number: int
    name: str
    levels: Mapping[str, str]
    state: TokenState
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


def tokens(*, at: datetime) -> list[TokenCard]:
    """All tokens, the newest first, those that have ended too."""
    return [
        TokenCard(
            number=token.principal_id,
            name=token.principal.name,
            levels=token.levels,
            state=token_state(is_active=token.principal.is_active, expires_at=token.expires_at, at=at),
            created_at=token.principal.created_at,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
        )
        for token in Token.objects.select_related("principal").order_by("-principal")
    ]
