"""What `make screenshots` does: the pictures of the guide, from the real window.

Every scene prepares the window as its page tells it and is saved in docs/images/. Give
names to take only some: `make screenshots ARGS="race traps"`. The film `tour` is that
of the README. `--language zh` takes those of the guide in Chinese: race.zh.png ….
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
sys.path.insert(0, str(ROOT))

from playground.engines.cache import cache_home  # noqa: E402


def prepare_home(home: Path) -> None:
    """Begin with an empty home, so that no choice of a person's is in the pictures."""
    kept = cache_home().parent
    os.environ.update(
        HOME=str(home), XDG_CONFIG_HOME=str(home / "config"), XDG_CACHE_HOME=str(kept)
    )
    os.environ["XDG_DATA_HOME"] = str(home / "data")
    if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


HOME = tempfile.TemporaryDirectory(prefix="screenshots-")
prepare_home(Path(HOME.name))

from PIL import Image  # noqa: E402
from PySide6.QtCore import QPoint, QRect, Qt  # noqa: E402
from PySide6.QtGui import QImage  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea, QWidget  # noqa: E402

from playground import Settings  # noqa: E402
from playground.presets import presets  # noqa: E402
from playground.traps import traps as all_traps  # noqa: E402
from tools.paper import page_picture, terminal_picture  # noqa: E402
from ui.application import create_application  # noqa: E402
from ui.canvas.diagram_selection import Selection  # noqa: E402
from ui.guidance import SEEN, SEEN_KEY  # noqa: E402
from ui.labels import DEFAULT_LANGUAGE, languages, text  # noqa: E402
from ui.picture_painters import subject_of_window  # noqa: E402
from ui.preferences import Preferences  # noqa: E402
from ui.report_page import report_page  # noqa: E402

if TYPE_CHECKING:
    from ui.main_window import MainWindow

PATIENCE = 120.0
# A picture is at most so wide; larger ones are made smaller.
WIDEST = 1440
MOST_BYTES = 150_000

REPORT_HEIGHT = 1300
COMMANDS = (
    "playground train --data iris --hidden 8 --optimizer adam --epochs 20",
    "playground lessons list",
)

FILM_SIZE = (880, 550)
NO_DITHER = Image.Dither.NONE
FILM_TOTAL = 2_000_000


class Studio:
    """The window, and what a scene does with it."""

    def __init__(self, language: str) -> None:
        self.ending = "" if language == DEFAULT_LANGUAGE else f".{language}"
        self.application = create_application()
        preferences = Preferences()
        for key, value in (
            ("language", language),
            ("theme", "light"),
            (SEEN_KEY, SEEN),
        ):
            preferences.set_text(key, value)
        from ui.app import create_window

        self.window: MainWindow = create_window(presets()["spiral"].settings)
        self.window.resize(1440, 900)
        self.window.show()
        self.wait(lambda: self.window.has_pages and self.window.frame is not None)
        compiled = text("names.engine.compiled")
        self.wait(lambda: compiled in self.window.status_line.engine.text())

    def wait(self, is_done: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Let the window work until something is so."""
        deadline = time.monotonic() + seconds
        while not is_done():
            if time.monotonic() > deadline:
                sys.exit("the window did not become ready for a picture")
            QApplication.processEvents()
            time.sleep(0.005)

    def settle(self, seconds: float = 0.7) -> None:
        """Let everything be drawn that was asked for."""
        begun = time.monotonic()
        self.wait(lambda: time.monotonic() > begun + seconds)

    @property
    def update(self) -> int:
        return 0 if self.window.frame is None else self.window.frame.update

    def begin(self, settings: Settings) -> None:
        """Start a run anew, from the network's page."""
        window = self.window
        if window.trainer.playing:
            window.trainer.pause()
        window.messages.hide()
        window.network.stages.leave()
        window.inspector.show_sample(None)
        window.network.view.select(None)
        window.center.show_page(window.network)
        window.store.replace_all(settings, "screenshot")
        window.trainer.apply(settings, restart=True)
        self.settle()

    def train(self, updates: int) -> None:
        """Train to about an update, so fast that it takes two seconds."""
        window = self.window
        window.trainer.play(max(30.0, updates / 2))
        self.wait(lambda: self.update >= updates)
        window.trainer.pause()
        self.settle()

    def preset(self, key: str, updates: int) -> None:
        self.begin(presets()[key].settings)
        self.train(updates)

    def page(self, name: str) -> QWidget:
        """Bring the page behind a tab to the front."""
        panel: QWidget = getattr(self.window, name)
        self.window.center.show_page(panel)
        self.settle()
        return panel

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window, key)

    def shoot(self, name: str, *widgets: QWidget) -> None:
        """Save the part of the window that holds some widgets, or a dialog."""
        for area in self.window.findChildren(QScrollArea):
            if area.isAncestorOf(widgets[0]):
                area.ensureWidgetVisible(widgets[0])
        self.settle(0.3)
        self.save(union(*widgets), name)

    def save(self, image: QImage, name: str) -> None:
        """Keep a picture under the name that it has in this language."""
        save(image, f"{name}{self.ending}")


