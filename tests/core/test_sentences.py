"""Every sentence of the core that a person can read has its Chinese."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import playground
from ui.resources import asset
from ui.sentences import PLACE, translated

ROOT = Path(playground.__file__).parent
# What these files write are programs, tables of numbers or questions to a data base.
NO_SENTENCES = (
    *("engines/kernels/", "exporters/numpy_script.py", "exporters/torch_script.py"),
    *("exporters/sklearn_script.py", "exporters/onnx_graph.py"),
    *("exporters/weights_onnx.py", "experiment/fingerprint.py"),
    *("explaining/rendering.py", "explaining/symbols.py"),
)
# Not sentences: names of columns, of members of files and of what a file holds, of what
# only the command line prints.
NO_SENTENCE = re.compile(
    r"(SELECT|INSERT|CREATE|PRAGMA|BEGIN|DELETE|REPLACE) "
    r"|[a-z ]+ \(cm\)$|(malic acid|alcalinity of ash|total phenols|color intensity"
    r"|nonflavanoid phenols|OD280/OD315 of diluted wines)$"
    r"|(hidden layers|update rule|stands at|made with)$|\{0\} (bytes|updates), "
    r"|x\[i\], y\[k\]|module \{0\} has no attribute|\w+ \| None$|.*%s$"
)
# Scripts keep their own names in every language.
SCRIPTS = ("numpy_script.py", "torch_script.py", "sklearn_script.py")


def template(node: ast.AST) -> str | None:
    """Return a string with {0}, {1} … for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        parts = node.value.split("{}")
        return parts[0] + "".join(f"{{{i}}}{part}" for i, part in enumerate(parts[1:]))
    if not isinstance(node, ast.JoinedStr):
        return None
    words, count = "", 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            words += str(part.value)
        else:
            words += f"{{{count}}}"
            count += 1
    return words


def is_sentence(words: str) -> bool:
    plain = PLACE.sub("", words)
    is_long = len(re.findall(r"[A-Za-z]{2,}", plain)) > 1 and " " in words.strip()
    return is_long and not NO_SENTENCE.match(words)


def docstrings(tree: ast.AST) -> set[int]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, kinds) and isinstance(node.body[0], ast.Expr)
    }


def sentences(source: str) -> Iterator[str]:
    """Yield what a module may say: all its strings of more than one word."""
    tree = ast.parse(source)
    skipped = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        words = None if id(node) in skipped else template(node)
        if words is not None and is_sentence(words):
            yield words


# Keys of a lesson file, what the command line lists, and msgspec's words.
LESSON_WORDS = re.compile(
    r"(a|an|the|both|training|noise) [a-z ]+$|experiment: [a-z]+$"
    r"|(object|it) (contains|is missing|missing)$"
)


def all_sentences() -> list[tuple[str, str]]:
    found = []
    for path in sorted((ROOT.parent / "ui" / "lessons").glob("*.py")):
        for words in sentences(path.read_text("utf-8")):
            if not LESSON_WORDS.match(words) or " needs " in words:
                found.append((path.name, words))
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(NO_SENTENCES):
            found += [(name, words) for words in sentences(path.read_text("utf-8"))]
    return found


def known() -> dict[str, str]:
    file = asset("translations", "zh").joinpath("sentences.json")
    entries: dict[str, str] = json.loads(file.read_text("utf-8"))
    return entries


def test_every_sentence_of_the_core_is_translated() -> None:
    texts = known()
    missing = [pair for pair in all_sentences() if pair[1] not in texts]
    assert not missing, f"add these to assets/translations/zh/sentences.json: {missing}"


def test_the_sentences_are_found_at_all() -> None:
    found = {words for _, words in all_sentences()}
    assert len(found) > 250
    assert "{0} must be one of {1}, got {2}" in found
    assert list(sentences('"""A doc."""\nraise E(f"it has {n} red rows")')) == [
        "it has {0} red rows"
    ]


@pytest.mark.parametrize("english", sorted(known()))
def test_a_translation_fills_in_the_same(english: str) -> None:
    foreign = known()[english]
    assert foreign.strip()
    assert sorted(PLACE.findall(english)) == sorted(PLACE.findall(foreign))
    sample = PLACE.sub(lambda place: f"{7 + int(place[1])}", english)
    expected = PLACE.sub(lambda place: f"{7 + int(place[1])}", foreign)
    # Between a number and a Chinese sign there is a space.
    beside = r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff])"
    assert translated(sample, "zh") == re.sub(beside, " ", expected)


def test_a_sentence_within_a_sentence_is_translated_too() -> None:
    english = "/a b/c.csv cannot be read: there is no such file"
    assert translated(english, "zh") == "无法读取 /a b/c.csv：没有这个文件"
    english = "momentum must be at least 0 and at most 1, got 3.0"
    expected = "动量必须至少为 0 且至多为 1，而给出的是 3.0"
    assert translated(english, "zh") == expected


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "mine.toml: step 2 “A step”: text is empty",
            "mine.toml：第 2 步“A step”：text 是空的",
        ),
        (
            "mine.toml: step 1 “A”: experiment: speed must be one of 0, 1, 2, got 3",
            "mine.toml：第 1 步“A”：experiment：speed 必须是 0、1、2 之一，"
            "而给出的是 3",
        ),
        (
            "mine.toml: step 3: it contains unknown field `doo`, in check",
            "mine.toml：第 3 步：check 含有未知的字段 `doo`",
        ),
        ("mine.toml: title is empty", "mine.toml：title 是空的"),
        (
            "mine.toml: expected `str`, got `int`",
            "mine.toml：应为 `str`，而给出的是 `int`",
        ),
    ],
)
def test_what_is_wrong_with_a_lesson_is_translated(english: str, chinese: str) -> None:
    assert translated(english, "zh") == chinese


def test_what_nobody_knows_stays_english() -> None:
    assert translated("a sentence of nobody", "zh") == "a sentence of nobody"
    assert translated("it is empty", "en") == "it is empty"


def test_the_name_of_a_branch_is_translated_only_if_the_program_gave_it() -> None:
    assert translated("branch 3", "zh") == "分支 3"
    assert translated("branch of mine", "zh") == "branch of mine"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "experiment: speed must be one of 1, 2, got 7",
            "experiment：speed 必须是 1、2 之一，而给出的是 7",
        ),
        ("Momentum must be above 0, got -1", "Momentum 必须大于 0，而给出的是 -1"),
        ("momentum must be above 0, got -1", "动量必须大于 0，而给出的是 -1"),
        ("'x' must be above 0, got y", "'x' 必须大于 0，而给出的是 y"),
        ("房价 must be above 0, got y", "房价必须大于 0，而给出的是 y"),
        ("房价 is not an experiment: no", "房价不是一个实验：no"),
        ("x.csv is not an experiment: no", "x.csv 不是一个实验：no"),
    ],
)
def test_latin_and_chinese_words_have_a_space_between_them(english, chinese):
    assert translated(english, "zh") == chinese
