"""Where the files are that ship with the program: data sets and presets."""

from pathlib import Path

from playground.errors import PlaygroundError

PACKAGE = Path(__file__).resolve().parent

# An installed wheel carries the assets inside the package; in a source checkout they
# lie beside it.
ROOTS = (PACKAGE / "_assets", PACKAGE.parent / "assets")


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder, as `resource("data", "iris.csv")`.

    Raises
    ------
    PlaygroundError
        when no such file was installed.
    """
    for root in ROOTS:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise PlaygroundError(
        f"the file {'/'.join(parts)} of the program is missing; please install it again"
    )
