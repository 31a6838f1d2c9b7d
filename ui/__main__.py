"""`python -m ui` is the command `playground`."""

from ui.cli import main

main()