def union(*widgets: QWidget) -> QImage:
    """Return a picture of a window, or of the part of it that holds all widgets."""
    if widgets[0].isWindow():
        return widgets[0].grab().toImage()
    window = widgets[0].window()
    area = QRect()
    for widget in widgets:
        area |= widget.rect().translated(widget.mapTo(window, QPoint()))
    # From the window: a panel alone has no background of its own.
    return window.grab(area.adjusted(-6, -6, 6, 6)).toImage()


def as_pillow(image: QImage) -> Image.Image:
    image = image.convertToFormat(QImage.Format.Format_RGBX8888)
    size = (image.width(), image.height())
    return Image.frombytes("RGBX", size, bytes(image.constBits())).convert("RGB")


def with_few_colors(picture: Image.Image, count: int) -> Image.Image:
    """Return a picture whose grounds keep their colours to the last bit.

    Half of the palette are the commonest colours themselves; the other half is the
    octree's, which keeps colours that only a few thin lines have.
    """
    counted = picture.getcolors(picture.width * picture.height) or []
    common = [color for _, color in sorted(counted, reverse=True)[: count // 2]]
    rest = picture.quantize(
        count - len(common), Image.Quantize.FASTOCTREE, dither=NO_DITHER
    )
    palette = Image.new("P", (1, 1))
    flat = [value for color in common for value in color] + (rest.getpalette() or [])
    palette.putpalette(flat[: 3 * count])
    return picture.quantize(palette=palette, dither=NO_DITHER)


def save(image: QImage, name: str) -> None:
    """Write a picture small enough to be kept in the repository."""
    picture = as_pillow(image)
    if picture.width > WIDEST:
        height = round(picture.height * WIDEST / picture.width)
        picture = picture.resize((WIDEST, height), Image.Resampling.LANCZOS)
    path = IMAGES / f"{name}.png"
    for colors in (256, 128, 64, 32):
        with_few_colors(picture, colors).save(path, optimize=True)
        if path.stat().st_size < MOST_BYTES:
            break
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")


# ---- scenes --------------------------------------------------------------------------


def whole_window(studio: Studio) -> None:
    window = studio.window
    studio.train(6000)
    studio.shoot("window-light", window)
    window.comfort.choose("theme", "dark")
    studio.settle()
    studio.shoot("window-dark", window)
    window.comfort.choose("theme", "light")
    studio.settle()


def always_there(studio: Studio) -> None:
    """Take the panels that are always seen, of one and the same run."""
    window = studio.window
    studio.train(3000)
    studio.shoot("transport", window.transport)
    studio.shoot("training", window.training)
    studio.shoot("data", window.data)
    studio.shoot("features", window.features)
    studio.shoot("model", window.model)
    studio.shoot("stepping", window.stepping)
    studio.shoot("network", window.center)
    studio.shoot("output", window.output)
    studio.shoot("curves", window.curves)


def timeline(studio: Studio) -> None:
    window = studio.window
    studio.preset("moons", 1200)
    window.trainer.seek(500)
    studio.wait(lambda: studio.update == 500)
    window.store.edit({"learning_rate": 0.3})
    studio.settle()
    studio.train(1500)
    studio.shoot("timeline", window.timeline)


def own_data(studio: Studio) -> None:
    window = studio.window
    table = Path(HOME.name) / "flowers.csv"
    rows = (ROOT / "assets" / "data" / "iris.csv").read_text(encoding="utf-8")
    table.write_text(rows, encoding="utf-8")
    window.incoming.open_table(table)
    studio.settle(2.0)
    dialog = window.incoming.table_dialog
    if dialog is None:
        sys.exit("the table was not opened")
    studio.shoot("own-data", dialog)
    dialog.reject()
    studio.settle()


def painting(studio: Studio) -> None:
    window = studio.window
    studio.preset("circles", 500)
    output = window.output
    output.paint_toggle.setChecked(True)
    studio.settle()
    output.paint_bar.choose_label(1)
    picture = output.view
    middle = picture.rect().center()
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=middle)
    for step in range(60):
        QTest.mouseMove(picture, middle + QPoint(step // 2, 2 * (step % 30) - 30))
        studio.settle(0.01)
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=middle)
    studio.settle()
    studio.train(800)
    studio.shoot("painting", output)
    output.paint_toggle.setChecked(False)


def stages(studio: Studio) -> None:
    window = studio.window
    studio.preset("lesson_2_3_3_1", 40)
    panel = window.network.stages
    window.actions_by_key["look_inside"].trigger()
    studio.wait(lambda: panel.is_on and bool(panel.mode.stages))
    for _ in range(5):
        panel.step_on()
        studio.settle(0.2)
    studio.settle(2.0)
    studio.shoot("stages", window.center)
    panel.go_to(1)
    panel.options.matrix.setChecked(True)
    studio.settle(2.0)
    studio.shoot("matrix", window.center)


def inspector(studio: Studio) -> None:
    window = studio.window
    studio.preset("lesson_2_3_3_1", 200)
    window.network.view.select(Selection("weight", 2, 1, 0))
    window.inspector.select(Selection("weight", 2, 1, 0))
    studio.settle(3.0)
    studio.shoot("inspector", window.center)


def sample(studio: Studio) -> None:
    window = studio.window
    studio.preset("moons", 300)
    window.actions_by_key["mark_worst"].trigger()
    window.inspector.show_sample(3)
    studio.settle(3.0)
    studio.shoot("sample", window.center, window.output)


def race(studio: Studio) -> None:
    window = studio.window
    studio.begin(presets()["moons"].settings)
    studio.page("race")
    window.race.controls.four.click()
    studio.settle(4.0)
    if window.race.playing:
        window.race.toggle_play()
    studio.settle()
    studio.shoot("race", window.center)


def why(studio: Studio) -> None:
    """Take the pages that say why an optimizer does what it does."""
    studio.begin(presets()["moons"].settings)
    studio.train(150)
    for name in ("noise", "momentum", "cost"):
        studio.page(name)
        studio.settle(2.0)
        studio.shoot(name, studio.window.center)
    studio.window.center.show_page(studio.window.network)
    studio.train(400)
    panel = studio.window.landscape
    studio.page("landscape")
    panel.chooser.kind.buttons["principal"].click()
    studio.settle(4.0)
    studio.shoot("landscape", studio.window.center)


def surfaces(studio: Studio) -> None:
    panel = studio.window.surfaces
    studio.page("surfaces")
    panel.choose_surface("ravine")
    studio.settle()
    panel.set_playing(True)
    studio.settle(4.0)
    panel.set_playing(False)
    studio.settle()
    studio.shoot("surfaces", studio.window.center)


def traps(studio: Studio) -> None:
    window = studio.window
    studio.page("traps")
    window.traps.cards["saddle"].open.click()
    studio.settle(1.5)
    studio.train(all_traps()["saddle"].updates)
    window.traps.look()
    studio.settle(3.0)
    studio.shoot("traps", window.center)


def sweep(studio: Studio) -> None:
    window = studio.window
    studio.begin(presets()["circles"].settings)
    studio.page("sweep")
    window.sweep.start()
    studio.wait(lambda: not window.sweep.sweep.is_running, 300.0)
    studio.settle()
    studio.shoot("sweep", window.center)


def lessons(studio: Studio) -> None:
    window = studio.window
    studio.begin(presets()["circles"].settings)
    window.actions_by_key["lessons"].trigger()
    studio.settle()
    key = next(key for key in window.lessons.chapters() if "03" in key)
    window.lessons.walk.begin(key, 0)
    studio.settle(1.5)
    studio.train(60)
    studio.shoot("lessons", window)
    window.lessons.close()
    studio.settle()


def own_lesson(studio: Studio) -> None:
    """Open the chapter that the page on writing lessons prints."""
    window = studio.window
    place = ROOT / "docs" / "guide" / f"writing-lessons{studio.ending}.md"
    page = place.read_text("utf-8")
    found = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    if found is None:
        sys.exit("the page on lessons has no example")
    path = Path(HOME.name) / "my_chapter.toml"
    path.write_text(found[1], "utf-8")
    window.lessons.open_file(path)
    studio.settle()
    panel = window.lessons.ensure_panel()
    window.lessons.enter(next(key for key in panel.list.buttons if "my_chapter" in key))
    studio.settle(1.5)
    panel.page.prediction.buttons[0].click()
    studio.settle(1.0)
    studio.shoot("writing-lessons", window)


def written(studio: Studio) -> None:
    """Take what the program writes: a report, and lines in a terminal."""
    window = studio.window
    studio.preset("spiral", 3000)
    assert window.frame is not None
    page = report_page(subject_of_window(window, window.frame))
    studio.save(page_picture(page, REPORT_HEIGHT), "report")
    if not studio.ending:
        save(terminal_picture(*COMMANDS), "command-line")


def dialogs(studio: Studio) -> None:
    window = studio.window
    studio.preset("spiral", 2000)
    window.results.make_film()
    studio.settle(1.0)
    film = window.results.film_dialog
    if film is not None:
        film.panels["landscape"].setChecked(True)
        studio.wait(lambda: film.ground is not None)
        studio.settle()
        studio.shoot("film", film)
        film.close()
    menu = window.menuBar().actions()[0].menu()
    if isinstance(menu, QMenu):
        menu.popup(window.mapToGlobal(QPoint(0, 30)))
        studio.settle()
        studio.shoot("files", menu)
        menu.hide()
    window.comfort.show_preferences()
    studio.settle()
    for dialog in QApplication.topLevelWidgets():
        if dialog.isVisible() and dialog is not window:
            studio.shoot("preferences", dialog)
            dialog.close()


# ---- the film ------------------------------------------------------------------------


def tour(studio: Studio) -> None:
    """Film what one does first: train, look inside, race."""
    window = studio.window
    frames: list[tuple[Image.Image, int]] = []

    def take(milliseconds: int) -> None:
        small = as_pillow(window.grab().toImage())
        frames.append((small.resize(FILM_SIZE, Image.Resampling.LANCZOS), milliseconds))

    take(900)
    for speed, pictures in ((30.0, 4), (300.0, 5), (2000.0, 7)):
        window.trainer.play(speed)
        for _ in range(pictures):
            studio.settle(0.45)
            take(240)
    window.trainer.pause()
    studio.settle()
    take(1200)
    studio.preset("lesson_2_3_3_1", 40)
    panel = window.network.stages
    window.actions_by_key["look_inside"].trigger()
    studio.wait(lambda: panel.is_on and bool(panel.mode.stages))
    for _ in range(8):
        studio.settle(0.4)
        take(900)
        panel.step_on()
    panel.leave()
    studio.begin(presets()["moons"].settings)
    studio.page("race")
    window.race.controls.four.click()
    studio.settle(0.3)
    for _ in range(12):
        studio.settle(0.25)
        take(260)
    frames[-1] = (frames[-1][0], 2000)
    if window.race.playing:
        window.race.toggle_play()
    write_film(frames, IMAGES / "tour.gif")


def write_film(frames: list[tuple[Image.Image, int]], path: Path) -> None:
    """Write a GIF with few colours, fewer until it is small enough."""
    for colors in (128, 96, 64, 48):
        pictures = [
            picture.quantize(colors, Image.Quantize.FASTOCTREE, dither=NO_DITHER)
            for picture, _ in frames
        ]
        pictures[0].save(
            path,
            save_all=True,
            append_images=pictures[1:],
            duration=[milliseconds for _, milliseconds in frames],
            loop=0,
            optimize=True,
        )
        if path.stat().st_size < FILM_TOTAL:
            break
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")


SCENES: dict[str, Callable[[Studio], None]] = {
    scene.__name__: scene
    for scene in (
        *(whole_window, always_there, timeline, own_data, painting, stages, inspector),
        *(sample, race, why, surfaces, traps, sweep, lessons, own_lesson, dialogs),
        *(written, tour),
    )
}


def main() -> None:
    """Take one scene here, several in a process each: every window begins anew."""
    parser = argparse.ArgumentParser()
    parser.add_argument("scenes", nargs="*")
    parser.add_argument("--language", choices=languages(), default=DEFAULT_LANGUAGE)
    arguments = parser.parse_args()
    wanted = arguments.scenes or [
        # The film and the terminal are in English, and seen by all.
        name
        for name in SCENES
        if name != "tour" or arguments.language == DEFAULT_LANGUAGE
    ]
    unknown = sorted(set(wanted) - set(SCENES))
    if unknown:
        sys.exit(f"no scenes {', '.join(unknown)}; there are {', '.join(SCENES)}")
    IMAGES.mkdir(parents=True, exist_ok=True)
    if len(wanted) > 1:
        HOME.cleanup()
        for name in wanted:
            command = [sys.executable, __file__, "--language", arguments.language]
            subprocess.run([*command, name], check=True)
        return
    studio = Studio(arguments.language)
    SCENES[wanted[0]](studio)
    studio.window.shutdown()
    sys.stdout.flush()
    HOME.cleanup()
    os._exit(0)


if __name__ == "__main__":
    main()
