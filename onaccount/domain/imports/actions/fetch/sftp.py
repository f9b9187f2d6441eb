"""Fetch the newest file by SFTP, from a server whose key somebody confirmed. The password goes to no other."""

import asyncio
import logging
import stat
from pathlib import Path
from typing import cast

import asyncssh

from onaccount.domain.imports.actions.fetch.fetched import PIECE, Fetched, Limits, kept_in, too_slow
from onaccount.domain.imports.actions.fetch.reach import connected, unreachable
from onaccount.domain.imports.rules.sources import (
    CannotFetch,
    HostKeyChanged,
    HostKeyUnknown,
    NothingThere,
    Place,
    Source,
    fits,
    place_of,
)

MOST_FILES = 10_000  # of a folder; a server that names more is not listened to any longer
Look = tuple[int | None, int | None]


class Client(asyncssh.SSHClient):
    """Knows one key. Which one the server showed is kept, so that a person can be asked."""

    def __init__(self, known: str) -> None:
        self.known, self.shown = known, ""

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        self.shown = key.get_fingerprint("sha256")
        return self.shown == self.known


def fetch_by_sftp(source: Source, into: Path, limits: Limits) -> Fetched:
    logging.getLogger("asyncssh").setLevel(logging.WARNING)  # it would say who logs in where
    place = place_of(source.kind, source.place)
    sock = connected(place, limits)
    sock.setblocking(False)
    client = Client(source.host_key)
    try:
        return asyncio.run(_fetch(source, place, client, sock, into, limits))
    except asyncssh.HostKeyNotVerifiable:
        refusal = HostKeyChanged if source.host_key else HostKeyUnknown
        raise refusal(host=place.host, fingerprint=client.shown) from None
    except asyncssh.PermissionDenied:
        cure = "Look whether the user and the password are right."
        raise CannotFetch(why=f"{place.host} does not let us in", what_to_do=cure) from None
    except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
        cure = "Look whether the folder is right."
        raise CannotFetch(why=f"there is no folder {place.path} on {place.host}", what_to_do=cure) from None
    except asyncssh.SFTPPermissionDenied:
        cure = "Have the owner of that server let this user read it."
        raise CannotFetch(why=f"{place.host} does not let us read {place.path}", what_to_do=cure) from None
    except TimeoutError:
        raise too_slow(limits) from None
    except (asyncssh.Error, OSError) as error:
        raise unreachable(place, error) from None
    finally:
        sock.close()


async def _fetch(source: Source, place: Place, client: Client, sock: object, into: Path, limits: Limits) -> Fetched:
    login = asyncssh.connect(
        place.host,
        place.port,
        sock=sock,
        client_factory=lambda: client,
        known_hosts=([], [], []),  # none but the one that the client knows
        username=source.user,
        password=source.secret or None,
        preferred_auth="password,keyboard-interactive",
        # Nothing of the account under which we run: no keys, no agent, no settings of its own.
        client_keys=None,
        agent_path=None,
        config=None,
        x509_trusted_certs=None,
        login_timeout=limits.answer_seconds,
    )
    async with asyncio.timeout(limits.seconds), login as connection, connection.start_sftp_client() as sftp:
        name = await _newest(sftp, place)
        digest = await _copy(sftp, f"{place.path.rstrip('/')}/{name}", name, into, limits)
    return Fetched(name, into, digest)


async def _newest(sftp: asyncssh.SFTPClient, place: Place) -> str:
    found: list[tuple[int, str]] = []
    seen = 0
    async for entry in sftp.scandir(place.path):
        seen += 1
        if seen > MOST_FILES:
            why = f"{place.path} holds more than {MOST_FILES:,} files"
            raise CannotFetch(why=why, what_to_do="Have the lists put into a folder of their own.")
        name = str(entry.filename)
        if fits(name, place.pattern) and "/" not in name and stat.S_ISREG(entry.attrs.permissions or 0):
            found.append((entry.attrs.mtime or 0, name))
    if not found:
        raise NothingThere(pattern=place.pattern)
    return max(found)[1]


async def _copy(sftp: asyncssh.SFTPClient, path: str, name: str, into: Path, limits: Limits) -> str:
    before = await _look(sftp, path)
    await asyncio.sleep(limits.settle)
    with kept_in(into, limits) as keeper:
        async with sftp.open(path, "rb") as file:
            while piece := await file.read(PIECE):
                keeper.write(cast(bytes, piece))
        if before != await _look(sftp, path):
            cure = "It is looked at again next time. Have it written under another name and renamed when it is whole."
            raise CannotFetch(why=f"{name} is still being written", what_to_do=cure)
    return keeper.digest.hexdigest()


async def _look(sftp: asyncssh.SFTPClient, path: str) -> Look:
    found = await sftp.lstat(path)
    return found.size, found.mtime
