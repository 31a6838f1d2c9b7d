"""The wheel that is built from this folder starts in an environment of its own."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the hatchling that is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    done = subprocess.run(
        [*build, "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty environment; return the folder of its commands.

    The dependencies are 300 MB, so the environment borrows those of the tests.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    scheme = {"base": str(home), "platbase": str(home)}
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    commands = Path(sysconfig.get_path("scripts", "venv", scheme))
    own = sysconfig.get_path("purelib")
    # Lines of a .pth file are folders; an editable install in there stays inactive.
    (packages / "borrowed.pth").write_text(f"{own}\n", encoding="utf-8")
    python = commands / Path(sys.executable).name
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install"]
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    done = subprocess.run(
        # Or pip would find the editable install next door and leave it at that.
        [*pip, *options, "--ignore-installed", str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return commands


def run(
    installed: Path, folder: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run an installed command in a folder that knows nothing of the sources."""
    unwanted = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "DISPLAY", "WAYLAND_DISPLAY"}
    environment = {k: v for k, v in os.environ.items() if k not in unwanted}
    return subprocess.run(
        [str(installed / arguments[0]), *arguments[1:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_holds_both_packages_and_all_assets(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    places = {
        "data": "playground/_assets",
        "presets": "playground/_assets",
        "traps": "playground/_assets",
        "icons": "ui/_assets",
        "lessons": "ui/_assets",
        "translations": "ui/_assets",
    }
    assets = ROOT / "assets"
    for file in (path for path in assets.rglob("*") if path.is_file()):
        inside = file.relative_to(assets)
        assert f"{places[inside.parts[0]]}/{inside.as_posix()}" in names
    for package in ("playground", "ui"):
        for file in (ROOT / package).rglob("*.py"):
            assert file.relative_to(ROOT).as_posix() in names
    assert not [name for name in names if name.startswith(("tests/", "tools/"))]
    share = [name for name in names if ".data/data/share/" in name]
    assert {Path(name).suffix for name in share} == {".desktop", ".png", ".svg", ".xml"}


def test_runs_its_own_files(installed: Path, tmp_path: Path) -> None:
    code = "import playground, ui; print(playground.__file__, ui.__file__)"
    done = run(installed, tmp_path, Path(sys.executable).name, "-c", code)
    assert done.returncode == 0, done.stderr
    for path in done.stdout.split():
        assert Path(path).is_relative_to(installed.parent)


def test_doctor_is_content(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "playground", "doctor")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_window_opens_trains_and_is_drawn(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "playground", "tour", "--out", "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "window.png").stat().st_size > 10_000


def test_trains_on_the_data_it_carries(installed: Path, tmp_path: Path) -> None:
    done = run(
        installed,
        tmp_path,
        *("playground", "train", "--data", "iris", "--updates", "50"),
        *("--export", "iris.npz"),
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "iris.npz").is_file()
