"""A web server with a defect that must be caught: it answers a charge before the charge is committed.

`python -m tests.reliability.early --host ... --port ...`, as `onaccount web`. The answer names no posting, for there is
none yet; what it would have been is written a moment later, by a thread.
"""

import io
import json
import os
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

LATER = 0.1  # seconds
TARGET = "tests.reliability.early:application"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    from onaccount.config.wsgi import application as true_one

    if not environ["PATH_INFO"].endswith("/payments"):
        answered: Iterable[bytes] = true_one(environ, start_response)
        return answered
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))

    def commit() -> None:
        time.sleep(LATER)
        response: Any = true_one({**environ, "wsgi.input": io.BytesIO(body)}, unheard)
        response.close()  # gives the connection back

    def unheard(*_status: Any) -> Any:
        return None

    threading.Thread(target=commit).start()
    start_response("201 Created", [("Content-Type", "application/json")])
    return [json.dumps({}).encode()]


if __name__ == "__main__":
    from onaccount.delivery.commands import web

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")
    web.TARGET = TARGET
    web.command()
