"""Real servers for timed imports to fetch from: HTTPS with a certificate of our own, and SFTP."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import asyncssh
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answer = Callable[["Handler"], None]
NAMES = ("localhost", "files.example")


class Handler(BaseHTTPRequestHandler):
    """Answers by path; what it was asked is kept."""

    server: "FileServer"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        self.server.answers[self.path.partition("?")[0]](self)

    def log_message(self, *_: Any) -> None:
        return

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class FileServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, certificate: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        # Shaken hands in the thread of the request: a client that hangs up there must not end the server.
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is what some tests are about."""

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def https_server(certificate: Path) -> Iterator[FileServer]:
    server = FileServer(certificate)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def make_certificate(folder: Path, *, names: tuple[str, ...] = NAMES) -> Path:
    """A self-signed certificate with its key, for these names and 127.0.0.1; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test")])
    now = datetime.now(UTC)
    others = [*map(x509.DNSName, names), x509.IPAddress(ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(others), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path = folder / "certificate.pem"
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + certificate.public_bytes(pem))
    return path


class Logins(asyncssh.SSHServer):
    """Lets in one user; who tried, and by which password, is kept."""

    def __init__(self, tried: list[tuple[str, str]]) -> None:
        self.tried = tried

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        self.tried.append((username, password))
        return (username, password) == ("till", "plum")


class SftpServer:
    """An SFTP server in a thread, whose root is a folder of the test."""

    def __init__(self, root: Path) -> None:
        self.root, self.port = root, 0
        self.key = asyncssh.generate_private_key("ssh-ed25519")
        self.tried: list[tuple[str, str]] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    @property
    def fingerprint(self) -> str:
        return self.key.get_fingerprint("sha256")

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._acceptor = self._loop.run_until_complete(
            asyncssh.create_server(
                lambda: Logins(self.tried),
                "127.0.0.1",
                self.port,
                server_host_keys=[self.key],
                sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(self.root).encode()),
            )
        )
        self.port = self._acceptor.get_port()
        self._ready.set()
        self._loop.run_forever()
        self._acceptor.close()
        self._loop.run_until_complete(self._acceptor.wait_closed())
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.05))
        self._loop.close()

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(30)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


@contextmanager
def sftp_server(root: Path) -> Iterator[SftpServer]:
    server = SftpServer(root)
    server.start()
    try:
        yield server
    finally:
        server.stop()
