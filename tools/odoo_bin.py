"""Odoo's command line as a file: `python tools/odoo_bin.py -c odoo.conf`.

With worker processes Odoo starts its process for live connections by its own path, which `python -m odoo`
does not have.
"""

import sys

if __name__ == "__main__":
    # The modules beside this file are imported as `tools`: some have names of other packages
    sys.path.pop(0)
    from odoo.cli.command import main

    main()
