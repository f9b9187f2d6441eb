"""SQLite as the books use it: Django's own engine, whose writers of one process stand in a row."""
