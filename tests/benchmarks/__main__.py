"""`make bench`: every table, or those that are named (`make bench ARGS=window`)."""

import importlib
import os
import sys

# Before NumPy loads: one thread serves the products of small networks.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

TABLES = ("engines", "window", "timeline", "explain", "landscape", "sweep")


def main(names: list[str]) -> int:
    """Print the tables; unknown names are told."""
    unknown = set(names) - set(TABLES)
    if unknown:
        print(f"there is no table {', '.join(sorted(unknown))}; {', '.join(TABLES)}")
        return 2
    for name in names or TABLES:
        importlib.import_module(f"tests.benchmarks.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
