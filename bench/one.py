"""One bench on one engine, in a process of its own: prints its results as one line of JSON."""

import importlib
import json
import os
import sys


def main() -> int:
    bench, engine, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")
    import django

    django.setup()
    from onaccount.delivery.commands.migrate import command as migrate

    migrate.callback()  # type: ignore[misc] # click keeps the function there
    answer = importlib.import_module(f"bench.{bench}").measure(size, engine)
    print(json.dumps(answer if isinstance(answer, list) else [answer]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
