"""Reads of tills."""
