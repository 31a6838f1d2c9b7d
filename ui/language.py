"""The language of the window, which changes while everything goes on."""

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from ui.labels import DEFAULT_LANGUAGE, Language, choose_language, languages
from ui.retranslation import retranslate

SYSTEM = "system"
# Qt's own names of the languages, for the buttons of its own dialogs.
QT_NAMES = {"zh": "zh_CN"}
# Those that not every computer has fonts for.
WRITING_SYSTEMS = {"zh": QFontDatabase.WritingSystem.SimplifiedChinese}
# Fonts for Chinese as it is written in China. Without them a system may take a Japanese
# one, in which some signs look different.
CHINESE_FONTS = (
    *("PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei"),
    *("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei"),
)


def system_languages() -> list[str]:
    """Return what the desktop speaks, as en-GB or zh-Hans-CN, the best one first."""
    return list(QLocale.system().uiLanguages())


def language_of_system() -> str:
    """Return the first language of the system that the program speaks."""
    for name in system_languages():
        known = name.replace("_", "-").partition("-")[0].lower()
        if known in languages() and can_be_written(known):
            return known
    return DEFAULT_LANGUAGE


def can_be_written(name: str) -> bool:
    """Tell whether a font is installed for a language: empty boxes help nobody."""
    system = WRITING_SYSTEMS.get(name)
    return system is None or bool(QFontDatabase.families(system))


class Speech(QObject):
    """The language in force, for the whole program.

    Signals
    -------
    changed : after all widgets say their words in another language; for what is
        painted, and for words that are made of several.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = DEFAULT_LANGUAGE
        self.translator: QTranslator | None = None

    def choose(self, choice: str) -> None:
        """Follow the system, or take one of `languages` by name."""
        self.choice = choice if choice in (SYSTEM, *languages()) else SYSTEM
        wanted = language_of_system() if self.choice == SYSTEM else self.choice
        if wanted != Language.name:
            choose_language(wanted)
            self.teach_qt(wanted)
            retranslate()
            self.changed.emit()

    def teach_qt(self, name: str) -> None:
        """Let Qt's own buttons and menus speak the language, as far as Qt knows it."""
        if self.translator is not None:
            QApplication.removeTranslator(self.translator)
            self.translator = None
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        translator = QTranslator(self)
        if translator.load(f"qtbase_{QT_NAMES.get(name, name)}", folder):
            QApplication.installTranslator(translator)
            self.translator = translator


LANGUAGE = Speech()


def with_chinese(font: QFont) -> QFont:
    """Return a font that draws Chinese as it is written in China, where it can.

    The same font serves all languages, so that a change of language is none of fonts.
    """
    installed = set(QFontDatabase.families())
    found = [name for name in CHINESE_FONTS if name in installed]
    result = QFont(font)
    result.setFamilies([*font.families(), *found[:1]])
    return result
