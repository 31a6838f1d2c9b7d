"""One picture of a film: the chosen panels side by side, under what moment it is."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from playground.frame import Frame
from ui.canvas.loss_curves import LossCurves
from ui.canvas.loss_picture import LossPicture
from ui.labels import text
from ui.numbers import format_count, format_epochs, format_loss
from ui.picture_painters import (
    Subject,
    paint_decision,
    paint_landscape,
    paint_network,
)
from ui.pictures import Drawing
from ui.theme import current, font

PANELS = ("network", "decision", "loss", "landscape")
# What is square, and wants no wide picture for itself alone.
SQUARES = ("decision", "landscape")
WIDE, SQUARE = QSize(1280, 720), QSize(720, 720)
HEADER = 46.0
LEFT = 22.0
EDGE = 8.0
# How much of the width the network takes beside others, and of the height what stands
# above something else.
NETWORK_SHARE, UPPER_SHARE = 0.6, 0.6
# All four: the two of the lower row are about as large as those above.
UPPER_SHARE_OF_FOUR = 0.54


def film_size(panels: tuple[str, ...]) -> QSize:
    """Return the size of a film's pictures in logical pixels."""
    return SQUARE if len(panels) == 1 and panels[0] in SQUARES else WIDE


def areas(panels: tuple[str, ...]) -> dict[str, QRectF]:
    """Return where each panel is, as given from left to right and from top to bottom.

    Two stand side by side, of three the first has the left side for itself, and four
    have a corner each.
    """
    size = QSizeF(film_size(panels))
    room = QRectF(0, HEADER, size.width(), size.height() - HEADER - EDGE)
    if len(panels) == 1:
        return {panels[0]: room}
    share = NETWORK_SHARE if "network" in panels else 0.5
    left, right = split_across(room, share)
    if len(panels) == 2:
        return dict(zip(panels, (left, right), strict=True))
    if len(panels) == 3:
        upper, lower = split_down(right, UPPER_SHARE)
        return dict(zip(panels, (left, upper, lower), strict=True))
    columns = [split_down(column, UPPER_SHARE_OF_FOUR) for column in (left, right)]
    places = (columns[0][0], columns[1][0], columns[0][1], columns[1][1])
    return dict(zip(panels, places, strict=True))


def split_across(room: QRectF, share: float) -> tuple[QRectF, QRectF]:
    """Return the left and the right part of a room."""
    wide = share * room.width()
    return room.adjusted(0, 0, wide - room.width(), 0), room.adjusted(wide, 0, 0, 0)


def split_down(room: QRectF, share: float) -> tuple[QRectF, QRectF]:
    """Return the upper and the lower part of a room."""
    high = share * room.height()
    return room.adjusted(0, 0, 0, high - room.height()), room.adjusted(0, high, 0, 0)


def film_drawing(
    subject: Subject, panels: tuple[str, ...], last: int, no_landscape: str = ""
) -> Drawing:
    """Return the picture of a moment.

    Parameters
    ----------
    last : the update at the right end of the losses
    no_landscape : what stands in place of a landscape that there is not
    """

    def paint(painter: QPainter, size: QSizeF) -> None:
        painter.fillRect(QRectF(QPointF(), size), QColor(current().card))
        paint_header(painter, subject.frame)
        for name, area in areas(panels).items():
            painter.save()
            painter.translate(area.topLeft())
            # The axis of the losses ends at the edge of its area.
            inner = area.size() - QSizeF(EDGE if name == "loss" else 0, 0)
            if name == "network":
                paint_network(painter, subject, inner)
            elif name == "decision":
                paint_decision(painter, subject, inner)
            elif name == "loss":
                growing_losses(subject, last).paint(painter, inner, current())
            elif subject.landscape is not None:
                paint_landscape(painter, subject, inner)
            else:
                paint_note(painter, no_landscape, inner)
            painter.restore()

    return Drawing(text("film.picture"), "", film_size(panels), paint)


def paint_note(painter: QPainter, words: str, size: QSizeF) -> None:
    """Write a sentence in the middle of an area."""
    painter.setFont(font(10.0))
    painter.setPen(QColor(current().muted))
    area = QRectF(QPointF(), size).adjusted(LEFT, 0, -LEFT, 0)
    how = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(area, how, words)


def growing_losses(subject: Subject, last: int) -> LossPicture:
    """Return the losses up to the frame's update, on axes that stay as they are."""
    frame = subject.frame
    curves = LossCurves.of(frame)
    until = replace(curves, others=(), furthest=last)
    picture = LossPicture(
        until, log=subject.log, batches=subject.batches, furthest=last
    )
    past = curves.updates <= frame.update
    blocks = frame.update // curves.batches.block
    picture.curves = replace(
        until,
        updates=curves.updates[past],
        train=curves.train[past],
        test=curves.test[past],
        batches=replace(
            curves.batches,
            low=curves.batches.low[:blocks],
            high=curves.batches.high[:blocks],
        ),
        furthest=frame.update,
    )
    return picture


def paint_header(painter: QPainter, frame: Frame) -> None:
    """Write the update large, and beside it how far the training is."""
    theme = current()
    painter.setFont(font(13.0, bold=True))
    painter.setPen(QColor(theme.text))
    baseline = 30.0
    words = text("film.update", update=format_count(frame.update))
    painter.drawText(QPointF(LEFT, baseline), words)
    # Wide enough for the largest number, so that nothing moves.
    widest = text("film.update", update=format_count(10 * max(frame.furthest, 99)))
    left = LEFT + QFontMetricsF(painter.font()).horizontalAdvance(widest) + 12.0
    painter.setFont(font(10.0))
    painter.setPen(QColor(theme.muted))
    words = text(
        "film.moment",
        epochs=format_epochs(frame.epochs),
        loss=format_loss(frame.evaluation.train_loss),
        rate=f"{frame.settings.learning_rate:g}",
    )
    painter.drawText(QPointF(left, baseline), words)
