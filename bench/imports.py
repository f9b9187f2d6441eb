"""P-1: a CSV of good rows comes in, everything included, beside loading ready-made files into the same tables.

Ours is the whole command in a process of its own: its start, parsing, checking, look-up of keys, history, writing.
Twice: with the look for duplicates, as everybody has it, and with --no-match. Each brings a list of its own.
The limit takes the very rows that ours made, as CSV files ready for the tables, into a copy of the database as it was
before: COPY on PostgreSQL, executemany on SQLite, in one transaction, with the same indexes and triggers. On SQLite
there are two: row by row, and by way of a temporary table and one INSERT for all, which is the limit that counts. For
with each row that comes alone the trigger of the search writes its index out anew.
"""

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from bench.crowd import grow_to

TABLES = {
    "customers_customer": "number", "customers_address": "customer_id", "customers_contact": "customer_id",
    "customers_location": "customer_id", "customers_matchkey": "customer_id", "history_event": "subject_key",
}  # fmt: skip
HEADER = (
    "Company", "Contact given name", "Contact family name", "E-mail", "Phone", "Address line 1", "City", "Region",
    "Postcode", "Country", "Tax id", "Category",
)  # fmt: skip
GIVEN = "Anna Bob Carla Dan Eva Finn Gina Hal Ida Jon Kim Lea Max Nora Otto Pia Quin Rosa Sam Tom".split()
FAMILY = "Smith Jones Weir Okafor Hollin Brown Silva Gute Rayer Meyer Kowalski Novak Garcia Rossi Dubois".split()
TRADES = "Foods Dairy Cafe Trading Wines Bakery Supplies Kitchens Stores".split()
STREETS = ("High Street", "Station Road", "Mill Lane", "Church Walk", "Park Avenue")
CITIES = "Leeds York Bath London Bristol Hull".split()
GOAL = ">= 0.5"
LARGE = 1_000_000
NOTHING = "\\N"


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    """Into an empty database, then into one that holds ten times as many, up to a million."""
    with tempfile.TemporaryDirectory(prefix="onaccount-bench-files-") as folder:
        results = both(size, engine, Path(folder), seed=1)
        grow_to(max(customers(), min(10 * size, LARGE)))
        return results + both(size, engine, Path(folder), seed=3)


def both(size: int, engine: str, folder: Path, seed: int) -> list[dict[str, Any]]:
    with_duplicates = measured(size, engine, folder, seed)
    return with_duplicates + measured(size, engine, folder, seed + 1, "--no-match")


def measured(size: int, engine: str, folder: Path, seed: int, *options: str) -> list[dict[str, Any]]:
    base = customers()
    source = folder / "list.csv"
    write_list(source, size, seed)
    before = copied_database(folder / "before.sqlite3")
    seconds, cpu, peak = import_file(source, size, *options)
    files = ready_made(folder, size)
    ours = {
        "engine": engine, "size": size, "ours": round(size / seconds), "cpu": cpu, "goal": GOAL, "peak_mb": round(peak)
    }  # fmt: skip
    return [
        ours
        | {
            "id": f"P-1 import into {' '.join((f'{base:,}', *options))}{how}",
            "limit": round(size / limit),
            "ratio": limit / seconds,
        }
        for how, limit in load(before, files).items()
    ]


def customers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM customers_customer")
        return int(cursor.fetchone()[0])


# --- the list ---------------------------------------------------------------------------------------------------------


