"""Where the tests may make their PostgreSQL databases.

`python -m tests.engines` prints the address, or why there is none.
"""

import getpass
import os
import sys
from collections.abc import Iterator

import psycopg

OLDEST = 150000
QUICK = 3  # seconds; a server on this machine answers at once or not at all


def addresses() -> Iterator[str]:
    """The server that DATABASE_URL names; else one on the standard port or socket, as oneself or as postgres."""
    if named := os.environ.get("DATABASE_URL", ""):
        if named.startswith(("postgresql:", "postgres:")):
            yield named
        return
    user = os.environ.get("PGUSER") or getpass.getuser()
    password = f":{secret}" if (secret := os.environ.get("PGPASSWORD")) else ""
    for name in dict.fromkeys([user, "postgres"]):
        yield f"postgresql://{name}{password}@127.0.0.1:5432/onaccount"
        yield f"postgresql://{name}@/onaccount?host=/var/run/postgresql"


def complaint(address: str) -> str:
    """Why this server will not do, or nothing."""
    try:
        with psycopg.connect(address, dbname="postgres", connect_timeout=QUICK) as connection:
            if connection.info.server_version < OLDEST:
                return f"the server is version {connection.info.server_version // 10000}, and 15 is the oldest we take"
            row = connection.execute(
                "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
            ).fetchone()
            return "" if row and row[0] else f"the role {connection.info.user} may not create databases"
    except psycopg.Error as error:
        return " ".join(str(error).split())


def main() -> int:
    reason = "DATABASE_URL names another engine"
    for address in addresses():
        reason = complaint(address)
        if not reason:
            print(address)
            return 0
    print(reason)
    return 1


if __name__ == "__main__":
    sys.exit(main())
