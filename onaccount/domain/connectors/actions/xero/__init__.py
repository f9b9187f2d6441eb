"""Xero: the connection, its tokens, the mirror of its contacts, and what is asked and told one at a time."""
