"""Where the window's files are: beside the source, or inside an installed wheel."""

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@cache
def assets_folder() -> Path:
    installed = PACKAGE / "_assets"
    return installed if installed.is_dir() else PACKAGE.parent / "assets"


def asset(*parts: str) -> Path:
    """Return the path of an icon, a translation, …: asset("icons", "play.svg")."""
    return assets_folder().joinpath(*parts)
