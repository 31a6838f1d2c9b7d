"""The report: one HTML file that says and shows what a run is, readable anywhere.

It holds everything itself, asks no server for anything and has no scripts.
"""

import base64
from dataclasses import replace
from html import escape
from string import Template

from PySide6.QtCore import QSize

import playground
from playground.frame import Frame
from playground.markers import Marker
from playground.settings import FIELDS, Settings
from playground.timeline import BranchView
from ui.labels import Language, listed, sentence, text
from ui.numbers import format_count, format_loss, format_seconds
from ui.picture_painters import PICTURES, PictureKind, Subject
from ui.pictures import caption, drawing_of, png_bytes, svg_bytes
from ui.setting_words import data_name, known_name, value_words

PAGE = Template(
    """<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="$generator">
<title>$title</title>
<style>
:root { color-scheme: only light; }
body { margin: 0 auto; max-width: 960px; padding: 32px 20px 48px; color: #1c2430;
  background: #fff; font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans CJK SC",
  "DejaVu Sans", sans-serif; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 40px 0 10px; }
p, figcaption, footer { color: #5f6b7a; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 14px 5px 0; border-bottom: 1px solid #dfe2e7;
  vertical-align: top; overflow-wrap: anywhere; }
th { color: #5f6b7a; font-weight: 400; }
thead th { border-bottom-color: #c9ced6; }
td.number, th.number { text-align: right; }
td.number { white-space: nowrap; }
.results { overflow-x: auto; }
.results td:first-child { min-width: 6em; }
.events .number { width: 6em; padding-right: 28px; }
b { font-weight: 600; }
.settings { columns: 2; column-gap: 40px; }
.settings table { break-inside: avoid; }
.settings th { width: 50%; }
figure { margin: 0; min-width: 0; }
img { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.pair { display: grid; grid-template-columns: 2fr 3fr; gap: 24px; align-items: end; }
.pair + figure { margin-top: 24px; }
figcaption { font-size: 13px; margin-top: 6px; text-align: center; }
footer { margin-top: 40px; font-size: 13px; }
@media (max-width: 640px) { .settings { columns: 1; }
  .pair { grid-template-columns: 1fr; } }
@page { margin: 16mm 14mm; }
@media print { body { padding: 0; font-size: 12px; } h2 { break-after: avoid;
  margin-top: 24px; } figure, tr { break-inside: avoid; } th, td { padding-top: 3px;
  padding-bottom: 3px; } }
</style>
</head>
<body>
<header><h1>$title</h1><p>$subtitle</p></header>
<section><h2>$results_title</h2>$results</section>
<section><h2>$network_title</h2>$network</section>
<section><h2>$learned_title</h2>
<div class="pair">$decision$loss</div>$landscape</section>
$events
<section><h2>$settings_title</h2>$settings</section>
<footer>$footer</footer>
</body>
</html>
"""
)
CHOSEN = "<b>{}</b>"
# As large as they are shown side by side, so that their words are not made smaller.
PAIR = (QSize(358, 358), QSize(538, 358))
SETTINGS_TABLES = 2


def report_page(subject: Subject) -> str:
    """Return the whole page as HTML."""
    frame = subject.frame
    settings = frame.settings
    words = {
        "language": Language.name,
        "generator": f"Network Playground {playground.__version__}",
        "title": text("report.title", data=data_name(settings)),
        "subtitle": caption(subject),
        **{
            f"{part}_title": text(f"report.{part}")
            for part in ("results", "network", "learned", "settings")
        },
        "footer": text("report.footer", version=playground.__version__),
    }
    landscape = ""
    if subject.landscape is not None:
        landscape = figure(PICTURES["landscape"], subject)
    return PAGE.substitute(
        {key: escape(word) for key, word in words.items()},
        results=result_table(frame),
        network=figure(PICTURES["network"], subject),
        decision=figure(PICTURES["decision"], subject, PAIR[0], is_drawn=False),
        loss=figure(PICTURES["loss"], subject, PAIR[1]),
        landscape=landscape,
        events=event_section(frame.timeline.branch),
        settings=settings_tables(settings),
    )


