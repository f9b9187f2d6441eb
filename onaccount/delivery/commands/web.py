"""`onaccount web`: the web server alone, as `onaccount serve` starts it."""

from typing import Any

import click

from onaccount.delivery.commands.lifeline import end_with_the_supervisor

TARGET = "onaccount.config.wsgi:application"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "onaccount.config.logs.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"_granian": {"handlers": ["stderr"], "propagate": False}},
}


@click.command("web")
@click.option("--host", required=True)
@click.option("--port", type=int, required=True)
@click.option("--workers", type=int, required=True)
@click.option("--threads", type=int, required=True)
@click.option("--supervised", is_flag=True)
def command(host: str, port: int, workers: int, threads: int, supervised: bool) -> None:
    """The web server alone."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    if supervised:
        end_with_the_supervisor()
    Server(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_level=LogLevels.error,  # it warns of more threads than processors, and ours wait for the database
        log_dictconfig=LOGGING,
        workers_kill_timeout=10,
    ).serve()
