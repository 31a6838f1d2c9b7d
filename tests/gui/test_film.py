"""Films: real files, read back with the library that reads films."""

import threading
from collections.abc import Iterator
from itertools import combinations, islice, pairwise
from pathlib import Path

import imageio.v2
import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.errors import ExportError
from playground.experiment import save
from playground.frame import Frame, Probe, take_frame
from ui import theme
from ui.app import create_window
from ui.dialogs.film import FilmDialog
from ui.film import on_ground, reason_of
from ui.film_encoder import Encoder, pixels_of_image
from ui.film_landscape import OVER_THE_PATH, FilmGround, film_ground
from ui.film_order import FilmOrder
from ui.film_picture import (
    HEADER,
    PANELS,
    areas,
    film_drawing,
    film_size,
    growing_losses,
)
from ui.film_walk import Allowance, NoMoment, film_job
from ui.main_window import MainWindow
from ui.panels.landscape_survey import NoPlane, PlaneWish
from ui.picture_painters import Subject
from ui.pictures import image_of
from ui.questions import Button, FileQuestions

WAIT = 30_000
UPDATES = 60


def settings() -> pg.Settings:
    return pg.Settings.build(data="circles", hidden=(3,), samples=40, engine=REFERENCE)


def run_of(updates: int) -> pg.Run:
    run = pg.Run(settings())
    run.advance(updates)
    return run


def order(path: Path, **changes: object) -> FilmOrder:
    usual = {
        "path": path,
        "first": 0,
        "last": UPDATES,
        "seconds": 0.5,
        "height": 120,
        "panels": ("decision",),
    }
    return FilmOrder(**{**usual, **changes})  # type: ignore[arg-type]


# ---- the moments ---------------------------------------------------------------------


def test_every_moment_has_the_bits_of_its_update() -> None:
    run = run_of(UPDATES)
    before = run.params.tobytes()
    wanted = [0, 7, 7, 31, UPDATES]
    work = film_job(wanted, Probe(8), Allowance())
    # Nobody takes them, so it would wait with the fifth.
    frames = [frame for frame in islice(work(run), 4) if isinstance(frame, Frame)]
    assert [frame.update for frame in frames] == wanted[:4]
    for frame in frames:
        assert frame.params.tobytes() == run_of(frame.update).params.tobytes()
    assert run.update == UPDATES
    assert run.params.tobytes() == before


def test_the_walker_waits_while_enough_is_under_way() -> None:
    allowance = Allowance()
    work = film_job([0, 1, 2, 3, 4, 5], Probe(4), allowance)(run_of(9))
    made = [next(work) for _ in range(4)]
    assert None not in made
    assert next(work) is None
    allowance.add(-1)
    frame = next(work)
    assert isinstance(frame, Frame)
    assert frame.update == 4


def test_an_update_that_is_gone_is_a_sentence() -> None:
    *_, last = film_job([0, 99], Probe(4), Allowance())(run_of(9))
    assert isinstance(last, NoMoment)
    assert "99" in last.sentence


def test_slow_films_repeat_updates_and_the_last_one_stays(tmp_path: Path) -> None:
    updates = order(tmp_path / "a.gif", last=3).updates()
    assert updates == sorted(updates)
    assert set(updates) == {0, 1, 2, 3}
    assert len(updates) == 10 + 20
    assert updates.count(3) > 20


def test_the_curve_grows_on_axes_that_stay() -> None:
    run = run_of(UPDATES)
    pictures = []
    for update in (10, 40):
        run.seek(update)
        subject = Subject(take_frame(run, Probe(4)))
        pictures.append(growing_losses(subject, UPDATES))
    first, second = pictures
    assert first.x_range == second.x_range
    assert first.y_range == second.y_range
    assert first.curves.updates[-1] <= 10 < second.curves.updates[-1] <= 40


def choices() -> Iterator[tuple[str, ...]]:
    for count in range(1, len(PANELS) + 1):
        yield from combinations(PANELS, count)


@pytest.mark.parametrize("panels", list(choices()), ids="-".join)
def test_all_panels_are_painted(qapp: object, panels: tuple[str, ...]) -> None:
    run = run_of(5)
    *_, ground = film_ground(5, PlaneWish("random"))(run)
    subject = Subject(take_frame(run, Probe(10)), is_fine=False)
    subject = on_ground(subject, ground, OVER_THE_PATH)
    image = image_of(film_drawing(subject, panels, 5), theme.LIGHT, 1.0)
    assert image.pixelColor(2, 2).name() == "#ffffff"
    places = areas(panels)
    assert tuple(places) == panels
    room = QRectF(QPointF(), QSizeF(film_size(panels))).adjusted(0, HEADER, 0, 0)
    for place in places.values():
        assert room.contains(place)
        assert not any(place.intersects(o) for o in places.values() if o != place)
        # Something is painted in each, and not of the colour of the ground alone.
        shown = pixels_of_image(image.copy(place.toRect()))
        assert (shown != 255).any(axis=2).mean() > 0.005


