"""The benchmarks of BUDGETS: prints `name ours floor ratio budget` a line; `--json` for machines.

    python benchmarks/bench.py                      every row, at 10,000 complaints
    python benchmarks/bench.py import -n 100000     the rows of one area
    python benchmarks/bench.py import --csv FILE    on a real file

Each area is a module of this folder with `rows(count, file)`. Figures are ratios of one run on one machine; what a
row measures and its floor stand in its module. Exit code 3 when a budget is not kept.
"""

import argparse
import gc
import json
import sys
from importlib import import_module
from pathlib import Path

from measure import Measured

from cxdesk.cli import NEW_OBJECTS_BEFORE_A_SWEEP

AREAS = ("start", "calendar", "log", "import", "size", "sweep", "retarget", "report", "search", "page", "tui", "eight")
BROKEN = 3


def main(arguments: list[str]) -> int:
    """Measure the areas named, or all."""
    parser = argparse.ArgumentParser(description="Budgets, measured as ratios against a floor.")
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    parser.add_argument("-n", "--count", type=int, default=10_000, help="complaints (default: 10,000)")
    parser.add_argument("--csv", type=Path, help="a real file for the import")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    given = parser.parse_args(arguments)
    unknown = set(given.areas) - set(AREAS)
    if unknown:
        parser.error(f"no such area: {', '.join(sorted(unknown))}")
    gc.set_threshold(NEW_OBJECTS_BEFORE_A_SWEEP)  # as every command line does
    found: list[Measured] = []
    for area in given.areas or AREAS:
        for row in import_module(f"bench_{area}").rows(given.count, given.csv):
            found.append(row)
            if not given.json:
                print(row.line(), flush=True)
    if given.json:
        print(json.dumps([row._asdict() | {"ratio": row.ratio, "holds": row.holds} for row in found], indent=2))
    return 0 if all(row.holds for row in found) else BROKEN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
