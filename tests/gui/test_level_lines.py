from pytestqt.qtbot import QtBot

from tests.soak.growth import take_census
from ui.canvas.loss_plot import LossPlot


def test_losses_that_spread_make_no_more_items(qtbot: QtBot) -> None:
    # Each pyqtgraph item is connected to the view: a long run would get more of them.
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(600, 400)
    plot.show()
    qtbot.waitExposed(plot)
    plot.box.setRange(xRange=(0, 100), yRange=(0.0, 0.1), padding=0.0)
    few = take_census(plot)
    levels = set()
    for high in (0.5, 1.0, 2.0, 4.0, 8.0):
        plot.box.setRange(xRange=(0, 100), yRange=(-high, high), padding=0.0)
        x, y = plot.grid.item.getData()
        assert len(x) == len(y)
        levels.add(len(y) // 2)
    assert len(levels) > 1
    many = take_census(plot)
    assert many.connections <= few.connections
    assert many.objects <= few.objects


def test_lines_go_from_one_end_to_the_other(qtbot: QtBot) -> None:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.grid.place((-2.0, 9.0), [0.5, 0.25])
    x, y = plot.grid.item.getData()
    assert x.tolist() == [-2.0, 9.0, -2.0, 9.0]
    assert y.tolist() == [0.5, 0.5, 0.25, 0.25]
    plot.grid.place((-2.0, 9.0), [])
    assert plot.grid.item.getData()[0] is None or not len(plot.grid.item.getData()[0])
