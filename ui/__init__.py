"""What a person touches: the window and the command line."""

import os

# The environment variables by which the linear algebra libraries take their number of
# threads, once, when NumPy loads.
THREAD_COUNTS = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def limit_blas_threads() -> None:
    """Give small matrix products one thread, unless the user decided otherwise.

    With several, they would compete with the window and round differently from machine
    to machine. It must be called before NumPy is imported.
    """
    for name in THREAD_COUNTS:
        os.environ.setdefault(name, "1")
