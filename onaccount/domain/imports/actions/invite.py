"""What a list said of invitations is done once it is written: its new customers join a wave, in slices."""

import sqlite3
import uuid
from contextlib import closing
from datetime import datetime
from pathlib import PurePath

from django.db import transaction

from onaccount.domain.customers.queries import with_login
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions.bring import address_of
from onaccount.domain.imports.actions.stage import pieces
from onaccount.domain.imports.actions.start import require_for
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.queries.cards import approved_by
from onaccount.domain.imports.queries.places import stage_path
from onaccount.domain.imports.rules.options import Invite, Options
from onaccount.domain.imports.rules.states import ImportState
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import add_batch, add_members, open_wave, wave_to_join
from onaccount.domain.vetting.queries import wave_card
from onaccount.domain.vetting.rules.waves import LONGEST_NAME

AT_ONCE = 10_000  # customers in one transaction
GIVEN_A_LOGIN = "SELECT number FROM stage_logins WHERE number IS NOT NULL ORDER BY number"


def invite_imported(*, key: uuid.UUID, at: datetime) -> None:
    """Let the customers of a written list join the wave that it asked for; one that invites now is opened.

    On behalf of who approved the list, whose rights are asked again. Called twice, or after a kill, it goes on where it
    was, and does nothing more when it is through.
    """
    item = Import.objects.filter(pk=key).first()
    if item is None or item.state != ImportState.APPLIED.value or not Options.of_json(item.options).invites:
        return
    by = approved_by(key)
    try:
        require_for(Options.of_json(item.options), by)
    except NotAllowed as refusal:
        _say_why_not(item, refusal, by=by, at=at)
        return
    while _join_some(key, by=by, at=at):
        pass


@transaction.atomic
def _say_why_not(item: Import, refusal: NotAllowed, *, by: Actor, at: datetime) -> None:
    """They wait under their own tab, as if the list had said nothing."""
    if Import.objects.filter(pk=item.pk, joined_to=None).update(joined_to=item.last_number or 0):
        record("import.not_invited", Subject("import", str(item.pk)), by=by, at=at, why=str(refusal))


@transaction.atomic
def _join_some(key: uuid.UUID, *, by: Actor, at: datetime) -> bool:
    """The next slice; whether there is another. The import is held: of two at once the second goes on from there."""
    item = Import.objects.select_for_update(no_key=True, of=("self",)).select_related("file").get(pk=key)
    last = item.last_number or 0
    is_taken_back = item.state != ImportState.APPLIED.value
    if is_taken_back or (item.joined_to is not None and item.joined_to >= last):
        return False
    options = Options.of_json(item.options)
    if item.joined_to is None:
        known = _given_a_login(key)
        if item.new_customers or known or options.invite is Invite.WAVE:
            item.wave_id = _wave_for(item, options, by=by, at=at)
            add_members(wave=item.wave_id, numbers=known, by=by, at=at)
        item.joined_to = (item.first_number or 1) - 1
    if item.wave_id is not None and item.new_customers:
        if not wave_card(item.wave_id).is_joinable:  # somebody has ended it meanwhile
            item.wave_id = _wave_for(item, options, by=by, at=at)
        low, item.joined_to = item.joined_to + 1, min(item.joined_to + AT_ONCE, last)
        add_batch(wave=item.wave_id, batch=key, low=low, high=item.joined_to, by=by, at=at)
    item.save(update_fields=["wave", "joined_to"])
    is_through = item.joined_to >= last
    if is_through and item.wave_id is not None and options.invite is Invite.NOW and wave_card(item.wave_id).members:
        open_wave(wave=item.wave_id, by=by, at=at)
    return not is_through


def _wave_for(item: Import, options: Options, *, by: Actor, at: datetime) -> int:
    """The wave that was named; a list that invites now has one of its own, named after its file."""
    if options.invite is Invite.WAVE:
        return wave_to_join(name=options.wave, by=by, at=at)
    name = PurePath(item.file.name).stem.strip()[:LONGEST_NAME] or "List"
    return wave_to_join(name=name, by=by, at=at, anew=True)


def _given_a_login(key: uuid.UUID) -> list[int]:
    """Customers that were here before the list, and got their first login by it."""
    if not stage_path(key).exists():
        return []
    with closing(sqlite3.connect(address_of(key), uri=True)) as stage:
        wanted = [number for (number,) in stage.execute(GIVEN_A_LOGIN)]
    # A row that was left out in the end has given nobody a login.
    return [number for some in pieces(wanted) for number in sorted(with_login(some))]
