"""Files to open, good and broken, and words to type, sensible and not."""

import random
from pathlib import Path

import playground as pg
from playground.experiment import save, to_link
from playground.exporters import EXPORTERS, Record
from playground.files import replace_file

WORDS = (
    *("0", "1", "2", "3", "5", "8", "0.03", "0.1", "0.9", "10", "50", "100", "200"),
    *("-1", "1e9", "1e-320", "1e400", "nan", "inf", "999999999999999999", "0,5"),
    *("", " ", "abc", "=1+1", "1_000", "1/0", "٣", "½", "<b>x</b>", "x" * 3000),
    *("4,3", "2+2", "1,2,3,4", "full", "0.001,0.1,1", "0:1:lin4", "tanh,relu"),
    *("x1", "sin(x1)*x2", "x1**9**9", "x1*", "exp(1000*x1)", "名前", "a\nb\tc", "*"),
)


def make_files(folder: Path) -> list[Path]:
    """Write files of every kind that the window opens; return them and some traps."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = pg.Settings.build(
        data="xor", samples=60, hidden=(3, 2), optimizer="adam", engine="reference"
    )
    run = pg.Run(settings)
    run.advance(30)
    run.change(learning_rate=0.3)
    run.advance(30)
    good = folder / "good.playground"
    save(run, good)
    found = [good]
    record = Record.of_run(run)
    for suffix, exporter in EXPORTERS.items():
        path = folder / f"net{suffix}"
        replace_file(path, exporter.encode(record))
        found.append(path)
    rows = "".join(f"{i / 7},{(i * i) % 11},{'ab'[i % 2]}\n" for i in range(60))
    wide = "".join(f"{i};{i % 5},5;{i % 3}\n" for i in range(40))
    texts = {
        "table.csv": "a,b,kind\n" + rows,
        "decimal.csv": "größe;b;ziel\n" + wide,
        "broken.csv": 'a,"b\n1,2\n',
        "one-class.csv": "a,b,c\n1,2,x\n2,3,x\n",
        "empty.csv": "",
        "notes.txt": "no table at all",
        "link.txt": to_link(settings),
    }
    for name, words in texts.items():
        path = folder / name
        path.write_text(words, encoding="utf-8")
        found.append(path)
    whole = good.read_bytes()
    for name, content in (
        ("cut.playground", whole[: len(whole) // 2]),
        ("empty.playground", b""),
        ("turned.playground", whole[:300] + bytes([whole[300] ^ 255]) + whole[301:]),
        ("junk.npz", b"PK\x03\x04junk"),
        ("junk.onnx", b"\x08\x07junk"),
    ):
        path = folder / name
        path.write_bytes(content)
        found.append(path)
    (folder / "folder.playground").mkdir(exist_ok=True)
    return [*found, folder / "folder.playground", folder / "missing.playground"]


def target_name(rng: random.Random, folder: Path) -> str:
    """Return where a person wants to write: mostly a fine place."""
    stem = rng.choice(("a", "b", "net", "good", "名前", "with space", "dots.in.name"))
    suffixes = (*EXPORTERS, ".playground", ".png", ".svg", ".pdf", ".csv", ".html")
    suffix = rng.choice((*suffixes, ".gif", ".mp4", ".unknown", ""))
    where = folder
    if rng.random() < 0.1:
        where = folder / "no such folder"
    return str(where / f"{stem}{suffix}")
