"""People: the groups that there are at the start; who comes in and goes out is put down, and said in the log."""

import logging
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import connections
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.utils import timezone

logger = logging.getLogger("onaccount.security")


def ensure_groups(using: str = "default", **_: Any) -> None:
    """Where there is no group yet nobody could be let in: make those of the start."""
    from onaccount.domain.people.models import Group
    from onaccount.domain.people.permissions import AT_THE_START, FRONT_AT_THE_START, NAMES_AT_THE_START
    from onaccount.domain.people.rules import Role

    groups = Group.objects.using(using)
    is_there = Group._meta.db_table in connections[using].introspection.table_names()  # not in an earlier version
    if is_there and not groups.exists():
        office = [Group(role=role.value, levels=levels) for role, levels in AT_THE_START.items()]
        counter = [Group(role=role.value, is_front=True, front=front) for role, front in FRONT_AT_THE_START.items()]
        for group in [*office, *counter]:
            group.name = NAMES_AT_THE_START[Role(group.role)]
        groups.bulk_create([*office, *counter])


def keep_where(request: HttpRequest, user: Any, **_: Any) -> None:
    """Put down with a new session where it was begun; config/sessions.py keeps it."""
    now = timezone.now()
    address = address_of(request)
    request.session["came"] = {
        "at": now.isoformat(),
        "address": address,
        "agent": request.META.get("HTTP_USER_AGENT", "")[:300],
    }
    type(user).objects.filter(pk=user.pk).update(seen_at=now)
    logger.info("log-in of %s %s from %s", user.kind, user.pk, address)


def say_exit(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:  # the session of nobody may end too
        logger.info("log-out of %s %s from %s", user.kind, user.pk, address_of(request))


def address_of(request: HttpRequest) -> str:
    from allauth.account.adapter import get_adapter

    return str(get_adapter(request).get_client_ip(request)) if "REMOTE_ADDR" in request.META else ""


class PeopleConfig(AppConfig):
    name = "onaccount.domain.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(ensure_groups, sender=self, dispatch_uid="people.ensure_groups")
        user_logged_in.connect(keep_where, dispatch_uid="people.keep_where")
        user_logged_out.connect(say_exit, dispatch_uid="people.say_exit")
