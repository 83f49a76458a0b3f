"""`python -m deckgen` and the console script are the command `deckgen`."""

import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    # With -m Python looks for modules where the command is given, which may be a stranger's folder, before its own.
    del sys.path[0]


def entry() -> None:
    """The program; whoever presses Ctrl-C while it is still being imported reads no traceback either."""
    try:
        from deckgen.cli import entry as program

        program()
    except KeyboardInterrupt:
        import signal  # it takes time, in which Ctrl-C may be pressed

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressed again, it must not break the end
        sys.exit(130)


if __name__ == "__main__":
    entry()
