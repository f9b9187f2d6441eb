"""The triggers that keep invoices as they were issued, whoever writes: no UPDATE, no DELETE. Pure."""

TABLES = ("billing_invoice", "billing_invoiceline", "billing_invoicetax")


def _on_sqlite() -> dict[str, list[str]]:
    triggers = {}
    for table in TABLES:
        for verb in ("update", "delete"):
            name = f"{table}_{verb}_refused"
            words = f"SELECT RAISE(ABORT, 'billing: {table} stays as it was issued');"
            triggers[name] = [f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} BEGIN {words} END"]
    return triggers


def _on_postgresql() -> dict[str, list[str]]:
    triggers = {}
    for table in TABLES:
        # A TRUNCATE of nothing takes nothing away.
        there = f"TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM {table})"  # noqa: S608 - a name of ours
        raised = f"RAISE EXCEPTION 'billing: {table} stays as it was issued' USING ERRCODE = 'check_violation';"
        body = f"BEGIN IF {there} THEN {raised} END IF; RETURN NULL; END"
        function = f"CREATE OR REPLACE FUNCTION {table}_refused() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
        for verb, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
            name = f"{table}_{verb}_refused"
            of = f"BEFORE {verb.upper()} ON {table} FOR EACH {each} EXECUTE FUNCTION {table}_refused()"
            triggers[name] = [function, f"CREATE TRIGGER {name} {of}"]
    return triggers


GUARDS = {"sqlite": _on_sqlite(), "postgresql": _on_postgresql()}


def drop_statement(vendor: str, name: str) -> str:
    """What takes a trigger away, if it is there."""
    table = next(table for table in sorted(TABLES, key=len, reverse=True) if name.startswith(f"{table}_"))
    on = f" ON {table}" if vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {name}{on}"
