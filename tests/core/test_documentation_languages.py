"""The guide says the same in Chinese: page by page, and in the window's own words."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
CATALOGUES = ROOT / "assets" / "translations" / "zh"
ENGLISH = sorted(
    path
    for path in (DOCS / "index.md", *(DOCS / "guide").glob("*.md"))
    if not path.name.endswith(".zh.md")
)
CHINESE = sorted(DOCS.rglob("*.zh.md"))

# The lines of an example of a chapter that are read, not done.
WORDS = r"(?:title|summary|remember|text|do|question|choices|because|success) = "
# What speaks English in every language.
SHARED = {"command-line.png"}
IDEOGRAPH = "[一-鿿，。；：、“”（）]"


def chinese(page: Path) -> Path:
    return page.with_name(f"{page.stem}.zh.md")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def fences(text: str) -> list[str]:
    return re.findall(r"^```.*?^```$", text, re.DOTALL | re.MULTILINE)


def prose(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def commands(text: str) -> list[str]:
    """Return the indented lines of code, without what is said about them."""
    lines = re.findall(r"^    (\S.*)$|^ {8}(\S.*)$", prose(text), re.MULTILINE)
    return [re.sub(r"\s*#.*", "", first or second) for first, second in lines]


def pictures(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)


def shape(text: str) -> dict[str, object]:
    """Return what two languages of a page have in common."""
    words = prose(text)
    return {
        "headings": re.findall(r"^(#+) ", words, re.MULTILINE),
        "examples": [
            [line for line in fence.splitlines() if not re.match(WORDS, line)]
            for fence in fences(text)
        ],
        "commands": commands(text),
        "pictures": [name.replace(".zh.", ".") for name in pictures(words)],
        "rows": [line.count(" |") for line in words.splitlines() if line[:1] == "|"],
        "points": len(re.findall(r"^- ", words, re.MULTILINE)),
        "keys": sorted(set(re.findall(r"\bF\d+\b|Ctrl \+ (?:Shift \+ )?\S", words))),
    }


def targets(page: Path) -> set[Path]:
    """Return the pages that a page sends its reader to."""
    found = re.findall(r"\]\(([^)\s#]+\.md)[^)]*\)", prose(read(page)))
    return {(page.parent / link).resolve() for link in found if "://" not in link}


def is_translated(page: Path) -> bool:
    """Return whether a page, written or made of a lesson, is there in Chinese."""
    return page in ENGLISH or page.parent == DOCS / "lessons"


def names() -> set[str]:
    """Return the Chinese words of the window as they are seen."""
    texts = [
        text
        for file in CATALOGUES.glob("*.json")
        for text in json.loads(file.read_text(encoding="utf-8")).values()
    ]
    return {re.sub(r"\(&.\)|&", "", text).rstrip("… ▾") for text in texts}


NAMES = names()


def test_every_page_of_the_guide_is_there_in_both_languages() -> None:
    assert len(ENGLISH) > 30
    assert [chinese(page) for page in ENGLISH] == CHINESE


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.stem)
def test_both_languages_of_a_page_have_one_shape(page: Path) -> None:
    first, second = shape(read(page)), shape(read(chinese(page)))
    assert second == first


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.stem)
def test_what_is_typed_is_the_same_in_both_languages(page: Path) -> None:
    typed = set(re.findall(r"`([^`]+)`", prose(read(page)))) - {"learning rate 0.1"}
    text = read(chinese(page))
    assert [code for code in sorted(typed) if f"`{code}`" not in text] == []


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.stem)
def test_chinese_pages_lead_to_chinese_pages(page: Path) -> None:
    english = page.with_name(page.name.replace(".zh.md", ".md"))
    wanted = {chinese(one) if is_translated(one) else one for one in targets(english)}
    assert wanted <= targets(page)
    chosen = {one for one in targets(page) if not one.name.endswith(".zh.md")}
    assert [one.name for one in chosen if is_translated(one)] == []


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.stem)
def test_chinese_pages_show_the_window_in_chinese(page: Path) -> None:
    shown = {Path(name).name for name in pictures(read(page))} - SHARED
    assert [name for name in sorted(shown) if not name.endswith(".zh.png")] == []


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.stem)
def test_what_is_quoted_stands_in_the_window(page: Path) -> None:
    quoted = re.findall("“([^”]*)”", read(page))
    assert [name for name in quoted if name not in NAMES] == []


def test_the_guide_quotes_the_window() -> None:
    quoted = re.findall("“([^”]*)”", "".join(map(read, CHINESE)))
    assert len(set(quoted)) > 80


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.stem)
def test_a_paragraph_in_chinese_is_one_line(page: Path) -> None:
    """A browser puts a gap where a line ends, and Chinese has none between words."""
    assert re.findall(rf".{{4}}{IDEOGRAPH}\n(?=[^\W#|-])", prose(read(page))) == []


def test_the_page_on_lessons_speaks_chinese_in_its_example() -> None:
    (example,) = fences(read(DOCS / "guide" / "writing-lessons.zh.md"))
    said = [line for line in example.splitlines() if re.match(WORDS, line)]
    assert len(said) >= 9
    assert all(re.search(IDEOGRAPH, line) for line in said)