@pytest.fixture(scope="module")
def ground() -> FilmGround:
    *_, found = film_ground(40, PlaneWish("principal"))(run_of(UPDATES))
    assert isinstance(found, FilmGround)
    return found


def test_the_landscape_is_found_a_little_at_a_time() -> None:
    run = run_of(UPDATES)
    before = run.params.tobytes()
    *pieces, last = film_ground(40, PlaneWish("principal"))(run)
    assert len(pieces) > 3
    assert set(pieces) == {None}
    assert isinstance(last, FilmGround)
    assert last.survey.landscape.is_done
    assert last.survey.update == 40
    assert run.update == UPDATES
    assert run.params.tobytes() == before


def test_the_path_on_the_landscape_ends_at_the_picture(ground: FilmGround) -> None:
    trails = []
    for update in (0, 13, 40):
        frame = take_frame(run_of(update), Probe(4))
        trail = ground.landscape(frame, None).trail
        assert trail[-1].tobytes() == frame.params.tobytes()
        trails.append(trail)
    assert len(trails[0]) == 1
    # The longer path begins as the shorter one, so that it grows and does not jump.
    for shorter, longer in pairwise(trails):
        assert len(shorter) < len(longer)
        assert longer[: len(shorter)].tobytes() == shorter.tobytes()


def test_every_picture_lies_on_the_same_landscape(ground: FilmGround) -> None:
    early, late = (
        ground.landscape(take_frame(run_of(update), Probe(4)), None)
        for update in (3, 40)
    )
    assert early.survey is late.survey


def test_a_network_of_another_shape_has_no_path(ground: FilmGround) -> None:
    other = pg.Run(settings().replace(hidden=(5,)))
    other.advance(7)
    trail = ground.landscape(take_frame(other, Probe(4)), None).trail
    assert trail.shape == (1, len(other.params))


def test_a_film_job_finds_the_landscape_before_its_first_picture() -> None:
    work = film_job([0, 9], Probe(4), Allowance(), PlaneWish("principal"))(run_of(9))
    kinds = [type(answer) for answer in work if answer is not None]
    assert kinds == [FilmGround, Frame, Frame]


def test_where_there_is_no_landscape_a_sentence_says_why(qapp: object) -> None:
    *_, answer = film_ground(0, PlaneWish("principal"))(run_of(0))
    assert isinstance(answer, NoPlane)
    words = reason_of(answer)
    assert words.endswith(".")
    subject = Subject(take_frame(run_of(0), Probe(4)), is_fine=False)
    pictures = [
        image_of(film_drawing(subject, ("landscape",), 0, said), theme.LIGHT, 1.0)
        for said in ("", words)
    ]
    assert pictures[0] != pictures[1]
    *_, gone = film_ground(99, PlaneWish("principal"))(run_of(9))
    assert isinstance(gone, NoPlane)
    assert "99" in gone.sentence


# ---- in the window -------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    window = create_window(settings())
    window.resize(1280, 800)
    window.show()
    window.trainer.run_to(settings(), UPDATES)
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.update == UPDATES,
        timeout=WAIT,
    )
    yield window
    window.close()
    window.deleteLater()


def opened(window: MainWindow) -> FilmDialog:
    window.actions_by_key["make_film"].trigger()
    dialog = window.results.film_dialog
    assert dialog is not None
    for name, box in dialog.panels.items():
        box.setChecked(name == "decision")
    dialog.seconds.show_value(0.5)
    dialog.height_choice.shown = "120"
    return dialog


