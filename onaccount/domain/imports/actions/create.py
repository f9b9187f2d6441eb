"""New customers go from the file's rows into the stage as sets: of all they say, only names pass through Python."""

from uuid_utils import uuid7

from onaccount.domain.customers.actions.known import OWN, PERSON, PLACE
from onaccount.domain.imports.actions.compare import DELIVERY, FURTHER, MAIN, PREFIX, tags_of
from onaccount.domain.imports.actions.stage import Stage
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.packing import ALL_IN_ONE, unpacked
from onaccount.domain.imports.rules.rows import fingerprint
from onaccount.foundation.text import fold

FIELDS = {name: f"r.{name}" for name in OWN} | {"category": "COALESCE(NULLIF(r.category, ''), :category)"}
# A row is known again by its fingerprint where it has no other key.
CUSTOMERS = f"""
    INSERT INTO stage_customers (seq, row, {", ".join(FIELDS)}, search_name, fingerprint, key_kind, event)
    SELECT NULL, r.row, {", ".join(FIELDS.values())}, fold(r.name), CASE
        WHEN r.external_id <> '' OR r.tax_id <> '' THEN '' WHEN r.key_kind = 'fingerprint' THEN r.key
        ELSE fingerprint({ALL_IN_ONE}) END, r.key_kind, new_id()
    FROM records r WHERE r.outcome = 'create' AND r.is_contact = 0 ORDER BY r.row
"""
NEW = "FROM stage_customers s JOIN records r ON r.row = s.row"
# What Row.more() has of a row: [whether the kind is said, why it lacks a name, further addresses, contacts].
MORE = "IIF(LENGTH(r.more) > 1, r.more, '[]')"


def places(use: str, prefix: str) -> str:
    lines = [f"r.{prefix}{name}" for name in PLACE]
    return f"SELECT s.seq, NULL, NULL, '{use}', {', '.join(lines)} {NEW} WHERE {' || '.join(lines)} <> ''"


def listed(position: int, count: int, use: str = "") -> str:
    """What stands in one of the lists beside the row, each a list of texts itself."""
    texts = ", ".join(f"j.value ->> {index}" for index in range(count))
    return f"SELECT s.seq, NULL, NULL, {use}{texts} {NEW} JOIN json_each({MORE}, '$[{position}]') j"


CONTACT = f"""
    SELECT s.seq, NULL, NULL, {", ".join(f"r.contact_{name}" for name in PERSON)} {NEW}
    WHERE r.contact_given_name || r.contact_family_name || r.contact_email <> ''
    AND NOT COALESCE(json_array_length({MORE}, '$[3]'), 0)
"""
PARTS = {
    "stage_addresses": (
        places(MAIN, PREFIX[MAIN]), places(DELIVERY, PREFIX[DELIVERY]), listed(2, len(PLACE), f"'{FURTHER}', "),
    ),
    "stage_contacts": (CONTACT, listed(3, len(PERSON))),
    "stage_logins": (f"SELECT s.seq, NULL, r.email, g.key {NEW} JOIN granted g ON g.row = s.row",),
}  # fmt: skip


def stage_new(stage: Stage, options: Options) -> int:
    """Stage what is left to be created of the rows that are not contacts; return how many customers that are."""
    stage.db.create_function("fold", 1, fold, deterministic=True)
    stage.db.create_function("fingerprint", 1, lambda vals: fingerprint(unpacked(vals)), deterministic=True)
    stage.db.create_function("new_id", 0, lambda: uuid7().hex)
    new = stage.db.execute(CUSTOMERS, {"category": options.category}).rowcount
    for table, queries in PARTS.items():
        for query in queries:
            stage.db.execute(f"INSERT INTO {table} {query}")
    stage_tags(stage, options)
    return int(new)


def stage_tags(stage: Stage, options: Options) -> None:
    for rows in stage.each(f"SELECT s.seq, r.tags {NEW} WHERE r.tags <> ''"):
        stage.add("stage_tags", [(seq, None, tag) for seq, text in rows for tag in tags_of(text)])
    for tag in options.tags:
        stage.db.execute("INSERT INTO stage_tags SELECT seq, NULL, ? FROM stage_customers", [tag])
