"""`python -m cellophane` is `cellophane`."""

import sys

from cellophane.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
