"""Pictures and the table of the history, as the files that they become."""

import io
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import polars
import pytest
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.errors import ExportError
from playground.frame import Frame, Probe, take_frame
from tests.gui.opening import Opening
from ui import theme
from ui.canvas.landscape_view import Survey
from ui.history_table import history_table, save_history
from ui.main_window import MainWindow
from ui.panels.landscape_survey import PlaneWish, survey_job
from ui.picture_painters import PICTURES, Landscape, Subject
from ui.pictures import drawing_of, image_of, save_drawing

WAIT = 15_000


def trained(updates: int = 30, **options: object) -> pg.Run:
    chosen = {"data": "circles", "hidden": (3, 2), "samples": 60} | options
    settings = pg.Settings.build(engine=REFERENCE, **chosen)
    run = pg.Run(settings)
    run.advance(updates)
    return run


def subject_of(run: pg.Run) -> Subject:
    *_, survey = survey_job(PlaneWish("random"), run.params[None].copy(), 12)(run)
    assert isinstance(survey, Survey)
    frame = take_frame(run, Probe(30))
    return Subject(frame, landscape=Landscape(survey, run.params[None].copy(), None))


@pytest.fixture(scope="module")
def subject(qapp: object) -> Subject:
    return subject_of(trained())


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(image.constBits(), np.uint8)
    return raw.reshape(image.height(), image.width(), 4)[..., :3].astype(int)


@pytest.mark.parametrize("key", list(PICTURES))
def test_the_three_formats_show_the_same(
    subject: Subject, key: str, tmp_path: Path
) -> None:
    kind = PICTURES[key]
    for suffix in (".png", ".svg", ".pdf"):
        save_drawing(tmp_path / f"a{suffix}", drawing_of(kind, subject))
    picture = QImage(str(tmp_path / "a.png"))
    assert picture.size() == kind.size * 2
    # Most of a picture's points are not of one colour, and it lies on white.
    shown = pixels(picture)
    assert tuple(shown[2, 2]) == (255, 255, 255)
    assert (shown != 255).any(axis=2).mean() > 0.01
    drawing = QSvgRenderer(str(tmp_path / "a.svg"))
    assert drawing.isValid()
    assert drawing.viewBox().size() == kind.size
    texts = ElementTree.parse(tmp_path / "a.svg").getroot().itertext()
    assert "Circles, network 2-3-2-1, update 30, seed 0" in "".join(texts)
    page = (tmp_path / "a.pdf").read_bytes()
    assert page.startswith(b"%PDF-")
    assert page.count(b"/Type /Page\n") == 1


def test_a_picture_is_light_whatever_the_window_is(subject: Subject) -> None:
    theme.APPEARANCE.choose("dark")
    kind = PICTURES["network"]
    dark = image_of(drawing_of(kind, subject), theme.DARK)
    light = image_of(drawing_of(kind, subject))
    assert theme.current() is theme.DARK
    assert pixels(light)[2, 2].min() > 250
    assert pixels(dark)[2, 2].max() < 60


def test_the_pictures_follow_the_network(qapp: object) -> None:
    run = trained()
    before = {
        key: pixels(image_of(drawing_of(kind, subject_of(run))))
        for key, kind in kinds()
    }
    run.advance(40)
    for key, kind in kinds():
        assert (
            pixels(image_of(drawing_of(kind, subject_of(run)))) != before[key]
        ).any(), key


def kinds() -> list[tuple[str, object]]:
    return list(PICTURES.items())


@pytest.mark.parametrize(
    "options",
    [
        {"data": "sine", "hidden": (3,)},
        {"data": "blobs", "hidden": ()},
    ],
)
def test_other_data_have_pictures_too(qapp: object, options: dict[str, object]) -> None:
    frame = take_frame(trained(5, **options), Probe(20))
    for key in ("network", "decision", "loss"):
        assert not image_of(
            drawing_of(PICTURES[key], Subject(frame, batches=True))
        ).isNull()


