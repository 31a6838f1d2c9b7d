"""The report: one page that holds everything itself."""

import base64
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

import playground as pg
from playground.data import Samples
from playground.data.own import OwnData, register
from playground.engines import REFERENCE
from playground.frame import Probe, take_frame
from ui.app import create_window
from ui.labels import Language
from ui.numbers import format_loss
from ui.picture_painters import Subject
from ui.report_page import report_page

WAIT = 15_000
VOID = ("meta", "img")


class Page(HTMLParser):
    """What stands on a page; it must close what it opens."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.cells: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self.open or "th" in self.open:
            self.cells[-1] += data


@pytest.fixture
def run(qapp: object) -> pg.Run:
    settings = pg.Settings.build(
        data="circles", hidden=(3,), samples=60, seed=7, engine=REFERENCE
    )
    run = pg.Run(settings)
    run.advance(20)
    return run


def page_of(run: pg.Run) -> str:
    return report_page(Subject(take_frame(run, Probe(20))))


def test_it_needs_nothing_else(run: pg.Run) -> None:
    page = page_of(run)
    parsed = Page(page)
    assert not parsed.tags & {"script", "link", "iframe"}
    assert "http" not in page.split("<body>")[1].split("data:")[0]
    assert len(parsed.images) == 3
    for image in parsed.images:
        source = image["src"] or ""
        media, _, content = source.partition(";base64,")
        bytes_ = base64.b64decode(content)
        if media == "data:image/svg+xml":
            assert QSvgRenderer(QByteArray(bytes_)).isValid()
        else:
            assert media == "data:image/png"
            assert not QImage.fromData(bytes_).isNull()
        assert "update 20" in (image["alt"] or "")


def test_every_setting_and_the_results_are_in_it(run: pg.Run) -> None:
    cells = Page(page_of(run)).cells
    evaluation = run.evaluate()
    assert format_loss(evaluation.train_loss) in cells
    assert f"{100 * (evaluation.test_accuracy or 0):.1f} %" in cells
    assert cells[cells.index("data set") + 1] == "Circles"
    assert cells[cells.index("loss") + 1] == "Cross-entropy"
    assert cells[cells.index("activation") + 1] == "tanh"
    assert cells[cells.index("standardize") + 1] == "no"
    assert cells[cells.index("seed") + 1] == "7"
    assert cells[cells.index("hidden layers") + 1] == "3"
    assert cells[cells.index("samples") + 1] == "60"


def test_it_says_which_language_it_is_in(
    run: pg.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page_of(run).startswith('<!DOCTYPE html>\n<html lang="en">')
    monkeypatch.setattr(Language, "name", "zh")
    page = page_of(run)
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh">')
    assert "交叉熵" in Page(page).cells


def test_branches_are_named_in_its_language(
    run: pg.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.seek(10)
    run.apply(run.settings.replace(learning_rate=0.5))
    run.advance(1)
    assert "branch 2" in Page(page_of(run)).cells
    monkeypatch.setattr(Language, "name", "zh")
    cells = Page(page_of(run)).cells
    assert "分支 2" in cells
    assert not [cell for cell in cells if "branch" in cell or "start" in cell]


def test_own_data_are_called_by_their_name(qapp: object) -> None:
    rows = Samples(np.arange(24.0).reshape(12, 2), np.arange(12) % 2)
    key = register(OwnData("my <points>", ("a", "b"), ("no", "yes"), rows))
    settings = pg.Settings.build(data=key, hidden=(3,), engine=REFERENCE)
    page = page_of(pg.Run(settings))
    cells = Page(page).cells
    assert cells[cells.index("data set") + 1] == "my <points>"
    assert key not in page


def test_what_was_done_is_told_and_names_cannot_break_the_page(run: pg.Run) -> None:
    assert "What was done" not in page_of(run)
    run.apply(run.settings.replace(learning_rate=0.5))
    run.advance(5)
    run.set_bookmark("<script>alert(1)</script>")
    run.branch("a & b")
    page = page_of(run)
    cells = Page(page).cells
    assert "Changed: learning rate" in cells
    assert "Bookmark: <script>alert(1)</script>" in cells
    assert "a & b" in cells
    assert "<script" not in page


def test_the_window_writes_it(
    qtbot: QtBot, run: pg.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = create_window(run.settings)
    window.show()
    qtbot.waitUntil(lambda: window.has_pages, timeout=WAIT)
    target = tmp_path / "report.html"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "report"), "")
    )
    window.actions_by_key["save_report"].trigger()
    assert "Circles" in target.read_text(encoding="utf-8")
    assert str(target) in window.messages.label.text()
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "r.html"), "")
    )
    window.actions_by_key["save_report"].trigger()
    assert "does not exist" in window.messages.label.text()
    window.close()
    window.deleteLater()
