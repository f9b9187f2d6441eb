"""`python -m onaccount` is the `onaccount` command: it works where a script's first line would not, as in a long path."""

from onaccount.delivery.commands import main

main(prog_name="onaccount")
