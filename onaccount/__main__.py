"""`python -m onaccount` is the `onaccount` command."""

from onaccount.delivery.commands import main

if __name__ == "__main__":  # the web server's workers import this file again, under another name
    main(prog_name="onaccount")
