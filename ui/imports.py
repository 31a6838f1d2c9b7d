"""What imports cost once Qt is loaded, and how the window pays less of it.

PySide reads the source of every module that is imported after it, and Python keeps all
of them in memory: it looks whether the module uses PySide, for the sake of
`__feature__`, which changes how Qt's names are written. This program does not use it.
For 150 modules that takes about as long as to load NumPy.
"""

import contextlib
from importlib import import_module

FEATURES = "shibokensupport.feature"
LOOKING = "_mod_uses_pyside"


def spare_sources() -> None:
    """Let PySide believe that a module uses it, without reading its source.

    Where PySide is made otherwise, nothing happens, and it reads on.
    """
    import_module("PySide6.QtCore")
    with contextlib.suppress(ImportError):
        features = import_module(FEATURES)
        if hasattr(features, LOOKING):
            setattr(features, LOOKING, lambda module: True)