def test_a_name_of_no_film_gets_the_suffix_of_the_chosen_format(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen = (str(tmp_path / "good.pdf"), "WebM film (*.webm)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    dialog = opened(window)
    asked: list[str] = []
    answer = Button.Cancel

    def ask(questions: FileQuestions, sentence: str, buttons: Button) -> int:
        asked.append(sentence)
        return int(answer)

    monkeypatch.setattr(FileQuestions, "ask", ask)
    dialog.make_button.click()
    assert dialog.film is not None
    assert dialog.film.order.path == tmp_path / "good.pdf.webm"
    assert not asked
    dialog.cancel()
    # The desktop's dialog asked about good.pdf only.
    (tmp_path / "good.pdf.webm").write_bytes(b"an older film")
    dialog.make_button.click()
    assert dialog.film is None
    assert "good.pdf.webm exists already" in asked[0]
    answer = Button.Yes
    dialog.make_button.click()
    assert dialog.film is not None
    dialog.cancel()
    qtbot.waitUntil(lambda: not writing(), timeout=WAIT)


def writing() -> list[threading.Thread]:
    """Return the threads that write a film."""
    return [thread for thread in threading.enumerate() if thread.name == "film"]


# The library that reads films leaves pipes to its ffmpeg open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".webm"])
def test_a_film_is_made_beside_the_window(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
) -> None:
    target = tmp_path / f"film{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog = opened(window)
    assert not dialog.preview.pixmap().isNull()
    dialog.make_button.click()
    assert dialog.film is not None
    pictures = len(dialog.film.updates)
    qtbot.waitUntil(lambda: dialog.film is None, timeout=WAIT)
    assert dialog.standing.text() == f"The film is in {target}."
    # The window stands where it stood.
    assert window.frame is not None
    assert window.frame.update == UPDATES
    with imageio.v2.get_reader(target) as reader:
        shown = [np.asarray(picture) for picture in reader.iter_data()]
    if suffix == ".gif":
        # A picture that stays is one longer picture there.
        assert 5 <= len(shown) <= pictures
    else:
        assert len(shown) == pictures
    assert shown[0].shape[:2] == (120, 120)
    assert (shown[0].astype(int) - shown[-1]).any()
    assert [file.name for file in tmp_path.iterdir()] == [target.name]


def test_the_preview_shows_the_landscape_of_the_film(
    qtbot: QtBot, window: MainWindow
) -> None:
    dialog = opened(window)
    assert dialog.ground is None
    dialog.panels["landscape"].setChecked(True)
    qtbot.waitUntil(lambda: dialog.ground is not None, timeout=WAIT)
    assert isinstance(dialog.ground, FilmGround)
    assert dialog.ground.survey.update == UPDATES
    dialog.last.show_value(20)
    dialog.last.committed.emit(20)
    assert dialog.ground is None
    qtbot.waitUntil(lambda: dialog.ground is not None, timeout=WAIT)
    assert dialog.ground.survey.update == 20


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_film_shows_the_landscape_that_the_panel_was_asked_for(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "film.gif"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog = opened(window)
    window.landscape.chooser.kind.chosen.emit("random")
    dialog.panels["decision"].setChecked(False)
    dialog.panels["landscape"].setChecked(True)
    window.actions_by_key["make_film"].trigger()
    dialog.make_button.click()
    film = dialog.film
    assert film is not None
    assert film.order.plane == PlaneWish("random")
    qtbot.waitUntil(lambda: dialog.film is None, timeout=WAIT)
    assert isinstance(film.ground, FilmGround)
    assert film.ground.survey.update == UPDATES
    with imageio.v2.get_reader(target) as reader:
        shown = [np.asarray(picture) for picture in reader.iter_data()]
    # The path grows: pictures differ.
    assert (shown[0].astype(int) - shown[-1]).any()


def test_a_cancelled_film_leaves_nothing(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "film.mp4"
    target.write_bytes(b"an older film")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog = opened(window)
    dialog.seconds.show_value(120.0)
    dialog.make_button.click()
    assert dialog.make_button.text() == "Cancel"
    qtbot.waitUntil(lambda: dialog.bar.value() > 2, timeout=WAIT)
    dialog.make_button.click()
    assert dialog.film is None
    assert "cancelled" in dialog.standing.text()
    qtbot.waitUntil(lambda: not writing(), timeout=WAIT)
    assert target.read_bytes() == b"an older film"
    assert len(list(tmp_path.iterdir())) == 1
    # The next one can begin at once.
    dialog.seconds.show_value(0.5)
    dialog.make_button.click()
    qtbot.waitUntil(lambda: dialog.film is None, timeout=WAIT)
    assert target.stat().st_size > 500


def test_cancelling_does_not_wait_for_the_encoder(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "film.gif"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    drop, gate = Encoder.drop, threading.Event()

    def drop_late(encoder: Encoder) -> None:
        gate.wait()
        drop(encoder)

    monkeypatch.setattr(Encoder, "drop", drop_late)
    dialog = opened(window)
    dialog.seconds.show_value(120.0)
    dialog.make_button.click()
    # It would wait here for ever.
    dialog.cancel()
    assert dialog.film is None
    assert writing()
    gate.set()
    qtbot.waitUntil(lambda: not writing(), timeout=WAIT)
    assert not list(tmp_path.iterdir())


def test_closing_the_window_ends_the_film(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "film.webm"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog = opened(window)
    dialog.seconds.show_value(120.0)
    dialog.make_button.click()
    window.close()
    assert not target.exists()
    qtbot.waitUntil(lambda: not writing(), timeout=WAIT)


def test_opening_another_run_ends_the_film(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "film.gif"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    other = tmp_path / "other.playground"
    save(run_of(3), other)
    dialog = opened(window)
    dialog.seconds.show_value(120.0)
    dialog.make_button.click()
    window.trainer.open_experiment((other,), "file")
    qtbot.waitUntil(lambda: dialog.film is None, timeout=WAIT)
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: not writing(), timeout=WAIT)
    assert not target.exists()


def test_what_cannot_be_filmed_is_a_sentence(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ExportError, match=r"\.gif, \.mp4, \.webm"):
        order(tmp_path / "a.avi").check()
    dialog = opened(window)
    dialog.last.show_value(UPDATES + 1)
    dialog.make_button.click()
    assert "0 … 60" in dialog.standing.text()
    dialog.last.show_value(UPDATES)
    dialog.panels["decision"].setChecked(False)
    dialog.make_button.click()
    assert "at least one" in dialog.standing.text()
    dialog.panels["decision"].setChecked(True)
    missing = str(tmp_path / "no" / "film.mp4")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (missing, ""))
    dialog.make_button.click()
    assert "does not exist" in dialog.standing.text()
    assert dialog.film is None
