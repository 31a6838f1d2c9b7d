"""Pages of the documentation that are written from other files of the repository.

MkDocs calls `on_files` for each language (see mkdocs.yml). The chapters of the lessons
become pages, and the changelog is taken as it is, so that nothing is written twice.
"""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LESSONS = ROOT / "assets" / "lessons"

# The words around a chapter, in the languages that there are chapters in. Pages of the
# first language have plain names, `data.md`, those of the others `data.zh.md`.
WORDS = {
    "en": {
        "index": """# All chapters

Ten chapters, to be done in the window (F1) and to be read here. In the window each step
prepares its experiment, asks first, and sees by itself when you have done it.

""",
        "entry": "- [{title}]({page}): {summary}\n",
        "expect": "What do you expect?",
        "answer": "The answer",
        "do": "Do.",
        "done": "Then.",
        "remember": "Remember",
    },
    "zh": {
        "index": """# 所有章节

共十章，可以在窗口里做（F1），也可以在这里读。在窗口里，每一步都会准备好实验，先请你预测，\
做到了程序自己会看出来。

""",
        "entry": "- [{title}]({page})：{summary}\n",
        "expect": "你预计会怎样？",
        "answer": "答案",
        "do": "动手。",
        "done": "之后。",
        "remember": "记住",
    },
}
DEFAULT = next(iter(WORDS))


def pages() -> dict[str, str]:
    """Return the text of every page that is made here, by its place in docs/."""
    made = {"changelog.md": (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")}
    for language, words in WORDS.items():
        index = [words["index"]]
        for file in sorted((LESSONS / language).glob("*.toml")):
            chapter = tomllib.loads(file.read_text(encoding="utf-8"))
            place = localized(f"lessons/{file.stem}.md", language)
            made[place] = chapter_page(chapter, words)
            title, summary = plain(chapter["title"]), plain(chapter["summary"])
            page = Path(place).name
            entry = words["entry"].format(title=title, page=page, summary=summary)
            index.append(entry)
        made[localized("lessons/index.md", language)] = "".join(index)
    return made


def localized(place: str, language: str) -> str:
    """Return the place of a page's counterpart in a language."""
    if language == DEFAULT:
        return place
    return f"{place.removesuffix('.md')}.{language}.md"


def chapter_page(chapter: dict[str, Any], words: dict[str, str]) -> str:
    """Return a chapter as Markdown: steps with what to expect, to do, to remember."""
    lines = [f"# {plain(chapter['title'])}", plain(chapter["summary"])]
    for number, step in enumerate(chapter["steps"], start=1):
        lines += [f"## {number}. {plain(step['title'])}", plain(step["text"])]
        if "predict" in step:
            lines += prediction(step["predict"], words)
        if "do" in step:
            lines.append(f"**{words['do']}** {plain(step['do'])}")
        if "check" in step:
            lines.append(f"**{words['done']}** {plain(step['check']['success'])}")
        if "remember" in step:
            lines += note(words["remember"], step["remember"])
    lines += note(words["remember"], chapter["remember"])
    return "\n\n".join(lines) + "\n"


def prediction(asked: dict[str, Any], words: dict[str, str]) -> list[str]:
    """Return the question with its choices; the answer is folded away."""
    choices = [f"- {plain(choice)}" for choice in asked["choices"]]
    right = plain(asked["choices"][asked["answer"] - 1])
    return [
        f"**{words['expect']}** {plain(asked['question'])}",
        "\n".join(choices),
        f'??? question "{words["answer"]}"\n    **{right}** {plain(asked["because"])}',
    ]


def note(title: str, text: str) -> list[str]:
    return [f'!!! note "{title}"\n    {plain(text)}']


def plain(text: str) -> str:
    """Return words as Markdown that looks just like them."""
    for sign in "\\*_`<[":
        text = text.replace(sign, f"\\{sign}")
    return text


def made_file(config: Any, made: dict[str, str], place: str, language: str) -> Any:
    """Return the page at `place` as a file of the site in `language`.

    Where there is none in that language, it is the one in the first language.
    """
    from mkdocs.structure.files import File

    counterpart = localized(place, language)
    source = counterpart if counterpart in made else place
    file = File.generated(config, source, content=made[source])
    folder = "" if language == DEFAULT else f"{language}/"
    file.dest_uri = f"{folder}{place.removesuffix('.md')}.html"
    return file


def on_files(files: Any, config: Any) -> Any:
    """Add the pages of the language that is being built."""
    language = config.plugins["i18n"].current_language
    made = pages()
    counterparts = {
        localized(place, other) for place in made for other in WORDS if other != DEFAULT
    }
    for place in (place for place in made if place not in counterparts):
        # What the language switch of the page needs to know.
        alternates = {other: made_file(config, made, place, other) for other in WORDS}
        file = alternates[language]
        file.locale = file.locale_alternate_of = language
        file.alternates = alternates
        files.append(file)
    return files


# After the plugin i18n (-100), which knows files of docs/ only.
on_files.mkdocs_priority = -200
