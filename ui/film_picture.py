"""One picture of a film: the chosen panels side by side, under what moment it is."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from playground.frame import Frame
from ui.canvas.loss_curves import LossCurves
from ui.canvas.loss_picture import LossPicture
from ui.labels import text
from ui.numbers import format_count, format_loss
from ui.picture_painters import Subject, paint_decision, paint_network
from ui.pictures import Drawing
from ui.theme import current, font

PANELS = ("network", "decision", "loss")
WIDE, SQUARE = QSize(1280, 720), QSize(720, 720)
HEADER = 46.0
LEFT = 22.0
# How much of the width the network takes beside others, and of the height the decision
# picture over the losses.
NETWORK_SHARE, DECISION_SHARE = 0.6, 0.6


def film_size(panels: tuple[str, ...]) -> QSize:
    """Return the size of a film's pictures in logical pixels."""
    return SQUARE if panels == ("decision",) else WIDE


def areas(panels: tuple[str, ...]) -> dict[str, QRectF]:
    """Return where each panel is."""
    size = QSizeF(film_size(panels))
    room = QRectF(0, HEADER, size.width(), size.height() - HEADER)
    if len(panels) == len(PANELS):
        wide, high = NETWORK_SHARE * room.width(), DECISION_SHARE * room.height()
        right = room.adjusted(wide, 0, 0, 0)
        return {
            "network": QRectF(room.topLeft(), QSizeF(wide, room.height())),
            "decision": QRectF(right.topLeft(), QSizeF(right.width(), high)),
            "loss": right.adjusted(0, high, -8, -8),
        }
    shares = [1.0] * len(panels)
    if len(panels) > 1 and "network" in panels:
        shares = [
            NETWORK_SHARE if name == "network" else 1 - NETWORK_SHARE for name in panels
        ]
    result, left = {}, 0.0
    for name, share in zip(panels, shares, strict=True):
        wide = room.width() * share / sum(shares)
        result[name] = QRectF(left, room.top(), wide, room.height()).adjusted(
            0, 0, 0, -8
        )
        left += wide
    return result


def film_drawing(subject: Subject, panels: tuple[str, ...], last: int) -> Drawing:
    """Return the picture of a moment.

    Parameters
    ----------
    last : the update at the right end of the losses
    """

    def paint(painter: QPainter, size: QSizeF) -> None:
        painter.fillRect(QRectF(QPointF(), size), QColor(current().card))
        paint_header(painter, subject.frame)
        for name, area in areas(panels).items():
            painter.save()
            painter.translate(area.topLeft())
            if name == "network":
                paint_network(painter, subject, area.size())
            elif name == "decision":
                paint_decision(painter, subject, area.size())
            else:
                growing_losses(subject, last).paint(painter, area.size(), current())
            painter.restore()

    return Drawing(text("film.picture"), "", film_size(panels), paint)


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
        epochs=f"{frame.epochs:,.1f}",
        loss=format_loss(frame.evaluation.train_loss),
        rate=f"{frame.settings.learning_rate:g}",
    )
    painter.drawText(QPointF(left, baseline), words)
