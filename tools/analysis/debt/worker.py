"""The process in which trees are measured: pickles in at standard input, out at standard output."""

import pickle
import sys

from tools.analysis.debt.measures import measure


def main() -> None:
    """Measure what comes in, then end."""
    # Both ends of the pipe are this program.
    trees = pickle.load(sys.stdin.buffer)  # noqa: S301
    pickle.dump({name: measure(files) for name, files in trees.items()}, sys.stdout.buffer)


if __name__ == "__main__":
    main()
