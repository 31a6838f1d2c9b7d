"""What `make bundle` does: the program as a folder that needs no Python, tried out.

The folder is `dist/network-playground`. It holds `playground`, everything that it
stands on, and `install-desktop.sh`. `bundle.py --try` only tries the folder that is
there: with an empty environment, an empty home and no PATH, as on a strange machine.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGING = ROOT / "packaging"
BUNDLE = ROOT / "dist" / "network-playground"
INSIDE = BUNDLE / "_internal"
PROGRAM = BUNDLE / ("playground.exe" if sys.platform == "win32" else "playground")
MEGABYTE = 1_000_000

# Two large libraries come with the names of all their inner functions, 60 MB that only
# a debugger reads. The others are small, or were changed in a way that strip breaks.
STRIPPED = ("llvmlite/binding/libllvmlite.so", "_polars_runtime_32/*.so")

# Compiling the engine takes half a minute where nothing else runs.
PATIENCE = 600.0
TABLE = "a,b,kind\n" + "".join(f"{k},{-k},{'xy'[k % 2]}\n" for k in range(40))


def main() -> int:
    if "--try" not in sys.argv[1:]:
        install_pyinstaller()
        build()
        strip_libraries()
        add_files()
    if not PROGRAM.is_file():
        sys.exit("there is no bundle; `make bundle` builds it")
    with tempfile.TemporaryDirectory(prefix="bundle-") as home:
        try_out(Path(home))
    print(f"{BUNDLE.relative_to(ROOT)}: {size(BUNDLE) / MEGABYTE:,.0f} MB")
    return 0


def install_pyinstaller() -> None:
    """Install the group `bundle` of pyproject.toml if it is not there."""
    if find_spec("PyInstaller") is not None:
        return
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet"]
    pip += ["--disable-pip-version-check"]
    subprocess.run([*pip, *project["dependency-groups"]["bundle"]], check=True)


def build() -> None:
    """Let PyInstaller gather everything."""
    work = ROOT / "build" / "bundle"
    work.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN"]
    command += ["--distpath", str(BUNDLE.parent), "--workpath", str(work)]
    command += [str(PACKAGING / "network-playground.spec")]
    subprocess.run(command, check=True, cwd=work)


def strip_libraries() -> None:
    """Take the names of inner functions out of the largest libraries."""
    strip = shutil.which("strip")
    if strip is None or sys.platform == "win32":
        return
    option = "-x" if sys.platform == "darwin" else "--strip-unneeded"
    for pattern in STRIPPED:
        for library in INSIDE.glob(pattern):
            subprocess.run([strip, option, str(library)], check=True)


def add_files() -> None:
    """Add what is not the program's own: compiled sources, menu entry, licence."""
    # The folder may be read-only where it runs; then Python could not keep these.
    for package in ("playground", "ui"):
        compile_all = [sys.executable, "-m", "compileall", "-q"]
        compile_all += ["--invalidation-mode", "unchecked-hash"]
        compile_all += ["-s", str(INSIDE), str(INSIDE / package)]
        subprocess.run(compile_all, check=True)
    shutil.copy2(ROOT / "LICENSE", BUNDLE)
    if sys.platform.startswith("linux"):
        shutil.copytree(PACKAGING / "share", BUNDLE / "share", dirs_exist_ok=True)
        shutil.copy2(PACKAGING / "install-desktop.sh", BUNDLE)


def size(folder: Path) -> int:
    """Return the bytes of all files; links count nothing."""
    return sum(
        path.lstat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )


# ---- trying it out -------------------------------------------------------------------


def try_out(home: Path) -> None:
    """Use the program as a stranger would; end with a sentence if something fails."""
    with screen() as display:
        environment = strange_environment(home, display)
        if display:
            open_window(home, environment)
        run(home, environment, "doctor")
    weights = ("net.onnx", "net.npz", "net.py", "net.playground")
    exports = [word for name in weights for word in ("--export", name)]
    run(home, environment, "train", "--data", "iris", "--updates", "500", *exports)
    (home / "own.csv").write_text(TABLE, encoding="utf-8")
    run(home, environment, *("train", "--data", "own.csv", "--target", "kind"))
    run(home, environment, *("show", "net.playground"))
    rates = ("--vary", "learning_rate=0.1,0.3", "--updates", "50", "--workers", "2")
    run(home, environment, "sweep", *rates, "--out", "results")
    run(home, environment, "tour", "--out", "tour")
    for name in (*weights, "tour/window.png"):
        if not (home / name).stat().st_size:
            sys.exit(f"{name} is empty")


def strange_environment(home: Path, display: str) -> dict[str, str]:
    """Return the variables of a machine that knows neither Python nor this program."""
    if sys.platform == "win32":
        kept = ("SYSTEMROOT", "TEMP", "TMP")
        return {name: os.environ[name] for name in kept if name in os.environ}
    environment = {"HOME": str(home), "TMPDIR": str(home)}
    return {**environment, "DISPLAY": display} if display else environment


def run(home: Path, environment: dict[str, str], *arguments: str) -> None:
    """Run one command of the program, which must go well."""
    began = time.monotonic()
    done = subprocess.run(
        [str(PROGRAM), *arguments],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    said = f"playground {' '.join(arguments)}"
    if done.returncode != 0:
        sys.exit(f"{said}\nended with {done.returncode}\n{done.stdout}{done.stderr}")
    print(f"{time.monotonic() - began:6.1f} s  {said}")


def open_window(home: Path, environment: dict[str, str]) -> None:
    """Open the window, wait until it has compiled its engine, and close it.

    The engine is compiled by a child of the window, so this shows that both start.
    """
    began = time.monotonic()
    cache = home / ".cache" / "network-playground"
    with subprocess.Popen(
        [str(PROGRAM)],
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as window:
        while not list(cache.glob("kernels-*/complete")):
            is_late = time.monotonic() - began > PATIENCE
            if is_late or window.poll() is not None:
                window.kill()
                said, _ = window.communicate()
                why = "did not compile" if is_late else "ended by itself"
                sys.exit(f"the window {why}\n{said}")
            time.sleep(0.1)
        window.send_signal(signal.SIGINT)
        said, _ = window.communicate(timeout=PATIENCE)
    if window.returncode != 0 or re.search("Traceback|Error", said):
        sys.exit(f"the window ended with {window.returncode}\n{said}")
    print(f"{time.monotonic() - began:6.1f} s  playground: opened, compiled, closed")


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """Give the name of an X display: the one that is there, or one of our own.

    "" where there is none and none can be made; the window is then not opened.
    """
    if not sys.platform.startswith("linux"):
        yield ""
        return
    if os.environ.get("DISPLAY"):
        yield os.environ["DISPLAY"]
        return
    if shutil.which("Xvfb") is None:
        print("no display and no Xvfb here: the window is only tried in memory")
        yield ""
        return
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            yield f":{pipe.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
