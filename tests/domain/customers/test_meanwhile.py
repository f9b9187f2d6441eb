"""Two people at one thing: neither overwrites what they have not seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onaccount.domain.customers.rules.meanwhile import ChangedMeanwhile, Conflict, check_unchanged, own_changes

SEEN = {"phone": "1", "city": "Bude"}


@pytest.mark.parametrize(
    ("values", "now", "written"),
    [
        ({"phone": "1", "city": "Bude"}, SEEN, {}),
        ({"phone": "2", "city": "Bude"}, SEEN, {"phone": "2"}),
        ({"phone": "2", "city": "Bude"}, {"phone": "1", "city": "Stratton"}, {"phone": "2"}),  # theirs stays
        ({"phone": "2", "city": "Bude"}, {"phone": "2", "city": "Bude"}, {}),  # both wrote the same
        ({"phone": "2"}, {"phone": "1", "city": "Stratton"}, {"phone": "2"}),
    ],
)
def test_what_was_not_touched_stays_as_somebody_else_left_it(values, now, written):
    assert own_changes(values, seen=SEEN, now=now) == written


def test_what_both_changed_is_for_a_person_to_settle():
    with pytest.raises(ChangedMeanwhile) as refusal:
        own_changes({"phone": "2", "city": "Bude"}, seen=SEEN, now={"phone": "3", "city": "Bude"})
    assert refusal.value.conflicts == [Conflict("phone", seen="1", now="3", wanted="2")]
    assert refusal.value.now == {"phone": "3", "city": "Bude"}


def test_who_has_not_looked_writes_what_they_were_told_to():
    assert own_changes({"phone": "2", "city": "Bude"}, seen=None, now={"phone": "3", "city": "Bude"}) == {"phone": "2"}


def test_what_changed_since_it_was_looked_at_is_not_removed():
    check_unchanged(seen=SEEN, now=SEEN)
    check_unchanged(seen=None, now={"phone": "9"})
    with pytest.raises(ChangedMeanwhile):
        check_unchanged(seen=SEEN, now={"phone": "3", "city": "Bude"})


NAMES = ("phone", "city", "notes")
fields = st.fixed_dictionaries({name: st.sampled_from(["", "a", "b", "c"]) for name in NAMES})


@given(seen=fields, now=fields, mine=fields)
def test_nothing_is_lost(seen, now, mine):
    """Each field ends as whoever alone changed it left it; where both did, nothing is written."""
    try:
        written = own_changes(mine, seen=seen, now=now)
    except ChangedMeanwhile as refusal:
        both = {each.field for each in refusal.conflicts}
        assert both == {name for name in NAMES if len({seen[name], now[name], mine[name]}) == 3}
    else:
        for name in NAMES:
            assert (now | written)[name] == (mine[name] if mine[name] != seen[name] else now[name])
            assert name not in written or written[name] != now[name]


@given(seen=fields, wanted=fields, whose=st.fixed_dictionaries({name: st.integers(0, 2) for name in NAMES}))
def test_two_changes_of_different_fields_come_to_the_same_whoever_is_first(seen, wanted, whose):
    first, second = ({name: wanted[name] if whose[name] == n else seen[name] for name in NAMES} for n in (0, 1))

    def after(*changes: dict[str, str]) -> dict[str, str]:
        now = dict(seen)
        for change in changes:
            now |= own_changes(change, seen=seen, now=now)
        return now

    assert after(first, second) == after(second, first)


def test_a_merge_that_takes_the_last_word_would_be_caught():
    careless = {"phone": "2"}
    with pytest.raises(AssertionError):
        assert {"phone": "3"} | careless == {"phone": "3"}, "what somebody else wrote is gone"
