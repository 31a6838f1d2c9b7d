"""What `make test-interop` does: install the receivers of our files, and try them.

A package that cannot be installed here is said, and its tests are skipped.
"""

import subprocess
import sys
from importlib import import_module, invalidate_caches
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Where the receivers are tried; Dask's tests are beside those of the other sweeps.
TESTS = ("tests/interop", "tests/core/sweep/test_dask.py")

# What is imported, and what pip installs for it. Only PyTorch's build for processors:
# the other one has gigabytes for graphics cards.
PACKAGES = {
    "onnxruntime": "onnxruntime>=1.20",
    "sklearn": "scikit-learn>=1.5",
    "pandas": "pandas>=2.2",
    "skl2onnx": "skl2onnx>=1.18",
    "distributed": "distributed>=2024.8",
    "torch": "torch==2.13.0+cpu",
}
PIP = (
    *(sys.executable, "-m", "pip", "install", "--quiet"),
    *("--disable-pip-version-check", "--retries", "1", "--timeout", "30"),
)
MOST_SECONDS = 240
NOTHING_TO_TEST = 5


def install(name: str, requirement: str) -> None:
    """Install a package if it is missing; say so when that is impossible."""
    if find_spec(name) is not None:
        return
    try:
        done = subprocess.run(
            [*PIP, requirement],
            check=False,
            timeout=MOST_SECONDS,
            stderr=subprocess.PIPE,
            text=True,
        )
        reason = done.stderr.strip().splitlines()[-1:] if done.returncode else []
    except subprocess.TimeoutExpired:
        reason = ["it took too long"]
    if reason:
        print(
            f"{requirement} cannot be installed here, so it is not tried: {reason[0]}"
        )


def main() -> int:
    for name, requirement in PACKAGES.items():
        install(name, requirement)
    invalidate_caches()
    found = [name for name in PACKAGES if find_spec(name) is not None]
    versions = [f"{name} {import_module(name).__version__}" for name in found]
    print(f"receivers: {', '.join(versions) or 'none'}")
    tests = [sys.executable, "-m", "pytest", *TESTS, *sys.argv[1:]]
    code = subprocess.run(tests, check=False, cwd=ROOT).returncode
    return 0 if code == NOTHING_TO_TEST else code


if __name__ == "__main__":
    sys.exit(main())
