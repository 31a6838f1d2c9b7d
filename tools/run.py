"""What `make run` does: open the window, or the tour where there is no screen."""

import os
import subprocess
import sys

PROGRAM = [sys.executable, "-m", "ui"]


def has_display() -> bool:
    """Tell whether a window can be opened here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


if __name__ == "__main__":
    if has_display():
        sys.exit(subprocess.run(PROGRAM, check=False).returncode)
    print("No display here, so a scripted tour runs instead; its pictures go to out/.")
    sys.exit(subprocess.run([*PROGRAM, "tour", "--out", "out"], check=False).returncode)
