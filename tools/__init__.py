"""Environment, runners and demo behind the Makefile."""

import sys

# Here and not in a function: the files below use syntax that an older Python cannot even read.
if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit(
        f"error: Python 3.10 to 3.13 is needed, this is {sys.version.split()[0]}: "
        "name another one with `make PYTHON=python3.12 ...`"
    )
