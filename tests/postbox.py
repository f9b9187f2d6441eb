"""A real mail server for tests: what it answers is said beforehand, what it took is looked at afterwards."""

import asyncio
import email
import email.policy
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

TAKEN = "250 Thank you"
LINK = re.compile(r"https?://\S+/welcome/([A-Za-z0-9_-]+)/")
TEMPORARY = re.compile(r"^Temporary password: (\S+)$", re.MULTILINE)


class Postbox:
    """`on_recipient` and `on_letter` are what it answers; `letters` is what it took, in the order it came."""

    def __init__(self) -> None:
        self.on_recipient = TAKEN
        self.on_letter = TAKEN
        self.before_answering: Callable[[], None] = lambda: None
        self.before_parting: Callable[[], None] = lambda: None
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.port = 0

    # aiosmtpd asks these by their names
    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.on_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.on_recipient

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, EmailMessage, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        self.recipients += envelope.rcpt_tos
        self.before_answering()
        return self.on_letter

    async def handle_QUIT(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        self.before_parting()
        return "221 Bye"


class Server(Controller):
    """On a port that the system chooses. aiosmtpd looks for its own server by connecting to the port it was told."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    postbox = Postbox()
    server = Server(postbox, hostname="127.0.0.1", port=0, server_hostname="postbox.example")
    server.start()
    postbox.port = server.port
    try:
        yield postbox
    finally:
        server.stop()


def use(postbox: Postbox, settings: Any) -> None:
    """Let this process send its letters there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", postbox.port


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def token_in(letter: EmailMessage) -> str:
    found = LINK.search(text_of(letter))
    assert found, text_of(letter)
    return found[1]


def temporary_password_in(letter: EmailMessage) -> str:
    found = TEMPORARY.search(text_of(letter))
    assert found, text_of(letter)
    return found[1]
