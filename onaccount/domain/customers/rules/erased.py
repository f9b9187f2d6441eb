"""What stands in the place of what was erased."""

ERASED_NAME = "Erased"  # with the number behind it; a customer has a name, and tills and lists show it
ERASED_AT = "erased.invalid"  # RFC 2606: nobody is ever written to there
