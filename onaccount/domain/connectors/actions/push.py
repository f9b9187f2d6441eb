"""Put customers into the system next door, one at a time: ask first, write down that it leaves, then send.

Each step is a short transaction; no transaction is open while anybody is asked or told anything. A turn is claimed by
`tries`, so a worker that was held up finds that its turn is over and sends nothing. What left and was not answered is
SENT: it is looked up under our number before anything is sent again (I20).
"""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from onaccount.domain.connectors.actions.changes import was_merged
from onaccount.domain.connectors.actions.families import look_at_family
from onaccount.domain.connectors.actions.links import TRADES, known_of
from onaccount.domain.connectors.actions.raising import raise_task
from onaccount.domain.connectors.models import Link
from onaccount.domain.connectors.queries.links import contact_of, due_links
from onaccount.domain.connectors.queries.profiles import ours_of, persons_of
from onaccount.domain.connectors.queries.prospects import compared, mirrored_alike
from onaccount.domain.connectors.rules.bodies import Body, part_of_body, whole_body
from onaccount.domain.connectors.rules.changes import plan_changes
from onaccount.domain.connectors.rules.expected import Alike, Expected, expect, in_order
from onaccount.domain.connectors.rules.next_door import (
    ACTIVE,
    XERO,
    Answer,
    Heard,
    NextDoor,
    NotAnswered,
    NotTaken,
    Theirs,
)
from onaccount.domain.connectors.rules.patience import LEASE, SETTLES, wait_after
from onaccount.domain.connectors.rules.states import LinkState, Wish
from onaccount.domain.connectors.rules.tasks import TaskKind
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import SYSTEM, Subject

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Turn:
    """A link whose turn it is, as it was claimed. `was_sent`: something of it left before, and nobody heard."""

    key: int
    number: int
    system: str
    contact_id: str
    tries: int
    asked_at: datetime
    was_sent: bool
    wish: Wish
    ours_then: dict[str, str]
    theirs_then: dict[str, str]
    ours: dict[str, str]
    survivor: int | None = (
        None  # whose values the contact bears, where the customer was merged into one without its own
    )
    trades: bool = True


def push_links(door: NextDoor, *, clock: Clock, system: str = XERO, limit: int = 50) -> int:
    """Give every link that is due its turn, and say to how many; stops where the door is shut or does not answer."""
    done = 0
    for key in due_links(clock(), system=system, limit=limit):
        turn = claim(key, at=clock())
        if turn is None:
            continue
        done += 1
        if not push_one(turn, door, clock=clock):
            break
    return done


def push_one(turn: Turn, door: NextDoor, *, clock: Clock) -> bool:
    """One turn of one link. Whether it is worth going on with others: not where the door is shut."""
    try:
        if turn.contact_id:
            return _bring_together(turn, door, clock)
        return _find_or_make(turn, door, clock)
    except NotAnswered as silence:
        _later(turn, silence.words, until=silence.until, at=clock())
        return False
    except NotTaken as refusal:
        return _stuck(turn, TaskKind.REFUSED, turn.contact_id, {"words": refusal.words}, at=clock(), why=refusal.words)


@transaction.atomic
def claim(key: int, *, at: datetime) -> Turn | None:
    """Take a link's turn. Of two workers one has it; who may not trade any more has none."""
    waiting = [LinkState.WANTED.value, LinkState.SENT.value]
    mine = Link.objects.filter(pk=key, state__in=waiting, next_try_at__lte=at)
    if not mine.update(next_try_at=at + LEASE, tries=F("tries") + 1):
        return None
    link = Link.objects.select_related("customer").get(pk=key)
    was_sent = link.state == LinkState.SENT.value
    is_over = link.customer.status not in TRADES or link.customer.merged_into_id is not None
    if is_over and not was_sent and not link.linked_at:
        Link.objects.filter(pk=key).update(next_try_at=None)  # until it may trade again
        return None
    is_nobody = not link.contact_id and not was_sent and link.wish != Wish.CREATE.value
    if is_nobody and contact_of(link.customer_id, system=link.system_id):
        Link.objects.filter(pk=key).update(next_try_at=None)  # merged meanwhile with one who is somebody there (D-11)
        return None
    survivor = _survivor_of(link)
    return Turn(
        key=key,
        number=link.customer_id,
        system=link.system_id,
        contact_id=link.contact_id,
        tries=link.tries,
        asked_at=link.asked_at,
        was_sent=was_sent,
        wish=Wish(link.wish),
        ours_then=link.ours,
        theirs_then=link.theirs,
        ours=ours_of(link.customer_id, survivor),
        survivor=survivor,
        trades=not is_over,
    )


