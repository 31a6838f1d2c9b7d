"""The architecture page names what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_module_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`((?:playground|ui|assets)/[\w/.]*)`", PAGE))
    assert len(named) > 40
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
