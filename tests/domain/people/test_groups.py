"""Groups: what each may, that nobody gives more than they have, and that somebody is left who manages staff."""

import pytest

from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions.groups import add_group, change_group, remove_group
from onaccount.domain.people.actions.staff import add_staff, end_staff, move_staff, reopen_staff
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import EVERYTHING, Area, Level, Right, clipped, rights_within, steps_of
from onaccount.domain.people.queries import can, group_of
from onaccount.domain.people.queries.groups import group_rows
from onaccount.domain.people.rules import NotAllowed, Role
from onaccount.domain.people.rules.groups import (
    BeyondOwnRights,
    GroupNameless,
    GroupNameTaken,
    GroupNotEmpty,
    LastManager,
    NoSuchGroup,
)
from onaccount.domain.people.rules.staff import AboveYou, OneselfOnly, StaffState, staff_state
from tests.stage import AT, COMMAND, INES, NADIA, PASSWORD, TOM, hire, race

STAFF_ONLY = {"staff": "write", "customers": "read"}


def test_an_area_has_the_levels_that_some_right_needs():
    assert steps_of(Area.CUSTOMERS) == [Level.NONE, Level.READ, Level.WRITE]
    assert steps_of(Area.LETTERS) == [Level.NONE, Level.READ]
    assert steps_of(Area.BACKUPS) == [Level.NONE, Level.WRITE]


@pytest.mark.parametrize("levels", [EVERYTHING, {}, {"letters": "write"}, {"backups": "read"}, {"access": "write"}])
def test_levels_are_clipped_to_those_that_mean_something_and_give_the_same_rights(levels):
    assert rights_within(clipped(levels)) == rights_within(levels)
    assert all(Level(level) in steps_of(Area(area)) for area, level in clipped(levels).items())


@pytest.mark.parametrize(
    ("is_active", "has_password", "state"),
    [(True, True, StaffState.ACTIVE), (True, False, StaffState.INVITED), (False, True, StaffState.ENDED)],
)
def test_whoever_has_no_password_yet_is_invited_and_whoever_cannot_come_in_is_ended(is_active, has_password, state):
    assert staff_state(is_active=is_active, has_password=has_password) is state


@pytest.fixture
def nadia(db) -> Actor:
    return hire(NADIA)


def manager_of_staff_only() -> Actor:
    group = add_group(name="Personnel", levels=STAFF_ONLY, by=COMMAND, at=AT)
    ines = hire(INES)
    move_staff(staff=int(ines.key), group=group, by=COMMAND, at=AT)
    return ines


def test_a_group_may_what_its_levels_say_and_a_change_counts_at_once(nadia):
    tom = hire(TOM)
    group = add_group(name="Front desk", levels={"customers": "read"}, by=nadia, at=AT)
    move_staff(staff=int(tom.key), group=group, by=nadia, at=AT)
    assert can(tom, Right.SEE_CUSTOMERS)
    assert not can(tom, Right.EDIT_CUSTOMERS)
    change_group(group=group, name="Front desk", levels={"customers": "write"}, by=nadia, at=AT)
    assert can(tom, Right.EDIT_CUSTOMERS)


def test_history_has_what_changed_from_what_to_what(nadia):
    group = add_group(name="Desk", levels={"customers": "read"}, by=nadia, at=AT)
    change_group(group=group, name="Front", levels={"customers": "write", "credit": "read"}, by=nadia, at=AT)
    change_group(group=group, name="Front", levels={"customers": "write", "credit": "read"}, by=nadia, at=AT)
    changed, added = facts_of(Subject("group", str(group)))
    assert (added.name, changed.name) == ("group.added", "group.changed")
    assert changed.changes == {"name": ("Desk", "Front"), "customers": ("read", "write"), "credit": ("none", "read")}


def test_history_has_who_was_moved_from_which_group_to_which(nadia):
    tom = hire(TOM)
    readers = group_of(Role.READER)
    move_staff(staff=int(tom.key), group=readers.pk, by=nadia, at=AT)
    assert facts_of(Subject("principal", tom.key))[0].changes == {"group": ("Office", "Readers")}


@pytest.mark.parametrize("name", ["Office", "office", "OFFICE"])
def test_a_name_is_given_once_whatever_its_case(nadia, name):
    with pytest.raises(GroupNameTaken):
        add_group(name=name, levels={}, by=nadia, at=AT)


def test_a_group_needs_a_name(nadia):
    with pytest.raises(GroupNameless):
        add_group(name="", levels={}, by=nadia, at=AT)


def test_only_an_empty_group_is_deleted_and_who_is_ended_still_belongs_to_it(nadia):
    ines = hire(INES)
    readers = group_of(Role.READER).pk
    for _ in range(2):
        with pytest.raises(GroupNotEmpty):
            remove_group(group=readers, by=nadia, at=AT)
        end_staff(staff=int(ines.key), by=nadia, at=AT)
    empty = add_group(name="Empty", levels={}, by=nadia, at=AT)
    remove_group(group=empty, by=nadia, at=AT)
    assert "Empty" not in {row.name for row in group_rows()}
    with pytest.raises(NoSuchGroup):
        remove_group(group=empty, by=nadia, at=AT)


