"""People, and the groups that there are at the start."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db import connections
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.utils import timezone


def ensure_groups(using: str = "default", **_: Any) -> None:
    """Where there is no group yet nobody could be let in: make those of the start."""
    from onaccount.domain.people.models import Group
    from onaccount.domain.people.permissions import AT_THE_START, NAMES_AT_THE_START

    groups = Group.objects.using(using)
    is_there = Group._meta.db_table in connections[using].introspection.table_names()  # not in an earlier version
    if is_there and not groups.exists():
        groups.bulk_create(
            Group(name=NAMES_AT_THE_START[role], role=role.value, levels=levels)
            for role, levels in AT_THE_START.items()
        )


def keep_where(request: HttpRequest, user: Any, **_: Any) -> None:
    """Put down with a new session where it was begun; config/sessions.py keeps it."""
    from allauth.account.adapter import get_adapter

    now = timezone.now()
    request.session["came"] = {
        "at": now.isoformat(),
        "address": get_adapter(request).get_client_ip(request) if "REMOTE_ADDR" in request.META else "",
        "agent": request.META.get("HTTP_USER_AGENT", "")[:300],
    }
    type(user).objects.filter(pk=user.pk).update(seen_at=now)


class PeopleConfig(AppConfig):
    name = "onaccount.domain.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(ensure_groups, sender=self, dispatch_uid="people.ensure_groups")
        user_logged_in.connect(keep_where, dispatch_uid="people.keep_where")
