"""Writes of tills, each one use case of the office or of a till."""
