"""What `make docs` does: the guide, the lessons and the reference, in site/.

The guide and the lessons are in English, and in Chinese below site/zh/.

The group `docs` of pyproject.toml is installed if it is not there. A link that leads
nowhere, or a page that the navigation forgets, is an error.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NEEDED = (
    *("mkdocs", "material", "mkdocstrings", "mkdocstrings_handlers"),
    *("mkdocs_static_i18n", "jieba"),
)


def install() -> None:
    """Install what builds the pages, if something of it is missing."""
    if all(find_spec(name) is not None for name in NEEDED):
        return
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet"]
    pip += ["--disable-pip-version-check"]
    subprocess.run([*pip, *project["dependency-groups"]["docs"]], check=True)


def main() -> int:
    install()
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean"]
    # An advertisement of the theme's authors for what comes after MkDocs.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [*build, *sys.argv[1:]]
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    if code == 0:
        print("The documentation is in site/index.html.")
    return code


if __name__ == "__main__":
    sys.exit(main())
