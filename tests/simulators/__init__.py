"""Servers of ours that stand in for the systems next door: real HTTP, with state, and with faults on demand."""
