"""What an operator who looks into a break-in wants to read: who was not let in, and who was refused what (V16.3).

Nothing that was typed is written down: a password that slipped into the field above it would stand in the log.
"""

import logging

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from onaccount.domain.people.queries import names_its_principal, staff_actor
from onaccount.domain.people.rules import NotAllowed

logger = logging.getLogger("onaccount.security")


def log_failed_entry(request: HttpRequest, email: str) -> None:
    who = names_its_principal(email) or "nobody known"
    logger.warning("failed log-in at %s as %s from %s", request.path, who, _where(request))


def log_refused(request: HttpRequest, refusal: NotAllowed) -> None:
    actor = staff_actor(request.user)
    who = f"{actor.kind} {actor.key}" if actor else "nobody known"
    right = refusal.values["right"]
    where = _where(request)
    logger.warning("refused to %s: %s %s from %s: no right to %s", who, request.method, request.path, where, right)


def _where(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))
