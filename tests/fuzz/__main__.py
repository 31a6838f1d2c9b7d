"""`make fuzz`: 10,000 mutants of good files, and 200 kills while a file is saved.

`ARGS="10000 7"` chooses how many mutants, and the seed; without a seed it is new each
time, and said.
"""

import random
import sys
import tempfile
import warnings
from pathlib import Path

from tests.core.killing import kill_while_saving
from tests.fuzz.mutations import check

KILLS = 200


def main(arguments: list[str]) -> None:
    warnings.simplefilter("error")
    count = int(arguments[0]) if arguments else 10_000
    seed = (
        int(arguments[1])
        if len(arguments) > 1
        else random.SystemRandom().getrandbits(31)
    )
    print(f"seed {seed}")
    # Before the readers start threads of their own: processes are forked here.
    with tempfile.TemporaryDirectory() as folder:
        saves = kill_while_saving(Path(folder), KILLS)
    print(f"{KILLS} kills during {saves:,} saves: the file was always whole")
    readable = check(count, seed, print)
    print(
        f"{count:,} mutants: {readable:,} were read, the others refused in a sentence"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
