"""What `make setup` installs: packages into .venv, Qt's libraries where it may.

`setup.py packages` installs both packages and the development tools.
`setup.py system` installs what Qt's xcb plugin and the virtual screen need on Debian
and Ubuntu when it has the right to, and prints the one line to run when it has not.
`setup.py kernels` fills the cache of the compiled engine.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SYSTEM_PACKAGES = (
    *("libglib2.0-0", "libegl1", "libgl1", "libdbus-1-3", "libfontconfig1"),
    *("libxkbcommon0", "libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4"),
    *("libxcb-keysyms1", "libxcb-shape0", "xvfb", "xauth"),
)


def install_packages() -> None:
    """Install the project in editable form with the group of development tools."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    development = project["dependency-groups"]["dev"]
    pip = [sys.executable, "-m", "pip", "install", "--quiet"]
    pip += ["--disable-pip-version-check"]
    # pip before 25.1 knows no dependency groups, so the list is handed over here.
    subprocess.run([*pip, "--editable", str(ROOT), *development], check=True)


def missing_system_packages() -> list[str]:
    """Return the Debian packages that are not installed, [] on other systems."""
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        return []
    query = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n"],
        capture_output=True,
        text=True,
        check=False,
    )
    installed = {
        line.split()[0]
        for line in query.stdout.splitlines()
        if line.endswith(" installed")
    }
    # Debian 13 and Ubuntu 24.04 call this one libglib2.0-0t64.
    return [
        name
        for name in SYSTEM_PACKAGES
        if name not in installed and f"{name}t64" not in installed
    ]


def install_system_packages() -> None:
    """Install Qt's libraries as root or with a sudo that asks nothing, else say how."""
    missing = missing_system_packages()
    if not missing:
        return
    line = "apt-get install --yes --no-install-recommends " + " ".join(missing)
    prefix: list[str] | None = None
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        prefix = []
    elif shutil.which("sudo"):
        allowed = subprocess.run(
            ["sudo", "-n", "true"], capture_output=True, check=False
        )
        prefix = ["sudo", "-n"] if allowed.returncode == 0 else None
    if prefix is None:
        print(f"The window needs system libraries. Please run:\n  sudo {line}")
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, "apt-get", "update", "-qq"], check=False, env=environment)
    done = subprocess.run([*prefix, *line.split(), "-qq"], check=False, env=environment)
    if done.returncode != 0:
        print(f"Installing system libraries failed. Please run:\n  sudo {line}")


def fill_kernel_cache() -> None:
    """Compile the engine into the user's cache, so that the first start need not."""
    module = "playground.engines.compiled"
    done = subprocess.run([sys.executable, "-m", module], check=False)
    if done.returncode != 0:
        print("Compiling the engine failed; the NumPy engine will be used.")


STEPS = {
    "packages": install_packages,
    "system": install_system_packages,
    "kernels": fill_kernel_cache,
}

if __name__ == "__main__":
    STEPS[sys.argv[1]]()
