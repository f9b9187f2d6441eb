"""The simulator by hand: `python -m tests.simulators.xero [--port 8900] [--contacts 200] [--redirect URL]`."""

import argparse
import threading

from tests.simulators.xero import running


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, default=8900)
    asked.add_argument("--contacts", type=int, default=200)
    asked.add_argument("--redirect", default="http://127.0.0.1:8000/office/settings/xero/callback/")
    options = asked.parse_args()
    with running(port=options.port) as xero:
        xero.register(options.redirect)
        xero.organisation.fill(options.contacts)
        print(f"A Xero of ours listens at {xero.base}. Start OnAccount with:")
        for name, value in xero.environment().items():
            print(f"  {name}={value}")
        print(f"It sends people back to {options.redirect}. POST {xero.base}/simulator/ tells of it.")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("The end.")


if __name__ == "__main__":
    main()
