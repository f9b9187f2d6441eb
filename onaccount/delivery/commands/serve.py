"""`onaccount serve`: looks whether it may and can, then supervises web and worker.

It answers a second sooner because it loads Django for its own look at the database while the web server starts.
"""

import errno
import ipaddress
import socket

import click
from django.conf import settings

from onaccount.delivery.commands import set_up_django
from onaccount.delivery.commands.supervisor import Supervisor

PORT = 8000
PORTS = click.IntRange(1, 65535)


class Refusal(click.ClickException):
    """Said in one sentence; the exit code is 1."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=PORT, show_default=True, type=PORTS, help="The port to listen at.")
@click.option("--next-free", is_flag=True, help="Take the next free port when this one is taken.")
def command(host: str, port: int, next_free: bool) -> None:
    """Serve the pages and do the work behind them, until one of the two ends or you stop it with Ctrl-C."""
    check_host(host)
    port = free_port(host, port, next_free=next_free)
    raise SystemExit(Supervisor(host=host, port=port, public_url=settings.ENVIRONMENT.url).run(check_database))


def check_database() -> None:
    set_up_django()
    from onaccount.delivery.commands.migrate import waiting_migrations

    if waiting_migrations():
        raise Refusal("The database is not up to date. Run: onaccount migrate")


def check_host(host: str) -> None:
    """Passwords travel to another host only encrypted, and a demo business, whose passwords lie in a file, never."""
    if is_loopback(host):
        return
    if not settings.HTTPS:
        raise Refusal(
            f"OnAccount does not serve plain http to other machines ({host}). "
            "Put a proxy with https in front, set ONACCOUNT_URL to its https:// address, or listen at 127.0.0.1."
        )
    set_up_django()
    from onaccount.domain.business.queries import is_demo

    if is_demo():
        raise Refusal(
            f"This is a demo business, served at 127.0.0.1 only, not at {host}. "
            "Take the demo out first: onaccount demo --remove"
        )


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def free_port(host: str, port: int, *, next_free: bool) -> int:
    """This port; or the first free one from here on. The web server would share a taken port without a word."""
    last = min(port + 100, 65536) if next_free else port + 1
    for candidate in range(port, last):
        problem = listening_problem(host, candidate)
        if not problem:
            return candidate
        if problem != errno.EADDRINUSE:
            break
    raise Refusal(_port_sentence(host, port, problem, next_free=next_free))


def listening_problem(host: str, port: int) -> int:
    """The error number of trying to listen there, or 0."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As servers do: a connection that is still being closed does not keep the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        return error.errno or -1
    return 0


def _port_sentence(host: str, port: int, problem: int, *, next_free: bool) -> str:
    if problem == errno.EADDRINUSE and next_free:
        return f"The ports from {port} on are all taken. Choose another: --port NUMBER"
    if problem == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Stop that one, or choose another port: --port NUMBER"
    if problem == errno.EACCES:
        return f"Port {port} needs rights that this account lacks. Choose one from 1024 on: --port NUMBER"
    return f"OnAccount cannot listen at {host}. Use an address of this machine, such as 127.0.0.1."
