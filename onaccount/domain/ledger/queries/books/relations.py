"""What is asked of several rows at once: reversals, refunds, holds, and rows that belong to nothing."""

from typing import Any
from uuid import UUID

from django.db import connection

from onaccount.domain.ledger.rules.books import Difference

NOT_REVERSED = "NOT EXISTS (SELECT 1 FROM ledger_posting v WHERE v.owner_id = f.owner_id AND v.reverses = f.id)"
# By the code of the difference: the names of the values, and what finds one.
RELATIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "posting_without_account": (
        ("owner", "seq"),
        """SELECT p.owner_id, p.seq FROM ledger_posting p LEFT JOIN ledger_account a ON a.id = p.owner_id
        WHERE a.id IS NULL""",
    ),
    "line_without_posting": (
        ("owner", "posting"),
        """SELECT l.account_id, l.posting_id FROM ledger_line l LEFT JOIN ledger_posting p ON p.id = l.posting_id
        WHERE p.id IS NULL""",
    ),
    "reversal_of_nothing": (
        ("owner", "seq"),
        """SELECT r.owner_id, r.seq FROM ledger_posting r LEFT JOIN ledger_posting o ON o.id = r.reverses
        WHERE r.reverses IS NOT NULL
            AND (o.id IS NULL OR o.owner_id <> r.owner_id OR o.seq >= r.seq OR o.reason = 'reversal')""",
    ),
    "reversed_twice": (
        ("owner", "seq"),
        """SELECT owner_id, MAX(seq) FROM ledger_posting WHERE reverses IS NOT NULL
        GROUP BY owner_id, reverses HAVING COUNT(*) > 1""",
    ),
    "not_opposite": (
        ("owner", "seq"),
        """SELECT r.owner_id, r.seq FROM ledger_posting r WHERE r.reverses IS NOT NULL
            AND (EXISTS (SELECT 1 FROM ledger_line o WHERE o.posting_id = r.reverses
                AND NOT EXISTS (SELECT 1 FROM ledger_line l WHERE l.posting_id = r.id
                    AND l.account_id = o.account_id AND l.amount_minor = -o.amount_minor))
            OR (SELECT COUNT(*) FROM ledger_line WHERE posting_id = r.id)
                <> (SELECT COUNT(*) FROM ledger_line WHERE posting_id = r.reverses))""",
    ),
    "refund_of_nothing": (
        ("owner", "seq"),
        """SELECT f.owner_id, f.seq FROM ledger_posting f LEFT JOIN ledger_posting c ON c.id = f.refunds
        WHERE f.refunds IS NOT NULL
            AND (c.id IS NULL OR c.owner_id <> f.owner_id OR c.seq >= f.seq OR c.reason <> 'charge')""",
    ),
    "past_the_charge": (
        ("owner", "seq"),
        f"""SELECT c.owner_id, c.seq FROM (SELECT f.refunds AS charge, SUM(-f.amount_minor) AS given
            FROM ledger_posting f WHERE f.refunds IS NOT NULL AND {NOT_REVERSED} GROUP BY f.refunds) g
        JOIN ledger_posting c ON c.id = g.charge WHERE g.given > c.amount_minor
            OR EXISTS (SELECT 1 FROM ledger_posting v WHERE v.owner_id = c.owner_id AND v.reverses = c.id)""",  # noqa: S608 - ours
    ),
    "hold_without_posting": (
        ("hold", "owner"),
        """SELECT h.id, h.account_id FROM ledger_hold h LEFT JOIN ledger_posting p ON p.id = h.posting
        WHERE h.state = 'posted' AND (p.id IS NULL OR p.owner_id <> h.account_id OR p.reason <> 'charge')""",
    ),
    "past_the_hold": (
        ("hold", "owner"),
        """SELECT h.id, h.account_id FROM ledger_hold h JOIN ledger_posting p ON p.id = h.posting
        WHERE h.state = 'posted' AND (p.amount_minor > h.amount_minor OR h.expires_at <= h.ended_at)""",
    ),
    "posted_twice": (
        ("hold", "owner"),
        """SELECT h.id, h.account_id FROM ledger_hold h WHERE h.posting IN
        (SELECT posting FROM ledger_hold WHERE posting IS NOT NULL GROUP BY posting HAVING COUNT(*) > 1)""",
    ),
}


def first_wrong_relation() -> Difference | None:
    with connection.cursor() as cursor:
        for code, (names, query) in RELATIONS.items():
            cursor.execute(f"{query} LIMIT 1")
            if row := cursor.fetchone():
                return Difference(code, dict(zip(names, map(_plain, row), strict=True)))
    return None


def _plain(value: Any) -> Any:
    """SQLite has ids without their dashes."""
    return value if isinstance(value, int) else str(UUID(value)) if isinstance(value, str) else str(value)