def _survivor_of(link: Link) -> int | None:
    """Who shows what the contact of a merged customer is to bear: the survivor, unless it is somebody there itself."""
    if link.customer.merged_into_id is None or not link.contact_id:
        return None
    found = contact_of(link.customer_id, system=link.system_id)
    return link.customer.merged_into_id if found is not None and found.number == link.customer_id else None


# --- a customer who is nobody there yet ---


def _find_or_make(turn: Turn, door: NextDoor, clock: Clock) -> bool:
    numbered = door.by_number(str(turn.number))
    if numbered is not None and turn.was_sent:
        return _linked(turn, numbered, at=clock())
    alike = _compared(turn, [numbered] if numbered else [])
    if turn.wish is not Wish.CREATE:
        alike = _compared(turn, _seen(turn, door, numbered))
        expected, sure = expect(alike)
        if expected is Expected.USE and sure is not None:
            return _use(turn, sure.contact, clock)
        if expected is Expected.CHOOSE:
            return _stuck(turn, TaskKind.CHOOSE, "", {"alike": _named(alike)}, at=clock())
    if numbered is not None:  # our number stands at somebody else: a second one with it would never be told apart
        words = f"ContactNumber {turn.number}: {numbered.name}"
        return _stuck(
            turn, TaskKind.REFUSED, numbered.contact_id, {"words": words, "theirs": numbered.name}, at=clock()
        )
    return _make(turn, door, clock)


def _seen(turn: Turn, door: NextDoor, numbered: Theirs | None) -> list[Theirs]:
    """Who may be it, by what was mirrored and by what the door says now, which is the newer."""
    found = {each.contact_id: each for each in mirrored_alike(turn.ours, turn.number, system=turn.system)}
    asked = [*door.by_name(turn.ours.get("name", ""))]
    if turn.ours.get("email", "").isascii() and turn.ours.get("email"):
        asked += door.by_email(turn.ours["email"])
    for each in [*asked, *([numbered] if numbered else [])]:
        found[each.contact_id] = each
    return list(found.values())


def _compared(turn: Turn, contacts: Sequence[Theirs]) -> list[Alike]:
    return in_order(compared(turn.ours, turn.number, contacts, but_not=[turn.number], system=turn.system))


def _named(alike: Sequence[Alike]) -> list[dict[str, str]]:
    return [{"contact_id": each.contact.contact_id, "name": each.contact.name} for each in alike[:5]]


def _make(turn: Turn, door: NextDoor, clock: Clock) -> bool:
    if not turn.trades:  # what had left never arrived, and is not wanted any more
        return _rest(turn)
    body = whole_body(turn.number, turn.ours, persons_of(turn.number))
    if not leaves(turn, at=clock()):
        return True
    answer = door.create(body.values, key=key_of(turn, body.values))
    if answer.heard is Heard.NAME_TAKEN:
        return _name_is_taken(turn, door, answer, clock)
    return _keep(turn, answer, body, clock)


def _name_is_taken(turn: Turn, door: NextDoor, answer: Answer, clock: Clock) -> bool:
    """Never a second name by itself: who has it is looked up, and a person says whether that is the one."""
    try:
        holders = door.by_name(turn.ours.get("name", ""))
    except NotAnswered:
        holders = []
    contact_id = holders[0].contact_id if holders else ""
    values = {"words": answer.words, "alike": [{"contact_id": each.contact_id, "name": each.name} for each in holders]}
    return _stuck(turn, TaskKind.NAME_TAKEN, contact_id, values, at=clock(), why=answer.words)


