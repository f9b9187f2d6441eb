"""Who may be one with whom is looked for in the background: after a change, after a list, and through everybody."""

import logging
import uuid
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils import timezone

from onaccount.delivery.jobs.postponed import Postponed
from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.imports.actions import keep_alike_of
from onaccount.domain.imports.queries import import_card
from onaccount.domain.matching.actions import give_up_scan, look_at, look_at_changed, turn_to_scan
from onaccount.domain.matching.queries import active_scan
from onaccount.foundation.refusals import Refused

WORKER = uuid.uuid4().hex  # this process's own: of two on one scan, the books know which

log = logging.getLogger(__name__)


def look_for_duplicates(key: str) -> None:
    """Compare a customer that is new or was changed."""
    look_at(int(key), at=timezone.now())


def keep_alike_pairs(key: str) -> None:
    """Keep what an import found alike and what was said of it, where its own process was cut off before it had."""
    if not keep_alike_of(key=uuid.UUID(key), at=timezone.now()):
        raise Postponed("its own process is at it")


def look_through_list(key: str) -> None:
    """Compare those whom an import wrote, or took back: one scan, however many they are."""
    card = import_card(uuid.UUID(key))
    since = card.undone_at or card.applied_at
    if since is not None:
        look_at_changed(since=since, by=SYSTEM, at=timezone.now())


def turn_to_scans(*, at: datetime) -> bool:
    """Do the next slice of a scan. Whether there was any; one that fails is ended, and holds up nothing else."""
    try:
        return turn_to_scan(worker=WORKER, at=at) is not None
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: the next look goes on
    except IntegrityError:
        log.info("Somebody whom a slice found was taken out meanwhile; it is done again")
        return False
    except Exception:
        log.exception("The scan of all customers failed")
        failed = active_scan()
        with suppress(Refused):
            if failed is not None:
                give_up_scan(scan=failed.key, by=SYSTEM, at=at)
        return False