def figure(
    kind: PictureKind,
    subject: Subject,
    size: QSize | None = None,
    *,
    is_drawn: bool = True,
) -> str:
    """Return a picture inside the page: a drawing, or an image where it is finer."""
    size = size or kind.size
    drawing = replace(drawing_of(kind, subject), size=size)
    if is_drawn:
        content, media = svg_bytes(drawing), "image/svg+xml"
    else:
        content, media = png_bytes(drawing), "image/png"
    source = f"data:{media};base64,{base64.b64encode(content).decode('ascii')}"
    sides = f'width="{size.width()}" height="{size.height()}"'
    about = escape(f"{drawing.title}: {drawing.about}")
    return (
        f'<figure><img src="{source}" {sides} alt="{about}">'
        f"<figcaption>{escape(drawing.title)}</figcaption></figure>"
    )


def result_table(frame: Frame) -> str:
    """Return a line for each branch, the shown one first and where it stands."""
    heads = ("branch", "update", *MEASURES)
    head = "".join(
        f'<th scope="col"{align(key)}>{escape(text(f"report.{key}"))}</th>'
        for key in heads
    )
    now = frame.evaluation
    rows = [
        [
            CHOSEN.format(escape(sentence(frame.timeline.branch.name))),
            format_count(frame.update),
            *(measure(name, now[name]) for name in MEASURES),
        ]
    ]
    for branch in frame.timeline.branches:
        if branch.number == frame.timeline.current and frame.update == branch.furthest:
            continue
        history = branch.history
        if not len(history.updates):
            continue
        name = text("report.branch_end", name=sentence(branch.name))
        values = [float(history.column(key)[-1]) for key in MEASURES]
        rows.append(
            [
                escape(name),
                format_count(int(history.updates[-1])),
                *(measure(k, v) for k, v in zip(MEASURES, values, strict=True)),
            ]
        )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{align(key)}>{cell}</td>" for key, cell in zip(heads, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    seconds = format_seconds(frame.training_seconds) if frame.update else "–"
    remark = text(
        "report.remark",
        parameters=format_count(len(frame.params)),
        epochs=f"{frame.epochs:,.1f}",
        samples=format_count(frame.samples_seen),
        seconds=seconds,
        engine=known_name("engine", frame.engine),
    )
    return (
        f'<div class="results"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
        f"<p>{escape(remark)}</p>"
    )


def align(key: str) -> str:
    return "" if key == "branch" else ' class="number"'


def measure(name: str, value: float | None) -> str:
    """Return a loss or an accuracy as a cell."""
    if value is None or value != value:
        return "–"
    return f"{100 * value:.1f} %" if name.endswith("accuracy") else format_loss(value)


def settings_tables(settings: Settings) -> str:
    """Return every setting; bold what was chosen, in two columns."""
    lines = [setting_line(settings, name) for name in FIELDS]
    half = -(-len(lines) // SETTINGS_TABLES)
    tables = "".join(
        f"<table><tbody>{''.join(lines[start : start + half])}</tbody></table>"
        for start in range(0, len(lines), half)
    )
    remark = escape(text("report.settings_remark"))
    return f'<div class="settings">{tables}</div><p>{remark}</p>'


def setting_line(settings: Settings, name: str) -> str:
    cell = escape(value_words(settings, name))
    if name in settings.chosen:
        cell = CHOSEN.format(cell)
    title = escape(text(f"settings.{name}"))
    return f'<tr><th scope="row">{title}</th><td>{cell}</td></tr>'


def event_section(branch: BranchView) -> str:
    """Return what was changed on the way, and the bookmarks; "" if nothing was."""
    lines = [(marker.update, event_words(marker)) for marker in branch.markers]
    lines += [
        (update, text("report.bookmark", name=name))
        for update, name in branch.bookmarks
    ]
    if not lines:
        return ""
    rows = "".join(
        f'<tr><td class="number">{format_count(update)}</td>'
        f"<td>{escape(words)}</td></tr>"
        for update, words in sorted(lines)
    )
    return (
        f"<section><h2>{escape(text('report.events'))}</h2>"
        '<table class="events"><thead><tr>'
        f'<th scope="col" class="number">{escape(text("report.update"))}</th>'
        f'<th scope="col">{escape(text("report.event"))}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></section>"
    )


def event_words(marker: Marker) -> str:
    what = marker.what
    if marker.kind == "settings":
        what = tuple(text(f"settings.{name}") for name in what)
    elif marker.kind == "engine":
        what = tuple(known_name("engine", name) for name in what)
    return text(f"report.event_{marker.kind}", what=listed(what))


# Columns of the result table, by their names in an evaluation.
MEASURES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
