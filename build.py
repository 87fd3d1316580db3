#!/usr/bin/env python3
"""Entry: `python3 build.py` builds the site; `python3 build.py --help` lists what else it does."""

import sys

if sys.version_info < (3, 11):  # this file alone must parse on the older Pythons it turns away
    sys.exit(
        "Pastiche needs Python 3.11 or newer, and this is Python %d.%d (%s). "
        "Install a newer one from python.org or your package manager, then run it by name, "
        "for example: python3.12 build.py"
        % (sys.version_info[0], sys.version_info[1], sys.executable)
    )

if __name__ == "__main__":
    from pastiche.cli import main

    sys.exit(main(sys.argv[1:]))
