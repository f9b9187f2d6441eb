"""Answers kept under the keys of machines, so that a request sent twice has its effect once."""

import fcntl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction

from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.models import KeptAnswer
from onaccount.domain.people.rules import ANSWERS_KEPT, WAIT_FOR_KEY, KeyInUse, KeyReused, key_hash

LOOK_EVERY = 0.01  # seconds, while another has the key
PLACES = 4096  # lock files: two keys that share one wait for each other, and SQLite lets them do no better


@dataclass(frozen=True, slots=True)
class Answer:
    """What a door answered: an HTTP status, headers, and a body of text."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Given:
    answer: Answer
    is_replay: bool


def answer_once(*, by: Actor, key: str, digest: str, at: datetime, answer: Callable[[], Answer]) -> Given:
    """Give the answer that stands under this key, or make it and keep it in the transaction of its effect.

    `digest` tells the request: another one under the same key is KeyReused. One that comes while the first is worked
    on waits for it, WAIT_FOR_KEY at most. Only what succeeded is kept, so a refused request may be mended and sent
    again. Asks for no right: each action that `answer` calls does.
    """
    place = key_hash(by.key, key)
    with _held(place):
        return _answer(place, by=by, digest=digest, at=at, answer=answer)


@action
def _answer(place: str, *, by: Actor, digest: str, at: datetime, answer: Callable[[], Answer]) -> Given:
    if not _claim(place, by=by, digest=digest, at=at):
        return Given(_kept(place, digest), is_replay=True)
    given = answer()
    if 200 <= given.status < 300:
        KeptAnswer.objects.filter(pk=place).update(status=given.status, headers=dict(given.headers), body=given.body)
    else:
        transaction.set_rollback(True)
    return Given(given, is_replay=False)


def _kept(place: str, digest: str) -> Answer:
    kept = KeptAnswer.objects.get(pk=place)
    if kept.digest != digest:
        raise KeyReused
    return Answer(kept.status, kept.headers, kept.body)


COLUMNS = "INSERT INTO people_keptanswer (id, principal_id, digest, status, headers, body, at)"
# PostgreSQL waits at the primary key for whoever is about to write the same one; the limit is set by the statement
# that waits, and counts to the end of the transaction: a request does not stand in line for a row for a minute.
CLAIM = {
    "sqlite": f"{COLUMNS} VALUES (%s, %s, %s, 0, '{{}}', '', %s) ON CONFLICT DO NOTHING",
    "postgresql": f"""WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', '{WAIT_FOR_KEY:.0f}s', true))
        {COLUMNS} SELECT %s, %s, %s, 0, '{{}}', '', %s FROM patience ON CONFLICT DO NOTHING""",
}


def _claim(place: str, *, by: Actor, digest: str, at: datetime) -> bool:
    """Take the key; False where there is an answer under it already."""
    with connection.cursor() as cursor:
        values: list[Any] = [place, int(by.key), digest, connection.ops.adapt_datetimefield_value(at)]
        try:
            cursor.execute(CLAIM[connection.vendor], values)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE:
                raise KeyInUse from None
            raise
        return bool(cursor.rowcount == 1)


LOCK_NOT_AVAILABLE = "55P03"


@contextmanager
def _held(place: str) -> Iterator[None]:
    """On SQLite the writer does not say whom it is kept by, so the key is held by a lock on a file beside the books.

    The system frees it when its holder is gone, however that came. SQLite's books are on one machine.
    """
    with _lock_file(place) if connection.vendor == "sqlite" else nullcontext():
        yield


@contextmanager
def _lock_file(place: str) -> Iterator[None]:
    folder: Path = settings.DATA / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    patience = time.monotonic() + WAIT_FOR_KEY
    with (folder / f"{int(place[:8], 16) % PLACES:04}").open("ab") as file:
        while not _locked(file.fileno()):
            if time.monotonic() > patience:
                raise KeyInUse
            time.sleep(LOOK_EVERY)
        yield


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


FORGOTTEN_AT_ONCE = 1000  # a writer on SQLite holds up all others


def forget_answers(*, at: datetime) -> int:
    """Take out some of what has been kept long enough, and say how many. The clock's, which needs no right for it."""
    old = KeptAnswer.objects.filter(at__lt=at - ANSWERS_KEPT).order_by("at").values_list("pk", flat=True)
    forgotten, _ = KeptAnswer.objects.filter(pk__in=list(old[:FORGOTTEN_AT_ONCE])).delete()
    return forgotten
