"""What the last digits of computed numbers may depend on.

On one computer the same steps give the same bits. Another processor's matrix product,
or another release of NumPy, may round otherwise. An experiment carries this fingerprint
so that the reader can say so; what is stored is exact everywhere.
"""

import platform

import numpy as np

import playground


def fingerprint() -> dict[str, str]:
    """Return names and versions, all as text."""
    config = np.show_config(mode="dicts") or {}
    blas = config.get("Build Dependencies", {}).get("blas", {})
    simd = config.get("SIMD Extensions", {})
    return {
        "program": playground.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{blas.get('name', '?')} {blas.get('version', '?')}",
        "simd": " ".join([*simd.get("baseline", []), *simd.get("found", [])])[:900],
        "machine": f"{platform.system()} {platform.machine()}",
    }


def differences(stored: dict[str, str]) -> tuple[str, ...]:
    """Return the names of what is otherwise here and changes numbers, in order."""
    here = fingerprint()
    return tuple(
        name
        for name in ("numpy", "blas", "simd", "machine")
        if stored.get(name) != here[name]
    )