def test_nobody_gives_rights_that_they_do_not_have(nadia):
    ines = manager_of_staff_only()
    with pytest.raises(BeyondOwnRights, match="correct customers"):
        add_group(name="Mine", levels={"customers": "write"}, by=ines, at=AT)
    own = Principal.objects.get(pk=ines.key).group
    assert own is not None
    with pytest.raises(BeyondOwnRights):
        change_group(group=own.pk, name=own.name, levels=EVERYTHING, by=ines, at=AT)
    with pytest.raises(BeyondOwnRights):
        move_staff(staff=int(ines.key), group=group_of(Role.ADMINISTRATOR).pk, by=ines, at=AT)
    with pytest.raises(BeyondOwnRights):
        add_staff(name="A", email="a@b.example", password=PASSWORD, role=Role.ADMINISTRATOR, by=ines, at=AT)
    assert not can(ines, Right.EDIT_CUSTOMERS)


def test_nobody_takes_from_others_what_they_do_not_have_themselves(nadia):
    ines = manager_of_staff_only()
    readers = group_of(Role.READER).pk
    with pytest.raises(AboveYou):
        move_staff(staff=int(nadia.key), group=readers, by=ines, at=AT)
    with pytest.raises(AboveYou):
        end_staff(staff=int(nadia.key), by=ines, at=AT)
    administrators = group_of(Role.ADMINISTRATOR)
    with pytest.raises(BeyondOwnRights):
        change_group(group=administrators.pk, name="Administrators", levels=STAFF_ONLY, by=ines, at=AT)


@pytest.mark.parametrize("by", ["nadia", "the command line"])
def test_the_last_who_manages_staff_cannot_be_taken_away(nadia, by):
    actor = nadia if by == "nadia" else COMMAND
    invited = Principal(kind="staff", name="Invited", email="i@b.example", group=group_of(Role.ADMINISTRATOR))
    invited.created_at = AT
    invited.set_unusable_password()
    invited.save()  # who has never come in manages nothing yet
    administrators = group_of(Role.ADMINISTRATOR)
    less = {area: level for area, level in EVERYTHING.items() if area != "staff"}
    with pytest.raises(LastManager):
        change_group(group=administrators.pk, name="Administrators", levels=less, by=actor, at=AT)
    with pytest.raises(LastManager):
        move_staff(staff=int(nadia.key), group=group_of(Role.READER).pk, by=actor, at=AT)
    with pytest.raises((LastManager, OneselfOnly)):
        end_staff(staff=int(nadia.key), by=actor, at=AT)
    assert can(nadia, Right.MANAGE_STAFF)


def test_where_there_is_another_the_first_may_go(nadia):
    second = add_staff(
        name="Second", email="second@b.example", password=PASSWORD, role=Role.ADMINISTRATOR, by=nadia, at=AT
    )
    end_staff(staff=int(nadia.key), by=Actor("staff", str(second.pk), second.name), at=AT)
    assert not can(nadia, Right.SEE_CUSTOMERS)
    with pytest.raises(LastManager):
        move_staff(staff=second.pk, group=group_of(Role.READER).pk, by=COMMAND, at=AT)
    reopen_staff(staff=int(nadia.key), by=COMMAND, at=AT)
    assert can(nadia, Right.MANAGE_STAFF)


def test_who_does_not_manage_staff_changes_nothing_of_it(db):
    tom, group = hire(TOM), group_of(Role.READER)
    for verb in (
        lambda: add_group(name="Mine", levels={}, by=tom, at=AT),
        lambda: change_group(group=group.pk, name="Mine", levels={}, by=tom, at=AT),
        lambda: remove_group(group=group.pk, by=tom, at=AT),
        lambda: move_staff(staff=int(tom.key), group=group.pk, by=tom, at=AT),
        lambda: end_staff(staff=int(tom.key), by=tom, at=AT),
        lambda: reopen_staff(staff=int(tom.key), by=tom, at=AT),
    ):
        with pytest.raises(NotAllowed):
            verb()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_end_each_other_at_once_one_is_left():
    first, second = (
        hire(NADIA),
        add_staff(
            name="Second", email="second@b.example", password=PASSWORD, role=Role.ADMINISTRATOR, by=COMMAND, at=AT
        ),
    )
    other = Actor("staff", str(second.pk), second.name)
    race(
        lambda: end_staff(staff=second.pk, by=first, at=AT),
        lambda: end_staff(staff=int(first.key), by=other, at=AT),
    )
    assert [can(first, Right.MANAGE_STAFF), can(other, Right.MANAGE_STAFF)].count(True) == 1