def _use(turn: Turn, contact: Theirs, clock: Clock) -> bool:
    """It is there: the id is kept at once; our number and what else is to be told there has its own turn."""
    with transaction.atomic():
        link = _held(turn)
        if link is None:
            return True
        _point(link, contact, turn, at=clock())
        has_number = contact.contact_number == str(turn.number)
        _move(link, LinkState.LINKED if has_number else LinkState.WANTED, at=None if has_number else clock())
        record("link.found", _subject(turn), by=SYSTEM, at=clock(), changes={"xero_contact": ("", contact.name)})
        look_at_family(number=turn.number, at=clock(), system=turn.system)
    return True


# --- a customer who is somebody there ---


def _bring_together(turn: Turn, door: NextDoor, clock: Clock) -> bool:
    """Write there what was corrected here, and nothing over what was changed there meanwhile."""
    theirs = door.by_id(turn.contact_id)
    if theirs is None:
        return _stuck(turn, TaskKind.GONE, turn.contact_id, {"theirs": turn.theirs_then.get("name", "")}, at=clock())
    if theirs.merged_to:
        target = door.by_id(theirs.merged_to)
        with transaction.atomic():
            if (link := _held(turn)) is not None:
                was_merged(link, theirs, target, at=clock())
        return True
    if theirs.status != ACTIVE and turn.wish is not Wish.RESTORE:
        return _archived(turn, theirs, clock)
    now = known_of(theirs)
    plan = plan_changes(ours_then=turn.ours_then, ours=turn.ours, theirs_then=turn.theirs_then, theirs=now)
    body = part_of_body(turn.ours, plan.to_send)
    if not theirs.contact_number:
        body.values["ContactNumber"] = str(turn.number)
    if turn.wish is Wish.RESTORE and theirs.status != ACTIVE:
        body.values["ContactStatus"] = ACTIVE
    if plan.both:
        _raise(turn, TaskKind.CHANGED, {"fields": {name: list(pair) for name, pair in plan.both.items()}}, at=clock())
    kept = {name: turn.theirs_then.get(name, "") for name in plan.both}  # until somebody has looked
    if not body.values:
        return _linked(turn, theirs, at=clock(), but=kept)
    if not leaves(turn, at=clock()):
        return True
    answer = door.update(turn.contact_id, body.values, key=key_of(turn, body.values, theirs))
    if answer.heard is Heard.NAME_TAKEN:
        return _name_is_taken(turn, door, answer, clock)
    return _keep(turn, answer, body, clock, but=kept)


def _archived(turn: Turn, theirs: Theirs, clock: Clock) -> bool:
    if turn.theirs_then.get("status", ACTIVE) != ACTIVE:
        return _linked(turn, theirs, at=clock())  # somebody has looked, and left it there
    values = {"theirs": theirs.name, "fields": {"status": [ACTIVE, theirs.status]}}
    return _stuck(turn, TaskKind.ARCHIVED, turn.contact_id, values, at=clock())


# --- what was heard ---


@transaction.atomic
def leaves(turn: Turn, *, at: datetime) -> bool:
    """Write down, and commit, that something leaves. False where the turn is over: then nothing may leave."""
    mine = Link.objects.filter(pk=turn.key, tries=turn.tries, contact_id=turn.contact_id)
    return bool(mine.update(state=LinkState.SENT.value, next_try_at=at + LEASE))


def _keep(turn: Turn, answer: Answer, body: Body, clock: Clock, *, but: Mapping[str, str] | None = None) -> bool:
    if answer.heard is Heard.DONE and answer.contact is not None:
        return _linked(turn, answer.contact, at=clock(), but=but, why=" ".join(map(str, body.remarks)))
    if answer.heard is Heard.REFUSED:
        return _stuck(turn, TaskKind.REFUSED, turn.contact_id, {"words": answer.words}, at=clock(), why=answer.words)
    if answer.heard is Heard.NOT_SENT:
        _later(turn, answer.words, until=answer.until, at=clock(), to=LinkState.SENT if turn.was_sent else None)
        return False
    later = max(answer.until or clock(), clock() + SETTLES)
    _later(turn, answer.words, until=answer.until, not_before=later, at=clock(), to=LinkState.SENT)
    return True