def test_an_unknown_suffix_and_a_missing_folder_are_sentences(
    subject: Subject, tmp_path: Path
) -> None:
    kind = PICTURES["loss"]
    with pytest.raises(ExportError, match=r"\.png, \.svg, \.pdf"):
        save_drawing(tmp_path / "a.bmp", drawing_of(kind, subject))
    with pytest.raises(ExportError, match="does not exist"):
        save_drawing(tmp_path / "no" / "a.png", drawing_of(kind, subject))
    assert not list(tmp_path.iterdir())


# ---- the history ---------------------------------------------------------------------


def test_the_history_is_every_number_of_every_branch(tmp_path: Path) -> None:
    run = trained(12)
    run.seek(6)
    run.apply(pg.Settings.build(**{**as_options(run), "learning_rate": 0.5}))
    run.advance(3)
    frame = take_frame(run, Probe(10))
    lines = save_history(tmp_path / "h.csv", frame.timeline)
    save_history(tmp_path / "h.parquet", frame.timeline)
    read = polars.read_csv(tmp_path / "h.csv")
    assert read.equals(polars.read_parquet(tmp_path / "h.parquet"))
    assert len(read) == lines
    for branch in frame.timeline.branches:
        rows = read.filter(polars.col("branch") == branch.number)
        with_loss = rows.filter(polars.col("batch_loss_low").is_not_null())
        assert with_loss["batch_loss_low"].to_list() == branch.history.low.tolist()
        assert with_loss["update"].to_list() == [*range(1, branch.history.count + 1)]
        evaluated = rows.filter(polars.col("train_loss").is_not_null())
        assert evaluated["update"].to_list() == branch.history.updates.tolist()
        wanted = branch.history.column("train_loss").tolist()
        assert evaluated["train_loss"].to_list() == wanted


def as_options(run: pg.Run) -> dict[str, object]:
    return {
        name: getattr(run.settings, name)
        for name in ("data", "hidden", "samples", "engine", "loss")
    }


def test_a_history_without_a_number_is_an_empty_field(tmp_path: Path) -> None:
    frame = take_frame(trained(0), Probe(10))
    table = history_table(frame.timeline)
    assert table["update"].to_list() == [0]
    text = io.StringIO(table.write_csv())
    assert len(text.readlines()) == 2
    with pytest.raises(ExportError, match=r"\.csv, \.parquet"):
        save_history(tmp_path / "h.xls", frame.timeline)


# ---- in the window -------------------------------------------------------------------


@pytest.fixture
def opening() -> Opening:
    return Opening(trained(0).settings)


def frame_of(window: MainWindow) -> Frame:
    assert window.frame is not None
    return window.frame


def test_the_dialog_saves_what_it_shows(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "decision.svg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.actions_by_key["save_picture"].trigger()
    dialog = window.results.picture_dialog
    assert dialog is not None
    assert dialog.isVisible()
    # No landscape was looked at, so none can be saved.
    assert not dialog.which.buttons["landscape"].isEnabled()
    before = dialog.preview.pixmap().toImage()
    dialog.which.buttons["decision"].click()
    assert dialog.preview.pixmap().toImage() != before
    dialog.save_button.click()
    assert QSvgRenderer(str(target)).viewBox().size() == PICTURES["decision"].size
    assert str(target) in window.messages.label.text()
    assert not dialog.isVisible()


def test_a_landscape_that_was_seen_can_be_saved(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.center.show_page(window.landscape)
    qtbot.waitUntil(lambda: window.landscape.view.survey is not None, timeout=WAIT)
    window.results.save_picture()
    dialog = window.results.picture_dialog
    assert dialog is not None
    dialog.which.buttons["landscape"].click()
    assert dialog.shown == "landscape"
    assert not dialog.preview.pixmap().isNull()


def test_the_window_saves_the_history(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "history.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.actions_by_key["save_history"].trigger()
    assert target.read_text().startswith("branch,name,update,batch_loss_low")
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "h.csv"), "")
    )
    window.actions_by_key["save_history"].trigger()
    assert "does not exist" in window.messages.label.text()
