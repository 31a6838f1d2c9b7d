"""500 good files with some bytes changed; `make fuzz` reads 10,000."""

from pathlib import Path

from tests.fuzz.mutations import check, targets


def test_mutated_files_are_read_or_refused_with_a_sentence() -> None:
    readable = check(500, seed=1, tell=lambda line: None)
    # Some changes hurt nothing and most do: both must have been met.
    assert 10 < readable < 400


def test_the_files_were_good(tmp_path: Path) -> None:
    for target in targets():
        path = tmp_path / target.name
        path.write_bytes(target.content)
        target.read(path)
