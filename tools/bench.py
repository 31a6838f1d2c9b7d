"""What `make bench` does: install the peers to compare with, then print the tables."""

import subprocess
import sys

from interop import PACKAGES, ROOT, install

PEERS = {
    "sklearn": PACKAGES["sklearn"],
    "threadpoolctl": "threadpoolctl>=3.5",
    "torch": PACKAGES["torch"],
    "jax": "jax>=0.5",
}

if __name__ == "__main__":
    for name, requirement in PEERS.items():
        install(name, requirement)
    tables = [sys.executable, "-m", "tests.benchmarks", *sys.argv[1:]]
    sys.exit(subprocess.run(tables, check=False, cwd=ROOT).returncode)