@transaction.atomic
def _linked(turn: Turn, contact: Theirs, *, at: datetime, but: Mapping[str, str] | None = None, why: str = "") -> bool:
    """Both sides are together; `but` are fields that a task stands about, and stay as they were measured before."""
    link = _held(turn)
    if link is None:
        return True
    is_new = not link.linked_at
    _point(link, contact, turn, at=at)
    for name, text in (but or {}).items():
        link.theirs[name], link.ours[name] = text, turn.ours_then.get(name, "")
    link.why = why[:500]
    link.tries = 0
    if ours_of(turn.number, turn.survivor) == turn.ours:
        _move(link, LinkState.LINKED, at=None)
    else:  # corrected while it was on its way
        _move(link, LinkState.WANTED, at=at)
    if is_new:
        record("link.made", _subject(turn), by=SYSTEM, at=at, changes={"xero_contact": ("", contact.name)})
        look_at_family(number=turn.number, at=at, system=turn.system)  # it may have been merged while it was away
    return True


@transaction.atomic
def _stuck(
    turn: Turn, kind: TaskKind, contact_id: str, values: Mapping[str, Any], *, at: datetime, why: str = ""
) -> bool:
    link = _held(turn)
    if link is None:
        return True
    link.why = why[:500]
    _move(link, LinkState.STUCK, at=None)
    raise_task(link, kind, contact_id, values, at=at)
    return True


@transaction.atomic
def _raise(turn: Turn, kind: TaskKind, values: Mapping[str, Any], *, at: datetime) -> None:
    link = _held(turn)
    if link is not None:
        raise_task(link, kind, turn.contact_id, values, at=at)


@transaction.atomic
def _later(
    turn: Turn,
    words: str,
    *,
    at: datetime,
    until: datetime | None = None,
    not_before: datetime | None = None,
    to: LinkState | None = None,
) -> None:
    """Again after a while, in the state that says what has become of it."""
    if (link := _held(turn)) is None:
        return
    link.why = words[:500]
    state = to or (LinkState.SENT if turn.was_sent else LinkState.WANTED)
    _move(link, state, at=max(until or at, not_before or at, at + wait_after(turn.tries)))


@transaction.atomic
def _rest(turn: Turn) -> bool:
    """Nothing is to be done until the customer may trade again."""
    if (link := _held(turn)) is not None:
        _move(link, LinkState.WANTED, at=None)
    return True


def _held(turn: Turn) -> Link | None:
    """The link, if the turn is still ours. `tries` begins anew with each that is linked: the contact counts too."""
    mine = Link.objects.filter(pk=turn.key, tries=turn.tries, contact_id=turn.contact_id)
    return mine.select_for_update(no_key=True, of=("self",)).first()


def _point(link: Link, contact: Theirs, turn: Turn, *, at: datetime) -> None:
    link.contact_id, link.linked_at = contact.contact_id, link.linked_at or at
    link.theirs, link.ours, link.wish = known_of(contact), turn.ours, Wish.NONE.value


def _move(link: Link, to: LinkState, *, at: datetime | None) -> None:
    link.state, link.next_try_at = to.value, at
    link.save()


def _subject(turn: Turn) -> Subject:
    return Subject("customer", str(turn.number))


def key_of(turn: Turn, body: Mapping[str, Any], theirs: Theirs | None = None) -> str:
    """The Idempotency-Key: of one content for one contact as it was seen, asked for once; at most 128 characters.

    They answer a key that they know as they did before. So what is sent once more because its fate is unknown has the
    same, and what somebody asks for anew, or what was changed back there meanwhile, has another.
    """
    seen = [theirs.contact_id, str(theirs.changed_at)] if theirs else []
    told = json.dumps([body, turn.asked_at.isoformat(), *seen], sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()[:32]
    return f"onaccount-contact-{turn.key}-{digest}"
