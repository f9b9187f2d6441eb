"""Waves open at their time and at their pace; the worker's clock."""

import logging
import uuid
from contextlib import suppress
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.imports.actions import invite_imported
from onaccount.domain.vetting.actions import pause_wave, turn_to_wave
from onaccount.domain.vetting.queries import waves_to_turn_to
from onaccount.foundation.refusals import Refused

UNEXPECTED = "Something went wrong with it that is none of its members' doing; the log of the worker says what."

log = logging.getLogger(__name__)


def invite_by_import(key: str) -> None:
    """Let the customers of a list that was written join the wave that it asked for."""
    invite_imported(key=uuid.UUID(key), at=timezone.now())


def turn_to_waves(*, at: datetime) -> bool:
    """Do the next step of one wave. Whether there was any; a wave that fails is paused, and holds up no other."""
    return any(_turn(key, at=at) for key in waves_to_turn_to(at))


def _turn(key: int, *, at: datetime) -> bool:
    try:
        return turn_to_wave(key, at=at)
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: the next look goes on
    except Exception:
        log.exception("Wave %s is paused", key)
        with suppress(Refused):
            pause_wave(wave=key, by=SYSTEM, at=at, why=UNEXPECTED)
        return False
