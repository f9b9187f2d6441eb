"""Numbers of customers and other things in addresses, the same at every door."""


class Number:
    """A customer's number: no sign, no leading zero, none that the database cannot hold."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
