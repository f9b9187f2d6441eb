"""What a till keeps of its customers is compared with what it was told before."""

from collections.abc import Sequence
from datetime import datetime

from onaccount.domain.history.actions import action
from onaccount.domain.tills.models import KnownCustomer
from onaccount.domain.tills.queries.copy import CustomerCard
from onaccount.domain.tills.queries.tills import locked_till


@action
def note_copy(*, till: int, seq: int, cards: Sequence[CustomerCard], at: datetime) -> None:
    """Keep which cards of a till's copy are others than before, and who is not in it any more, in answer to its report
    `seq`. A later report decides anew. Nothing happened, so no history tells of it.
    """
    if locked_till(till).contact_seq != seq:
        return
    rows = list(KnownCustomer.objects.filter(till=till).only("till", "customer", "digest"))
    now = {card.number: card.digest for card in cards}
    changed = [row for row in rows if row.digest != now.get(row.customer_id, "")]
    for row in changed:
        row.digest, row.told_at = now.get(row.customer_id, ""), at
    KnownCustomer.objects.bulk_update(changed, ["digest", "told_at"], batch_size=200)
