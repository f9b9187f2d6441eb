"""When a schedule is due: a table of cases around the days on which clocks are put forward and back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from onaccount.domain.imports.rules.slots import (
    MOST_MISSED,
    NotACron,
    NotAZone,
    check_cron,
    due_slots,
    next_slots,
    zone_of,
)

LONDON = ZoneInfo("Europe/London")
SPRING = datetime(2026, 3, 28, 12, tzinfo=UTC)  # the day before clocks go forward, 01:00 to 02:00, at 01:00 UTC
AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC)  # the day before they go back, 02:00 to 01:00, at 01:00 UTC
EXPRESSIONS = ["30 1 * * *", "*/20 1 * * *", "0 1,2 * * *", "0 * * * *", "*/15 * * * *", "0 0 * * *", "5 2 * * 0"]
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "Pacific/Apia"]


def said(slots, zone=LONDON) -> list[str]:
    return [f"{slot.astimezone(zone):%d %H:%M %Z}" for slot in slots]


def stepped(cron: str, zone: ZoneInfo, start: datetime, end: datetime, step: timedelta) -> list[datetime]:
    """The slots that somebody runs who looks every now and then."""
    found = []
    while start < end:
        due = due_slots(cron, zone, since=start, until=start + step)
        found += [due.slot] if due else []
        start += step
    return found


@pytest.mark.parametrize(
    ("cron", "since", "count", "expected"),
    [
        ("30 1 * * *", SPRING, 2, ["29 02:00 BST", "30 01:30 BST"]),
        ("*/20 1 * * *", SPRING, 2, ["29 02:00 BST", "30 01:00 BST"]),  # three times in the gap: once after it
        ("0 1,2 * * *", SPRING, 2, ["29 02:00 BST", "30 01:00 BST"]),
        ("0 22-23 * * *", SPRING, 2, ["28 22:00 GMT", "28 23:00 GMT"]),
        ("30 * * * *", SPRING.replace(hour=23), 3, ["28 23:30 GMT", "29 00:30 GMT", "29 02:30 BST"]),
        ("30 1 * * *", AUTUMN, 2, ["25 01:30 BST", "26 01:30 GMT"]),
        ("*/30 1 * * *", AUTUMN, 3, ["25 01:00 BST", "25 01:30 BST", "26 01:00 GMT"]),
        ("0 * * * *", AUTUMN.replace(hour=23), 4, ["25 01:00 BST", "25 01:00 GMT", "25 02:00 GMT", "25 03:00 GMT"]),
        ("0 9 * * MON-FRI", AUTUMN, 1, ["26 09:00 GMT"]),
    ],
)
def test_a_time_in_the_gap_is_due_right_after_it_and_one_that_comes_twice_is_due_once(cron, since, count, expected):
    assert said(next_slots(cron, LONDON, after=since, count=count)) == expected


def test_a_cron_library_by_itself_would_miss_and_double():
    """Why the rule above is ours: cron's own treats a minute with a star as an interval."""
    spring = CronSim("*/20 1 * * *", SPRING.astimezone(LONDON))
    assert f"{next(spring):%d %H:%M}" == "30 01:00"
    autumn = CronSim("*/20 1 * * *", AUTUMN.astimezone(LONDON))
    assert [f"{next(autumn):%d %H:%M}" for _ in range(6)].count("25 01:20") == 2


def test_half_an_hour_is_a_gap_too():
    zone = ZoneInfo("Australia/Lord_Howe")
    before = datetime(2026, 10, 3, 12, tzinfo=UTC)
    assert said(next_slots("15 2 * * *", zone, after=before), zone) == ["04 02:30 +11"]


@pytest.mark.parametrize("cron", EXPRESSIONS)
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("start", [SPRING - timedelta(days=1), AUTUMN - timedelta(days=1)], ids=["spring", "autumn"])
def test_who_looks_often_runs_each_slot_that_is_foretold_and_no_other(cron, zone, start):
    zone, end = ZoneInfo(zone), start + timedelta(days=3)
    foretold = [slot for slot in next_slots(cron, zone, after=start, count=400) if slot <= end]
    assert stepped(cron, zone, start, end, timedelta(minutes=13)) == foretold
    assert len(set(foretold)) == len(foretold)


def test_of_slots_that_were_missed_the_last_is_due_and_the_others_are_counted():
    due = due_slots("0 6 * * *", LONDON, since=SPRING, until=SPRING + timedelta(days=3))
    assert due is not None
    assert said([due.slot]) == ["31 06:00 BST"]
    assert due.missed == 2


def test_counting_what_was_missed_has_an_end():
    due = due_slots("* * * * *", LONDON, since=SPRING, until=SPRING + timedelta(days=400))
    assert due is not None
    assert (due.slot, due.missed) == (SPRING + timedelta(days=400), MOST_MISSED)


def test_nothing_is_due_twice_at_the_edge_of_two_looks():
    six = datetime(2026, 6, 1, 5, tzinfo=UTC)
    assert due_slots("0 6 * * *", LONDON, since=six - timedelta(seconds=1), until=six) is not None
    assert due_slots("0 6 * * *", LONDON, since=six, until=six + timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "five parts"),
        ("@daily", "five parts"),
        ("* * * * * *", "five parts"),
        ("61 * * * *", "bad minute"),
        ("0 9 30 2 *", "bad day of month"),
        ("0 9 * * x", "bad day of week"),
        ("0 9 * * " + "1," * 3000 + "1", "five parts"),
    ],
)
def test_what_says_no_time_is_refused_in_a_sentence(text, part):
    with pytest.raises(NotACron) as refusal:
        check_cron(text)
    assert part in str(refusal.value)
    assert "such as 30 6 * * 1-5" in str(refusal.value)


@given(st.text("0123456789*/,-LW#MON ", max_size=30))
def test_whatever_is_typed_is_taken_or_refused(text):
    try:
        cron = check_cron(text)
    except NotACron:
        return
    assert next_slots(cron, LONDON, after=SPRING)


def test_days_may_be_written_small():
    assert check_cron(" 0 9 * *  mon-fri ") == "0 9 * * MON-FRI"


@pytest.mark.parametrize("name", ["", "Mars/Base", "../etc/passwd", "/etc/localtime", "Europe/London\0"])
def test_a_zone_that_is_none_is_refused(name):
    with pytest.raises(NotAZone):
        zone_of(name)
    assert zone_of("Europe/London") == LONDON
