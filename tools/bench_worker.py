"""Process of one bench file: load Odoo on a database, measure, write the rows.

`python -m tools.bench_worker <odoo.conf> <database> <bench file> <output>`, started by `tools.bench`.
"""

import importlib.util
import json
import sys
from pathlib import Path

import odoo
from odoo.modules.registry import Registry

from tools import bench


def main(config: str, database: str, file: str, output: str) -> None:
    odoo.tools.config.parse_config(["-c", config, "-d", database, "--log-level=warn"])
    context = bench.Context(Registry(database))
    sys.path.insert(0, str(Path(file).parent))
    specification = importlib.util.spec_from_file_location(Path(file).stem, file)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    rows = [row for function in bench.BENCHES for row in function(context)]
    Path(output).write_text(json.dumps(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
