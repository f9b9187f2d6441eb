"""Settings are read strictly: what cannot be right stops the start with a sentence."""

from pathlib import Path

import pytest

from onaccount.config.engines import PostgreSQL, SQLite, sqlite_complaint
from onaccount.config.environment import BadSettings, read_environment, settings_page, table
from onaccount.config.mail import MailServer


def complaint(**environ: str) -> str:
    with pytest.raises(BadSettings) as refusal:
        read_environment(environ)
    return str(refusal.value)


def test_nothing_set_is_enough():
    environment = read_environment({"PATH": "/bin", "ONACCOUNT_URL": " "})
    assert (environment.database, environment.mail, environment.url) == (None, None, None)
    assert environment.process == "command"
    assert not environment.debug


def test_a_misspelt_setting_is_refused_with_the_one_that_was_meant():
    assert complaint(ONACCOUNT_THREAD="4") == "There is no setting ONACCOUNT_THREAD. Did you mean ONACCOUNT_THREADS?"
    assert "docs/settings.md" in complaint(ONACCOUNT_XYZ="4")


def test_all_that_is_wrong_is_said_at_once():
    said = complaint(ONACCOUNT_THREADS="many", DATABASE_URL="mysql://x", ONACCOUNT_DEBUG="perhaps").splitlines()
    assert len(said) == 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ONACCOUNT_THREADS", "0"),
        ("ONACCOUNT_THREADS", "257"),
        ("ONACCOUNT_THREADS", "-1"),
        ("ONACCOUNT_THREADS", "٣"),
        ("ONACCOUNT_DEBUG", "on"),
        ("ONACCOUNT_LOG_LEVEL", "loud"),
        ("ONACCOUNT_URL", "accounts.example.com"),
        ("ONACCOUNT_URL", "https://accounts.example.com/office/"),
        ("ONACCOUNT_URL", "ftp://accounts.example.com"),
        ("ONACCOUNT_FROM", "Accounts"),
        ("ONACCOUNT_OPERATOR", "Accounts"),
        ("ONACCOUNT_FROM", "a@example.com\nBcc: b@example.com"),
        ("ONACCOUNT_METRICS_TOKEN", "short"),
        ("SECRET_KEY", "short"),
        ("ONACCOUNT_DATA", __file__),
        ("ONACCOUNT_DATA", "relative/folder"),
        ("ONACCOUNT_DATA", "~nobody-of-that-name/folder"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "sqlite://x.sqlite3"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///books.sqlite3"),
        ("DATABASE_URL", "postgresql://localhost"),
        ("DATABASE_URL", "postgresql://localhost:port/x"),
        ("DATABASE_URL", "postgresql://localhost/x?poolsize=3"),
        ("EMAIL_URL", "localhost:25"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://host?tls=maybe"),
        ("EMAIL_URL", "smtp://host?timeout=3"),
        ("EMAIL_URL", "smtps://host?tls=none"),
        ("EMAIL_URL", "smtp://user:password@mail.example.com?tls=none"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(name, text):
    assert complaint(**{name: text}).startswith(f"{name} cannot be used: ")


def test_a_path_that_begins_here_is_refused_with_the_one_to_write():
    assert "with four slashes: sqlite:////absolute/path" in complaint(DATABASE_URL="sqlite:///books.sqlite3")
    assert "a whole path, such as /srv/onaccount" in complaint(ONACCOUNT_DATA="books")


def test_a_refusal_does_not_repeat_a_password():
    assert "hunter2" not in complaint(DATABASE_URL="postgresql://me:hunter2@h/x?y=1", EMAIL_URL="smtp://me:hunter2@h:x")
    assert "hunter2" not in repr(read_environment({"DATABASE_URL": "postgresql://me:hunter2@h/x"}).database)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("sqlite:////srv/books%20of%20ours.sqlite3", SQLite(Path("/srv/books of ours.sqlite3"))),
        ("postgresql:///books", PostgreSQL("books")),
        ("postgres://me:p%40ss@db.example.com:5433/books", PostgreSQL("books", "me", "p@ss", "db.example.com", "5433")),
        ("postgresql://me@/books?host=/run/postgresql", PostgreSQL("books", "me", host="/run/postgresql")),
        ("postgresql://h/books?sslmode=require", PostgreSQL("books", host="h", options={"sslmode": "require"})),
    ],
)
def test_a_database_is_named_by_its_address(text, address):
    assert read_environment({"DATABASE_URL": text}).database == address


@pytest.mark.parametrize(
    ("name", "text", "fits"),
    [
        ("ONACCOUNT_MAP_TILES", "https://tiles.example.com/{z}/{x}/{y}.png?key=1", True),
        ("ONACCOUNT_MAP_TILES", "http://127.0.0.1:9000/{z}/{x}/{y}.png", True),
        ("ONACCOUNT_MAP_TILES", "http://tiles.example.com/{z}/{x}/{y}.png", False),
        ("ONACCOUNT_MAP_TILES", "https://tiles.example.com/{z}/{x}.png", False),
        ("ONACCOUNT_MAP_TILES", "https://tiles.example.com; script-src *//{z}/{x}/{y}", False),  # it stands in a header
        ("ONACCOUNT_PLACE_SEARCH", "https://places.example.com/nominatim/", True),
        ("ONACCOUNT_PLACE_SEARCH", "http://places.example.com", False),
        ("ONACCOUNT_PLACE_SEARCH", "https://places.example.com?q=", False),
        ("ONACCOUNT_MAP_CREDIT", "two\nlines", False),
    ],
)
def test_maps_come_from_where_the_settings_say_and_safely(name, text, fits):
    if fits:
        read_environment({name: text})
    else:
        with pytest.raises(BadSettings):
            read_environment({name: text})


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("smtp://127.0.0.1:1025", MailServer("127.0.0.1", 1025)),
        ("smtp://mail.example.com", MailServer("mail.example.com", 25)),
        ("smtp://me:p%3Ass@mail.example.com:587", MailServer("mail.example.com", 587, "me", "p:ss", "starttls")),
        ("smtp://mail.example.com:25?tls=starttls", MailServer("mail.example.com", 25, tls="starttls")),
        ("smtps://me:pw@mail.example.com", MailServer("mail.example.com", 465, "me", "pw", "tls")),
    ],
)
def test_a_mail_server_is_named_by_its_address(text, server):
    assert read_environment({"EMAIL_URL": text}).mail == server


def test_an_sqlite_that_several_processes_can_damage_is_refused():
    assert not sqlite_complaint((3, 51, 3))
    assert "3.40.1" in sqlite_complaint((3, 40, 1))
    assert not sqlite_complaint(), "this Python's own SQLite was to be replaced"


def test_the_page_of_settings_names_each_of_them():
    page = settings_page()
    assert [name for name in (line.name for line in table()) if f"`{name}`" not in page] == []
