"""The menu entry, the file type, the icons, and the bundle where it was built."""

import configparser
import os
import shutil
import struct
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from playground.experiment import SUFFIX

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
SHARE = PACKAGING / "share"
ENTRY = SHARE / "applications" / "network-playground.desktop"
FILE_TYPE = SHARE / "mime" / "packages" / "network-playground.xml"
ICONS = SHARE / "icons" / "hicolor"
BUNDLE = ROOT / "dist" / "network-playground"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")


def read_entry(path: Path) -> dict[str, str]:
    reader = configparser.RawConfigParser(delimiters=("=",), strict=True)
    # Keys are case sensitive in these files.
    reader.optionxform = str  # type: ignore[assignment]
    reader.read(path, encoding="utf-8")
    assert reader.sections() == ["Desktop Entry"]
    return dict(reader["Desktop Entry"])


def test_the_menu_entry_has_what_the_standard_requires() -> None:
    entry = read_entry(ENTRY)
    assert entry["Type"] == "Application"
    assert entry["Name"] == "Network Playground"
    assert entry["Exec"].split() == ["playground", "%f"]
    assert entry["Exec"].split()[0] in PROJECT["project"]["scripts"]
    assert entry["Terminal"] == "false"
    # The window says so itself, or the desktop would show two icons.
    assert entry["StartupWMClass"] == ENTRY.stem
    for key in ("Categories", "Keywords", "Keywords[zh_CN]", "MimeType"):
        assert entry[key].endswith(";")


@pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="no validator here"
)
def test_the_menu_entry_is_valid() -> None:
    done = subprocess.run(
        ["desktop-file-validate", str(ENTRY)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_experiments_open_with_the_program() -> None:
    (file_type,) = ElementTree.parse(FILE_TYPE).getroot().findall(f"{MIME}mime-type")
    assert f"{file_type.get('type')};" == read_entry(ENTRY)["MimeType"]
    patterns = [glob.get("pattern") for glob in file_type.findall(f"{MIME}glob")]
    assert patterns == [f"*{SUFFIX}"]


def test_the_icon_is_there_in_every_size() -> None:
    name = read_entry(ENTRY)["Icon"]
    found = set()
    for path in ICONS.glob(f"*/apps/{name}.png"):
        head = path.read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        size = int(path.parents[1].name.split("x")[0])
        assert struct.unpack(">II", head[16:]) == (size, size)
        found.add(size)
    assert {16, 32, 48, 128, 256} <= found
    drawing = ROOT / "assets" / "icons" / f"{name}.svg"
    copy = ICONS / "scalable" / "apps" / f"{name}.svg"
    assert copy.read_bytes() == drawing.read_bytes()


def install(
    *arguments: str, script: Path, data: Path
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(script), *arguments],
        env={"PATH": os.environ["PATH"], "XDG_DATA_HOME": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )


@needs_shell
@pytest.mark.parametrize("folder", ["plain", "with a blank", 'all of "$`\\&|'])
def test_the_menu_entry_starts_the_program_that_was_named(
    tmp_path: Path, folder: str
) -> None:
    program = tmp_path / folder / "playground"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    data = tmp_path / "data"
    script = PACKAGING / "install-desktop.sh"
    done = install(str(program), script=script, data=data)
    assert done.returncode == 0, done.stderr
    entry = read_entry(data / "applications" / ENTRY.name)
    command = entry["Exec"]
    assert command.startswith('"')
    assert command.endswith('" %f')
    # Two layers, as the standard has it: the file's, then the quoted argument's.
    assert decoded(decoded(command[1:-4], "\\"), '"`$\\') == str(program)
    assert decoded(entry["TryExec"], "\\") == str(program)
    assert (data / "mime" / "packages" / FILE_TYPE.name).is_file()
    assert len(list(data.glob("icons/hicolor/*/apps/network-playground.*"))) > 5

    assert install("--remove", script=script, data=data).returncode == 0
    assert not list(data.rglob("network-playground.*"))


def decoded(text: str, special: str) -> str:
    """Take away the backslashes before special signs; no other may have one."""
    signs, letters = [], iter(text)
    for letter in letters:
        sign = next(letters) if letter == "\\" else letter
        assert letter != "\\" or sign in special
        signs.append(sign)
    return "".join(signs)


@needs_shell
def test_nothing_is_installed_for_a_program_that_is_not_there(tmp_path: Path) -> None:
    script = PACKAGING / "install-desktop.sh"
    missing = str(tmp_path / "playground")
    done = install(missing, script=script, data=tmp_path / "data")
    assert done.returncode == 2
    assert "is not a program" in done.stderr
    assert not (tmp_path / "data").exists()


def test_the_bundle_carries_the_assets_that_the_wheel_carries() -> None:
    forced = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    spec = (PACKAGING / "network-playground.spec").read_text(encoding="utf-8")
    places: dict[str, object] = {}
    lines = [line for line in spec.splitlines() if "_ASSETS = " in line]
    exec("\n".join(lines), places)
    packages = {"CORE_ASSETS": "playground", "WINDOW_ASSETS": "ui"}
    bundled = {
        f"assets/{name}": f"{package}/_assets/{name}"
        for variable, package in packages.items()
        for name in list(places[variable])  # type: ignore[call-overload]
    }
    assert bundled == forced


def test_the_citation_names_this_program() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    from playground import __version__

    assert "cff-version: 1.2.0" in text
    assert f"\nversion: {__version__}\n" in text
    assert f"\nlicense: {PROJECT['project']['license']}\n" in text


@pytest.mark.slow
@pytest.mark.skipif(not BUNDLE.is_dir(), reason="`make bundle` was not run")
def test_the_bundle_starts_where_there_is_no_python() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "bundle.py"), "--try"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "playground doctor" in done.stdout
