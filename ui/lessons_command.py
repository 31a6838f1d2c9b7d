"""The commands `playground lessons list` and `playground lessons check FILE…`."""

from pathlib import Path
from typing import Annotated

import typer

from ui.terminal import FAILURE, complain, failures, say

lessons = typer.Typer(
    help="The chapters of the course, and a check for chapters of your own.",
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
)


@lessons.command("list")
def list_chapters(
    language: Annotated[
        str, typer.Option(help="The language of the titles.", metavar="NAME")
    ] = "en",
) -> None:
    """Name every chapter that ships with the program."""
    with failures():
        from ui.lessons.reading import chapters

        lines = [
            f"{key}: {chapter.title} ({len(chapter.steps)} steps)"
            for key, chapter in chapters(language).items()
        ]
        say("\n".join(lines))


@lessons.command("check")
def check(
    files: Annotated[
        list[Path], typer.Argument(help="Chapters, as TOML files.", metavar="FILE…")
    ],
) -> None:
    """Say everything that is wrong with a chapter; do its experiments, too."""
    with failures():
        from ui.lessons.validation import mistakes_in

        found = False
        for file in files:
            sentences = mistakes_in(file)
            for sentence in sentences:
                complain(sentence)
            if not sentences:
                say(f"{file.name} is a good chapter.")
            found = found or bool(sentences)
        if found:
            raise typer.Exit(FAILURE)
