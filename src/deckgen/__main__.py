"""`python -m deckgen` and the console script are the command `deckgen`."""

import signal
import sys


def entry() -> None:
    """The program; whoever presses Ctrl-C while it is still being imported reads no traceback either."""
    try:
        from deckgen.cli import entry as program

        program()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressed again, it must not break the end
        sys.exit(130)


if __name__ == "__main__":
    entry()
