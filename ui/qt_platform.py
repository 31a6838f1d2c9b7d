"""Tries Qt, in a process of its own: `python -m ui.qt_platform`.

Qt ends the process when it finds no screen or a library is missing, so `playground
doctor` does not do this itself.
"""

from PySide6.QtGui import QGuiApplication

from ui.terminal import say

if __name__ == "__main__":
    say(QGuiApplication([]).platformName())
