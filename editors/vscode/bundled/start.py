"""Runs the cellophane that the extension carries, with whichever Python starts this: `python -I start.py server`.

Written so that a Python that is too old can read it, and say so.
"""

import os
import sys


def main():
    if sys.version_info < (3, 11):  # noqa: UP036
        return "cellophane needs Python 3.11 or newer, and {} is {}.{}".format(sys.executable, *sys.version_info)
    # Before all that is installed there: an environment may have other versions of the same packages.
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "libs"))
    from cellophane.cli.main import main as cellophane

    return cellophane()


if __name__ == "__main__":
    sys.exit(main())
