"""Every setting, each read strictly: a value that cannot be right stops the start with a sentence, and so does a
name that nobody knows, for a misspelt setting that is silently ignored is a setting that one believes in.

The fields of `Environment` are the table; docs/settings.md is drawn from it.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, NamedTuple

from onaccount.config.engines import PostgreSQL, SQLite, database
from onaccount.config.mail import MailServer, mail_server
from onaccount.config.readers import (
    Unreadable,
    certificates,
    command_words,
    folder,
    folders,
    hours,
    networks,
    number,
    one_of,
    public_address,
    search_address,
    secret,
    secrets_of,
    sender,
    service_address,
    short_words,
    switch,
    tile_address,
    words_without_blanks,
)
from onaccount.foundation.refusals import Refused

ROOT = Path(__file__).resolve().parents[2]
SOURCE_CHECKOUT = (ROOT / "pyproject.toml").is_file()
OUR_NAMES = "ONACCOUNT_"


class BadSettings(Refused):
    """What is wrong with the environment: one sentence per setting."""

    code = "bad_settings"
    sentence = "{reasons}"

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(reasons="\n".join(sentences))


class Setting(NamedTuple):
    """One line of the table. `default` is the text that one would write; `shown` says it where it depends on others."""

    name: str
    read: Callable[[str], Any]
    default: str
    shown: str
    meaning: str


def setting(name: str, read: Callable[[str], Any], meaning: str, *, default: str = "", shown: str = "") -> Any:
    """A field of the environment. Without a default it is None when unset."""
    return field(metadata={"setting": Setting(name, read, default, shown or default, meaning)})


@dataclass(frozen=True, kw_only=True)
class Environment:
    data: Path = setting(
        "ONACCOUNT_DATA",
        folder,
        "The folder of everything that OnAccount keeps: the SQLite database, uploaded files, the secret key. "
        "A whole path; it is made where it is not there, for its owner alone.",
        default=str(ROOT / "var" if SOURCE_CHECKOUT else Path.home() / ".local/share/onaccount"),
        shown="var/ in the clone, else ~/.local/share/onaccount",
    )
    database: SQLite | PostgreSQL | None = setting(
        "DATABASE_URL",
        database,
        "Where the books are: `postgresql://user:password@host:5432/name`, or `sqlite:////absolute/path`, "
        "in a folder that is there.",
        shown="onaccount.sqlite3 in ONACCOUNT_DATA",
    )
    mail: MailServer | None = setting(
        "EMAIL_URL",
        mail_server,
        "The server that takes letters: `smtp://user:password@host:587?tls=starttls` (or `tls=none`), "
        "`smtps://user:password@host:465`. A password with signs in it is percent-encoded.",
        shown="letters wait for it; those of the demo are written into outbox/ in ONACCOUNT_DATA",
    )
    url: str | None = setting(
        "ONACCOUNT_URL",
        public_address,
        "The address that people type, used in letters. With https the cookies are Secure and browsers keep to https.",
        shown="http://127.0.0.1 and the port that `onaccount serve` took",
    )
    operator: str | None = setting(
        "ONACCOUNT_OPERATOR",
        sender,
        "Whoever looks after this installation: an e-mail address, to which the digest of the books goes each night, "
        "and an alarm where they do not hold. Best one that whoever keeps the database does not read.",
        shown="the digest stands in the log alone",
    )
    sender: str | None = setting(
        "ONACCOUNT_FROM",
        sender,
        "The sender of letters, such as `Accounts <accounts@example.com>`.",
        shown="OnAccount <no-reply@HOST>, with the host of ONACCOUNT_URL",
    )
    secret_key: str | None = setting(
        "SECRET_KEY",
        secret,
        "Signs sessions and links; at least 32 random characters. Needed when several machines serve one database.",
        shown="made once, kept in secret_key in ONACCOUNT_DATA",
    )
    sensitive_keys: tuple[str, ...] | None = setting(
        "ONACCOUNT_SENSITIVE_KEYS",
        secrets_of,
        "The keys under which dates of birth and national ids are kept, at least 32 random characters each, with "
        "commas between and the newest first: it locks, the others still open. Without them nobody reads these again.",
        shown="made once, kept in sensitive_key in ONACCOUNT_DATA",
    )
    metrics_token: str | None = setting(
        "ONACCOUNT_METRICS_TOKEN",
        secret,
        "Who sends `Authorization: Bearer TOKEN` may read `/metrics`; at least 32 characters.",
        shown="/metrics is not there",
    )
    workers: int = setting("ONACCOUNT_WORKERS", number(1, 64), "Web processes.", default="1")
    threads: int = setting(
        "ONACCOUNT_THREADS",
        number(1, 256),
        "Requests that one web process answers at a time; on PostgreSQL also the size of its pool of connections.",
        default="8",
    )
    letters_a_minute: int = setting(
        "ONACCOUNT_LETTERS_A_MINUTE",
        number(1, 100_000),
        "How many invitations of waves leave in a minute: fewer than the mail server takes, so that it refuses none. "
        "Other letters do not wait for them.",
        default="120",
    )
    api_requests_a_minute: int = setting(
        "ONACCOUNT_API_REQUESTS_A_MINUTE",
        number(20, 1_000_000),
        "How many requests one token of the API may send in a minute; more are answered with 429.",
        default="600",
    )
    signups_per_address: int = setting(
        "ONACCOUNT_SIGNUPS_PER_ADDRESS",
        number(1, 100_000),
        "How many sign-ups one internet address may try in an hour, on the page and by the API together.",
        default="5",
    )
    signups_per_network: int = setting(
        "ONACCOUNT_SIGNUPS_PER_NETWORK",
        number(1, 100_000),
        "How many sign-ups one network may try in an hour: the /24 of an IPv4 address, the /56 of an IPv6 one.",
        default="30",
    )
    signup_work: int = setting(
        "ONACCOUNT_SIGNUP_WORK",
        number(0, 24),
        "How much work a browser does before a sign-up is taken: 2 to the power of this many hashes in the median, "
        "one second or two at 18. Fewer are for tests.",
        default="18",
    )
    scan_command: tuple[str, ...] | None = setting(
        "ONACCOUNT_SCAN_COMMAND",
        command_words,
        "A command that looks at a file for viruses, whose path is put behind it: `clamdscan --fdpass`. It answers 0 "
        "for clean and 1 for not; with any other answer no proof is taken.",
        shown="proofs are not scanned",
    )
    map_tiles: str | None = setting(
        "ONACCOUNT_MAP_TILES",
        tile_address,
        "Where browsers of the office get the squares of maps, 256 by 256 pixels in Web Mercator: "
        "`https://tiles.example.com/{z}/{x}/{y}.png`. Whoever serves them sees where your customers are.",
        shown="maps show a grid of degrees",
    )
    map_credit: str | None = setting(
        "ONACCOUNT_MAP_CREDIT",
        short_words,
        "Whom the squares are from, as their licence wants it said: `(C) OpenStreetMap contributors`.",
        shown="nothing is said",
    )
    place_search: str | None = setting(
        "ONACCOUNT_PLACE_SEARCH",
        search_address,
        "Who is asked where a place is, in the way of Nominatim (`GET /search?q=...&format=jsonv2`). "
        "What staff search for is sent there.",
        shown="places are given by coordinates",
    )
    staff_idle: timedelta = setting(
        "ONACCOUNT_STAFF_IDLE_HOURS",
        hours,
        "After how many hours without a touch a member of staff logs in again. "
        "The default reaches from Friday's evening to Monday's morning.",
        default="72",
    )
    staff_session: timedelta = setting(
        "ONACCOUNT_STAFF_SESSION_HOURS",
        hours,
        "After how many hours a member of staff logs in again, however busy.",
        default="336",
    )
    app_idle: timedelta = setting(
        "ONACCOUNT_APP_IDLE_HOURS",
        hours,
        "After how many hours without a touch a customer logs in again. "
        "The default is a fortnight, for those who order weekly.",
        default="336",
    )
    app_session: timedelta = setting(
        "ONACCOUNT_APP_SESSION_HOURS",
        hours,
        "After how many hours a customer logs in again, however busy.",
        default="2160",
    )
    behind_proxy: bool = setting(
        "ONACCOUNT_BEHIND_PROXY",
        switch,
        "yes where one proxy of yours stands in front and sets X-Forwarded-For, -Host and -Proto itself. "
        "Otherwise anybody could claim to be anybody's address.",
        default="no",
    )
    import_folders: tuple[Path, ...] | None = setting(
        "ONACCOUNT_IMPORT_FOLDERS",
        folders,
        "Folders from which timed imports may take files, whole paths with colons between.",
        shown="inbox/ in ONACCOUNT_DATA",
    )
    import_networks: tuple[IPv4Network | IPv6Network, ...] | None = setting(
        "ONACCOUNT_IMPORT_NETWORKS",
        networks,
        "Private networks from which timed imports may fetch by HTTPS or SFTP, such as `10.20.0.0/16`. "
        "Others than public addresses are refused.",
        shown="none",
    )
    import_ca: Path | None = setting(
        "ONACCOUNT_IMPORT_CA",
        certificates,
        "A file of further certificates (PEM) that timed imports trust beside the system's, for servers of your own.",
        shown="the system's certificates alone",
    )
    xero_client_id: str | None = setting(
        "ONACCOUNT_XERO_CLIENT_ID",
        words_without_blanks,
        "The client id of your app at Xero. docs/guides/xero.md says how to register one.",
        shown="Xero cannot be connected",
    )
    xero_client_secret: str | None = setting(
        "ONACCOUNT_XERO_CLIENT_SECRET",
        words_without_blanks,
        "The client secret of that app. An app of the kind PKCE has none.",
        shown="no secret is sent",
    )
    xero_custom: bool = setting(
        "ONACCOUNT_XERO_CUSTOM",
        switch,
        "yes where the app is a Custom Connection: it has one organisation, and nobody logs in there.",
        default="no",
    )
    xero_minutes: int = setting(
        "ONACCOUNT_XERO_MINUTES",
        number(1, 24 * 60),
        "Every how many minutes Xero is asked which contacts have changed.",
        default="5",
    )
    xero_calls_a_minute: int = setting(
        "ONACCOUNT_XERO_CALLS_A_MINUTE",
        number(1, 10_000),
        "How many calls OnAccount makes in a minute at most. Xero allows 60 to each app and organisation.",
        default="50",
    )
    xero_calls_a_day: int = setting(
        "ONACCOUNT_XERO_CALLS_A_DAY",
        number(10, 1_000_000),
        "How many in a day. Xero allows 5,000 to each app and organisation, and 1,000 in its Starter tier.",
        default="4500",
    )
    xero_login_url: str = setting(
        "ONACCOUNT_XERO_LOGIN_URL",
        service_address,
        "Where people log in at Xero. Another address is for tests.",
        default="https://login.xero.com",
    )
    xero_identity_url: str = setting(
        "ONACCOUNT_XERO_IDENTITY_URL",
        service_address,
        "Where Xero gives out tokens. Another address is for tests.",
        default="https://identity.xero.com",
    )
    xero_api_url: str = setting(
        "ONACCOUNT_XERO_API_URL",
        service_address,
        "Where Xero's books are asked. Another address is for tests.",
        default="https://api.xero.com",
    )
    log_level: str = setting(
        "ONACCOUNT_LOG_LEVEL",
        one_of("debug", "info", "warning", "error"),
        "How much is written to standard error.",
        default="info",
    )
    debug: bool = setting(
        "ONACCOUNT_DEBUG",
        switch,
        "For developing only: errors are shown in the browser with all that they know.",
        default="no",
    )
    process: str = setting(
        "ONACCOUNT_PROCESS",
        one_of("web", "command"),
        "What this process is. The web server sets it itself; only there connections are pooled.",
        default="command",
    )


def table() -> list[Setting]:
    return [one.metadata["setting"] for one in fields(Environment)]


def read_environment(environ: Mapping[str, str]) -> Environment:
    """All settings, or BadSettings with everything that is wrong, so that one start shows it all.

    A name that is set to nothing counts as not set: that is how shells and service files take a setting back.
    """
    sentences = [_unknown(name) for name in sorted(environ) if name.startswith(OUR_NAMES) and name not in _names()]
    values: dict[str, Any] = {}
    for one in fields(Environment):
        line: Setting = one.metadata["setting"]
        text = environ.get(line.name, "").strip() or line.default
        try:
            values[one.name] = line.read(text) if text else None
        except Unreadable as reason:
            # The value itself may hold a password: it is not repeated.
            sentences.append(f"{line.name} cannot be used: {reason}.")
    if sentences:
        raise BadSettings(sentences)
    return Environment(**values)


def _names() -> list[str]:
    return [line.name for line in table()]


def _unknown(name: str) -> str:
    ours = [known.removeprefix(OUR_NAMES) for known in _names() if known.startswith(OUR_NAMES)]
    close = difflib.get_close_matches(name.removeprefix(OUR_NAMES), ours, n=1)
    hint = f"Did you mean {OUR_NAMES}{close[0]}?" if close else "See docs/settings.md, or take it out."
    return f"There is no setting {name}. {hint}"


def settings_page() -> str:
    """docs/settings.md, sorted by name, the same on every machine."""
    rows = [
        f"| `{line.name}` | {line.meaning} | {line.shown} |" for line in sorted(table(), key=lambda line: line.name)
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "Read from the environment once, at the start. A value that cannot be right stops the start and says why,",
            "and so does a name beginning with `ONACCOUNT_` that is not in this list. This page is drawn from the code",
            "by `onaccount docs`.",
            "",
            "| name | meaning | when it is not set |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )
