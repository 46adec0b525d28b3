"""`python -m cxdesk` and the zipped program start here."""

import sys

from cxdesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
