"""A Xero of ours: an accounting API and its identity server that keep what they are told, on a port of this machine.

    with running() as xero:
        xero.organisation.add(Name="Graham's Widgets Ltd")
        xero.break_down(Fault.DROP_AFTER, share=0.3, methods=WRITES)

By hand: `python -m tests.simulators.xero` (what it prints are the settings for OnAccount).
"""

from tests.simulators.faults import READS, WRITES, Fault
from tests.simulators.xero.simulator import Simulator, running

__all__ = ["READS", "WRITES", "Fault", "Simulator", "running"]
