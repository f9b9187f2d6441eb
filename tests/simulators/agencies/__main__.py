"""The agencies by hand: `python -m tests.simulators.agencies [--port 8901]`."""

import argparse
import threading

from tests.simulators.agencies import running
from tests.simulators.agencies.simulator import AGENCY, CLIENT_ID, HMRC, HOUSE, KEY, PASSWORD, SECRET, USER, VIES


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, default=8901)
    options = asked.parse_args()
    with running(port=options.port) as agencies:
        agencies.add_company("00445790", name="Graham's Widgets Ltd")
        agencies.add_company("SC123456", name="Old Quay Café Ltd", grade="D", score=18, limit=0)
        agencies.vat |= {"GB553557881": "Graham's Widgets Ltd", "DE123456789": "---"}
        print(f"""Type on the page Settings, Checks:
  Creditsafe       {agencies.base}{AGENCY}  {USER}  {PASSWORD}
  Companies House  {agencies.base}{HOUSE}  {KEY}
  HMRC             {agencies.base}{HMRC}  {CLIENT_ID}  {SECRET}
  VIES             {agencies.base}{VIES}
They know the companies {", ".join(agencies.companies)} and the VAT numbers {", ".join(agencies.vat)}.""")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("The end.")


if __name__ == "__main__":
    main()
