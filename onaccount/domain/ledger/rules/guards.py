"""The triggers that keep postings as they were written, whoever writes: their statements for each engine. Pure.

A posting's lines are written before it, and the posting seals them: it is refused unless they balance, are of its
currency, and it follows on its owner's chain. Lines that no posting seals are refused at commit by their foreign key.
"""

from onaccount.domain.ledger.rules.chain import GENESIS

TABLES = ("ledger_posting", "ledger_line")

# What is wrong with a posting that is about to be inserted: words, and a condition that both engines understand.
# An INSERT OR REPLACE would delete the row that is there without asking any trigger, so it is looked for here.
POSTING_FAULTS = (
    ("this posting is there already", "EXISTS (SELECT 1 FROM ledger_posting WHERE id = new.id)"),
    (
        "this key, number or reversal is there already",
        # Three looks, each by its index: with an OR, SQLite goes through all of the owner's postings at every charge.
        """EXISTS (SELECT 1 FROM ledger_posting WHERE owner_id = new.owner_id AND seq = new.seq)
        OR EXISTS (SELECT 1 FROM ledger_posting WHERE owner_id = new.owner_id AND key = new.key)
        OR EXISTS (SELECT 1 FROM ledger_posting WHERE owner_id = new.owner_id AND reverses = new.reverses)""",
    ),
    (
        "its number or chain does not follow",
        """NOT EXISTS (SELECT 1 WHERE new.seq = 1 AND new.previous = '{genesis}'
            AND NOT EXISTS (SELECT 1 FROM ledger_posting WHERE owner_id = new.owner_id))
        AND NOT EXISTS (SELECT 1 FROM ledger_posting WHERE owner_id = new.owner_id AND seq = new.seq - 1
            AND hash = new.previous AND posted_at <= new.posted_at)""",
    ),
    (
        "its lines do not balance",
        "(SELECT COUNT(*) < 2 OR SUM(amount_minor) <> 0 FROM ledger_line WHERE posting_id = new.id)",
    ),
    (
        "its lines are of another currency, day or customer",
        """EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id WHERE l.posting_id = new.id
            AND (a.currency <> new.currency OR l.booked_on <> new.booked_on
                OR a.kind = 'customer' AND a.id <> new.owner_id))""",
    ),
    (
        "its amount is not the line of its owner",
        """new.amount_minor <> COALESCE((SELECT amount_minor FROM ledger_line
            WHERE posting_id = new.id AND account_id = new.owner_id), 0)""",
    ),
    (
        "its balance does not follow",
        """CASE (SELECT kind FROM ledger_account WHERE id = new.owner_id)
            WHEN 'customer' THEN COALESCE(new.balance_minor <> new.amount_minor + COALESCE((SELECT balance_minor
                FROM ledger_posting WHERE owner_id = new.owner_id AND seq = new.seq - 1), 0), {true})
            ELSE new.balance_minor IS NOT NULL END""",
    ),
)
LINE_FAULTS = (
    ("this posting is sealed", "EXISTS (SELECT 1 FROM ledger_posting WHERE id = new.posting_id)"),
    (
        "this line is there already",
        "EXISTS (SELECT 1 FROM ledger_line WHERE posting_id = new.posting_id AND account_id = new.account_id)",
    ),
)
FAULTS = {"ledger_posting": POSTING_FAULTS, "ledger_line": LINE_FAULTS}
WORDS = {"genesis": GENESIS}


def _on_sqlite() -> dict[str, list[str]]:
    """The statements that make each trigger, by its name."""
    triggers = {}
    for table, faults in FAULTS.items():
        refusals = " ".join(
            f"SELECT RAISE(ABORT, 'ledger: {words}') WHERE {fault.format(true='1', **WORDS)};"
            for words, fault in faults
        )
        checked = f"CREATE TRIGGER {table}_checked BEFORE INSERT ON {table} BEGIN {refusals} END"
        triggers[f"{table}_checked"] = [checked]
        for verb in ("update", "delete"):
            name = f"{table}_{verb}_refused"
            words = f"SELECT RAISE(ABORT, 'ledger: {table} is append-only');"
            triggers[name] = [f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} BEGIN {words} END"]
    return triggers


def _on_postgresql() -> dict[str, list[str]]:
    triggers = {}
    for table, faults in FAULTS.items():
        refusals = " ".join(
            f"IF ({fault.format(true='true', **WORDS)}) THEN {_raised(words)} END IF;" for words, fault in faults
        )
        name = f"{table}_checked"
        triggers[name] = [
            _function(name, f"{refusals} RETURN new;"),
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
        # A TRUNCATE of nothing takes nothing away.
        there = f"TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM {table})"  # noqa: S608 - a name of ours
        appended = f"IF {there} THEN {_raised(f'{table} is append-only')} END IF; RETURN NULL;"
        for verb, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
            name = f"{table}_{verb}_refused"
            of = f"BEFORE {verb.upper()} ON {table} FOR EACH {each} EXECUTE FUNCTION {table}_refused()"
            triggers[name] = [_function(f"{table}_refused", appended), f"CREATE TRIGGER {name} {of}"]
    return triggers


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _raised(words: str) -> str:
    """As the breach of a constraint, which is what it is."""
    return f"RAISE EXCEPTION 'ledger: {words}' USING ERRCODE = 'check_violation';"


GUARDS = {"sqlite": _on_sqlite(), "postgresql": _on_postgresql()}


def drop_statement(vendor: str, name: str) -> str:
    """What takes a trigger away, if it is there."""
    on = f" ON {next(table for table in TABLES if name.startswith(table))}" if vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {name}{on}"
