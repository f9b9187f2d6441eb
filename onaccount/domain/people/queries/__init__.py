"""Who is asking, what they may, and by which ways they come in."""

from onaccount.domain.people.queries.counter import front_need, front_needs, require_front
from onaccount.domain.people.queries.links import Way, link_lasts, way_in
from onaccount.domain.people.queries.prepared import A_NUMBER, A_TEXT, Prepared
from onaccount.domain.people.queries.principals import (
    group_of,
    has_password,
    names_its_principal,
    names_of,
    password_is_good,
    principal_with_email,
    staff_count,
    staff_with_email,
)
from onaccount.domain.people.queries.rights import (
    HOLDERS,
    actor_of,
    can,
    levels_of,
    require,
    rights_of,
    staff_actor,
    staff_with,
)
from onaccount.domain.people.queries.tokens import Bearer, TokenCard, token_actor, tokens

__all__ = [
    "A_NUMBER",
    "A_TEXT",
    "HOLDERS",
    "Bearer",
    "Prepared",
    "TokenCard",
    "Way",
    "actor_of",
    "can",
    "front_need",
    "front_needs",
    "group_of",
    "has_password",
    "levels_of",
    "link_lasts",
    "names_its_principal",
    "names_of",
    "password_is_good",
    "principal_with_email",
    "require",
    "require_front",
    "rights_of",
    "staff_actor",
    "staff_count",
    "staff_with",
    "staff_with_email",
    "token_actor",
    "tokens",
    "way_in",
]
