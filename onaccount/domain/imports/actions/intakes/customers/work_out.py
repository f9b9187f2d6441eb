"""Work out what a list of customers would do."""

from collections.abc import Mapping, Sequence

from onaccount.domain.imports.actions.alike import find_alike
from onaccount.domain.imports.actions.contacts import attach_contacts, decide_contacts
from onaccount.domain.imports.actions.decide import decide_rows
from onaccount.domain.imports.actions.fold import fold_rows, reject_repeated_of_rejected
from onaccount.domain.imports.actions.intakes.intake import Worked
from onaccount.domain.imports.actions.progress import Tell
from onaccount.domain.imports.actions.read import read_rows
from onaccount.domain.imports.actions.read_customers import CustomersReader
from onaccount.domain.imports.actions.stage import Stage
from onaccount.domain.imports.rules.alike import is_compared_first, not_compared
from onaccount.domain.imports.rules.contents import lost_emails
from onaccount.domain.imports.rules.corrections import Corrections
from onaccount.domain.imports.rules.mapping import Mapping as Columns
from onaccount.domain.imports.rules.numbers import lost_digits
from onaccount.domain.imports.rules.options import AsKind, KeyNotMapped, NothingMapped, Options
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.table import Table

NAMES = {"name", "given_name", "family_name", "full_name", "contact_name", "contact_given_name", "contact_family_name"}


def work_out(
    table: Table, mapping: Columns, options: Options, corrections: Corrections, stage: Stage, tell: Tell
) -> Worked:
    """Decide every row, as far as that needs nobody."""
    counts = read_rows(table, CustomersReader(mapping, options, corrections), stage, tell)
    point_rows(stage, corrections.targets)
    fold_rows(stage)
    attach_contacts(stage)
    new = decide_rows(stage, options, tell)
    decide_contacts(stage, options)
    reject_repeated_of_rejected(stage)
    stage.index()
    if stage.number("SELECT EXISTS (SELECT 1 FROM stage_updates)"):
        for part in ("addresses", "contacts", "logins", "tags"):
            stage.db.execute(f"CREATE INDEX {part}_by_number ON stage_{part} (number) WHERE number IS NOT NULL")
    if new:
        stage.db.execute("CREATE INDEX customers_by_row ON stage_customers (row)")
        for part in ("addresses", "contacts", "logins", "tags"):
            stage.db.execute(f"CREATE INDEX {part}_by_seq ON stage_{part} (seq)")
    alike = find_alike(stage, tell) if options.matches and is_compared_first(new) else 0
    return Worked(counts, new, alike, not_compared(new) if options.matches else ())


def point_rows(stage: Stage, targets: Mapping[int, int]) -> None:
    """Have rows update the customer that somebody says they are about, as if they had its number in them.

    So do the rows that are folded into such a one: without it, they would be a customer of their own.
    """
    if not targets:
        return
    stage.db.execute(
        "CREATE TEMPORARY TABLE pointed (key_kind TEXT, key TEXT, number TEXT, PRIMARY KEY (key_kind, key))"
    )
    stage.db.executemany(
        "INSERT OR IGNORE INTO pointed SELECT key_kind, key, ? FROM records "
        "WHERE row = ? AND outcome = 'create' AND is_contact = 0",
        [(str(number), row) for row, number in sorted(targets.items())],
    )
    stage.db.execute("""
        UPDATE records SET key_kind = 'number', key = p.number FROM pointed p
        WHERE p.key_kind = records.key_kind AND p.key = records.key AND outcome = 'create' AND is_contact = 0""")


def remarks_on(table: Table, mapping: Columns) -> Sequence[Said]:
    """What the file has lost before it came to us."""
    lost = *lost_digits(table, mapping), *lost_emails(table.header, mapping.fields, table.sample())
    return [Said.of_remark("", remark) for remark in lost]


def check_columns(mapping: Columns, options: Options) -> None:
    """Refuse a mapping by which no row could be taken in."""
    columns = set(mapping.columns)
    if options.update_by and options.update_by.value not in columns:
        raise KeyNotMapped(key=options.update_by.value.replace("_", " "))
    finds_by_key = options.update_by is not None or (options.as_kind is AsKind.CONTACTS and "contact_email" in columns)
    if not columns & NAMES and not finds_by_key:
        raise NothingMapped
