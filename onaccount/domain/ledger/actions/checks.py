"""What going through the books came to is kept, and told to whoever reads the feed of events."""

from datetime import datetime

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def keep_check(*, digest: str, difference: str, by: Actor, at: datetime) -> None:
    """The digest of all heads, or the code of the first difference."""
    require(by, Right.SEE_BOOKS)
    found = ("difference", difference) if difference else ("digest", digest)
    record("books.checked", Subject("books", "1"), by=by, at=at, changes={found[0]: (None, found[1])})
