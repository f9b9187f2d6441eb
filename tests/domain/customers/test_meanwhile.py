"""Two people at one thing: neither overwrites what they have not seen."""

import pytest

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
