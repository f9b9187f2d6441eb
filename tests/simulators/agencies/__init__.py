"""Agencies and registers of ours on one port of this machine: an agency in the shape of Creditsafe Connect, Companies
House, HMRC's VAT check and VIES. They keep what they are told; what goes wrong is switched on by a test.

    with running() as agencies:
        agencies.add_company("00445790", name="Graham's Widgets Ltd", grade="B", score=62, limit=5000)
        agencies.break_down(Fault.DROP_AFTER, on="order")

By hand: `python -m tests.simulators.agencies`; it prints what to type on the page Settings, Checks.
"""

from tests.simulators.agencies.simulator import Company, Simulator, running

__all__ = ["Company", "Simulator", "running"]