def write_list(path: Path, size: int, seed: int) -> None:
    """Good rows; 20 % of the phones and 5 % of the e-mails are not as they will be stored."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(row(chance, seed * 1_000_000 + index) for index in range(size))


def row(chance: random.Random, number: int) -> tuple[str, ...]:
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    phone = f"+4420{chance.randrange(70_000_000, 80_000_000)}"
    email = f"{given}.{family}{number}@example{number % 500}.com".lower()
    return (
        f"{family} {chance.choice(TRADES)} {number} Ltd", given, family,
        email if chance.random() > 0.05 else f" {email.upper()}",
        phone if chance.random() > 0.2 else f"+44 (0)20 {phone[5:9]} {phone[9:]}",
        f"{chance.randrange(1, 300)} {chance.choice(STREETS)}", chance.choice(CITIES), "Yorkshire",
        f"LS{chance.randrange(1, 30)} {chance.randrange(1, 9)}AB", "GB", vat_number(number),
        "Ltd/Plc (under 50 employees)",
    )  # fmt: skip


def vat_number(number: int) -> str:
    """A British VAT number whose check digits are right."""
    digits = f"{number:07d}"
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True))
    return f"GB{digits}{97 - weighed % 97:02d}"


# --- ours -------------------------------------------------------------------------------------------------------------


def import_file(source: Path, size: int, *options: str) -> tuple[float, float, float]:
    """Seconds, seconds of CPU (the server's not among them) and peak memory in MB of `onaccount import`."""
    connection.close()
    command = [sys.executable, "-m", "onaccount", "import", str(source), "--json", *options]
    began = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        out.seek(0)
        report = json.loads(out.read())
    assert report["applied"], report
    assert report["created"] == size, report
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


# --- the limit --------------------------------------------------------------------------------------------------------


def copied_database(path: Path) -> str:
    """A copy of the database as it is now; answers with the file or the name of it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        return str(path)
    name = connection.settings_dict["NAME"]
    connection.close()
    with server() as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}_limit"')
        admin.execute(f'CREATE DATABASE "{name}_limit" TEMPLATE "{name}"')
    return f"{name}_limit"


def server(name: str = "postgres") -> Any:
    import psycopg

    known = connection.settings_dict
    return psycopg.connect(
        dbname=name, user=known["USER"] or None, password=known["PASSWORD"] or None, host=known["HOST"] or None,
        port=known["PORT"] or None, autocommit=name == "postgres",
    )  # fmt: skip


def ready_made(folder: Path, size: int) -> dict[str, Path]:
    """What ours wrote last, as a CSV file for each table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(number) FROM customers_customer")
        first = cursor.fetchone()[0] - size + 1
        files = {table: folder / f"{table}.csv" for table in TABLES}
        for table, owner in TABLES.items():
            which = f"CAST({owner} AS bigint) >= {first}"
            if table == "history_event":
                which = f"subject_kind = 'customer' AND {which}"
            if table == "customers_matchkey":
                which += " ORDER BY key"  # as the table stands, which is the quickest
            write_table(cursor, f"SELECT * FROM {table} WHERE {which}", files[table])
    return files


def write_table(cursor: Any, query: str, path: Path) -> None:
    if connection.vendor == "postgresql":
        with path.open("wb") as out, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
            for piece in copy:
                out.write(piece)
        return
    cursor.execute(query)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        while rows := cursor.fetchmany(5_000):
            writer.writerows([NOTHING if cell is None else cell for cell in row] for row in rows)


def load(database: str, files: dict[str, Path]) -> dict[str, float]:
    """Seconds for the files to be in the copy, by the way they came."""
    if connection.vendor == "postgresql":
        return {"": load_by_copy(database, files)}
    again = shutil.copyfile(database, f"{database}-again")
    return {"": load_by_executemany(database, files, by_set=True), ", row by row": load_by_executemany(again, files)}


def load_by_copy(database: str, files: dict[str, Path]) -> float:
    with server(database) as loaded:
        began = time.perf_counter()
        for table, path in files.items():
            with path.open("rb") as file, loaded.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
                while piece := file.read(1024 * 1024):
                    copy.write(piece)
        loaded.commit()
        seconds = time.perf_counter() - began
    with server() as admin:
        admin.execute(f'DROP DATABASE "{database}"')
    return seconds


def load_by_executemany(database: str, files: dict[str, Path], *, by_set: bool = False) -> float:
    import sqlite3

    options = settings.DATABASES["default"]["OPTIONS"]
    loaded = sqlite3.connect(database, isolation_level=None)
    for pragma in options["init_command"].split(";"):
        loaded.execute(pragma)
    began = time.perf_counter()
    loaded.execute("BEGIN IMMEDIATE")
    for table, path in files.items():
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            first = next(rows)
            into = "ready" if by_set else table
            if by_set:
                loaded.execute(f"CREATE TEMPORARY TABLE ready AS SELECT * FROM {table} LIMIT 0")
            loaded.executemany(
                f"INSERT INTO {into} VALUES ({', '.join('?' * len(first))})",
                ([None if cell == NOTHING else cell for cell in row] for row in chain([first], rows)),
            )
            if by_set:
                loaded.execute(f"INSERT INTO {table} SELECT * FROM ready")
                loaded.execute("DROP TABLE ready")
    loaded.execute("COMMIT")
    seconds = time.perf_counter() - began
    loaded.close()
    Path(database).unlink()
    return seconds
