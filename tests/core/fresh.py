"""Python anew, where nothing is imported yet."""

import json
import subprocess
import sys
from typing import Any


def fresh_interpreter(code: str, result: str) -> Any:
    """Run the code in a new process; return the value of an expression after it."""
    script = f"import json, sys\n{code}\nprint(json.dumps({result}))"
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def loaded(names: list[str]) -> str:
    """Return an expression for those of the packages that were imported."""
    return f"sorted(set({names!r}) & set(sys.modules))"


def without(names: list[str]) -> str:
    """Return code after which importing these packages fails."""
    return f"sys.modules.update(dict.fromkeys({names!r}))\n"
