"""The documentation names what is there: pages, pictures, panels, lessons."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import playground

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
READMES = (ROOT / "README.md", ROOT / "README.zh.md")
PAGES = sorted(DOCS.rglob("*.md"))
NAVIGATION = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]

# Parts of other panels, and the page that tells about them. A part whose name begins
# with its panel's name and "_" needs no line here.
PART_OF = {
    "center": "network",
    "data_pictures": "data",
    "feature_pictures": "features",
    "folding_row": "output",
    "formula_rows": "inspector",
    "paint_bar": "own-data",
    "slice_chooser": "output",
    "surface_balls": "surfaces",
    "surface_controls": "surfaces",
}

LARGEST_PICTURE = 150_000
LARGEST_FILM = 2_000_000


def tool(name: str) -> ModuleType:
    """Return a script of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MADE = tool("docs_pages").pages()


def navigated() -> list[str]:
    return re.findall(r"(?:- |: )(\S+\.md)$", NAVIGATION, re.MULTILINE)


def text_of(page: Path) -> str:
    """Return what a page says, without its blocks of code."""
    return re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def links(text: str) -> list[str]:
    """Return the targets of links and pictures that are files of ours."""
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    return [link.partition("#")[0] for link in found if "://" not in link]


def test_the_navigation_names_every_page_once() -> None:
    written = [page.relative_to(DOCS).as_posix() for page in PAGES]
    # A page in Chinese stands where its English counterpart is named.
    named = [page for page in (*written, *MADE) if not page.endswith(".zh.md")]
    assert sorted(navigated()) == sorted(named)


def test_no_link_leads_nowhere() -> None:
    there = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.*")}
    places = {(DOCS / name).resolve() for name in there | set(MADE)}
    lost = [
        f"{page.name}: {link}"
        for page in PAGES
        for link in links(text_of(page))
        if link and (page.parent / link).resolve() not in places
    ]
    lost += [
        f"{page.name}: {link}"
        for page in READMES
        for link in links(text_of(page))
        if link and not (page.parent / link).exists()
    ]
    assert lost == []


def test_every_panel_has_a_page() -> None:
    modules = [path.stem for path in (ROOT / "ui" / "panels").glob("[a-z]*.py")]
    panels = [
        name
        for name in modules
        if not any(name.startswith(f"{other}_") for other in modules)
        and name not in PART_OF
    ]
    assert len(panels) > 20
    missing = [
        name
        for name in {*panels, *PART_OF.values()}
        if f"guide/{name}.md" not in navigated()
    ]
    assert missing == []
    assert [name for name in PART_OF if name not in modules] == []


@pytest.mark.parametrize("name", sorted(playground.__all__))
def test_every_public_name_is_in_the_reference(name: str) -> None:
    pages = (DOCS / "reference").glob("*.md")
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    shown = re.findall(r"^::: (\S+)$", text, re.MULTILINE)
    value = getattr(playground, name)
    module = getattr(value, "__module__", "")
    assert f"`pg.{name}`" in text or {module, f"{module}.{name}"} & {*shown}


def test_every_lesson_has_a_page_in_both_languages() -> None:
    for language, ending in (("en", ".md"), ("zh", ".zh.md")):
        chapters = sorted((ROOT / "assets" / "lessons" / language).glob("*.toml"))
        assert len(chapters) >= 10
        for chapter in chapters:
            name = f"{chapter.stem}{ending}"
            assert MADE[f"lessons/{name}"].count("\n## ") >= 2, chapter
            assert f"]({name})" in MADE[f"lessons/index{ending}"]


def test_words_of_a_lesson_stay_what_they_are() -> None:
    plain = tool("docs_pages").plain
    assert plain("a_b * [c] < `d`") == r"a\_b \* \[c] \< \`d\`"


@pytest.mark.parametrize("page", sorted(DOCS.glob("guide/*.md")), ids=lambda p: p.stem)
def test_a_page_of_the_guide_shows_what_it_tells_about(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "](../images/" in text


def test_pictures_are_small_and_shown_somewhere() -> None:
    shown = "".join(page.read_text(encoding="utf-8") for page in (*PAGES, *READMES))
    for picture in sorted((DOCS / "images").iterdir()):
        assert f"images/{picture.name}" in shown, picture.name
        limit = LARGEST_FILM if picture.suffix == ".gif" else LARGEST_PICTURE
        assert picture.stat().st_size < limit, picture.name


def test_no_page_knows_the_machine_it_was_written_on() -> None:
    for page in (*PAGES, *READMES, ROOT / "mkdocs.yml", ROOT / "CHANGELOG.md"):
        text = page.read_text(encoding="utf-8")
        assert re.findall(r"/(?:home|root|Users|tmp|work)/\S*", text) == [], page


def test_both_readmes_tell_the_same_commands() -> None:
    first, second = (
        set(
            re.findall(
                r"^    ((?:make|pip|pipx|playground)\b[^#\n]*?)\s*(?:#.*)?$",
                page.read_text(encoding="utf-8"),
                re.MULTILINE,
            )
        )
        for page in READMES
    )
    assert first == second
    assert {"make run", "make bundle", "make docs", "pip install ."} <= first
