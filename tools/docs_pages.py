"""Pages of the documentation that are written from other files of the repository.

MkDocs calls `on_files` (see mkdocs.yml). The chapters of the lessons become pages, and
the changelog is taken as it is, so that nothing is written twice.
"""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LESSONS = ROOT / "assets" / "lessons"

# The words around a chapter, in the languages that there are chapters in.
WORDS = {
    "en": {
        "folder": "lessons/",
        "expect": "What do you expect?",
        "answer": "The answer",
        "do": "Do",
        "done": "Then",
        "remember": "Remember",
    },
    "zh": {
        "folder": "lessons/zh/",
        "expect": "你预计会怎样？",
        "answer": "答案",
        "do": "动手",
        "done": "之后",
        "remember": "记住",
    },
}
INDEX = """# Lessons

Ten chapters, to be done in the window (F1) and to be read here. In the window each step
prepares its experiment, asks first, and sees by itself when you have done it.

"""


def pages() -> dict[str, str]:
    """Return the text of every page that is made here, by its place in the site."""
    made = {"changelog.md": (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")}
    index = [INDEX]
    for language, words in WORDS.items():
        for file in sorted((LESSONS / language).glob("*.toml")):
            chapter = tomllib.loads(file.read_text(encoding="utf-8"))
            made[f"{words['folder']}{file.stem}.md"] = chapter_page(chapter, words)
            if language == "en":
                title, summary = plain(chapter["title"]), plain(chapter["summary"])
                index.append(f"- [{title}]({file.stem}.md): {summary}\n")
    made["lessons/index.md"] = "".join(index)
    return made


def chapter_page(chapter: dict[str, Any], words: dict[str, str]) -> str:
    """Return a chapter as Markdown: steps with what to expect, to do, to remember."""
    lines = [f"# {plain(chapter['title'])}", plain(chapter["summary"])]
    for number, step in enumerate(chapter["steps"], start=1):
        lines += [f"## {number}. {plain(step['title'])}", plain(step["text"])]
        if "predict" in step:
            lines += prediction(step["predict"], words)
        if "do" in step:
            lines.append(f"**{words['do']}.** {plain(step['do'])}")
        if "check" in step:
            lines.append(f"**{words['done']}.** {plain(step['check']['success'])}")
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


def on_files(files: Any, config: Any) -> Any:
    """Add the pages; MkDocs calls this when it has found those in docs/."""
    from mkdocs.structure.files import File

    for place, text in pages().items():
        files.append(File.generated(config, place, content=text))
    return files
