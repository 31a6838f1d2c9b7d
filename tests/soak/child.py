"""One part in a process of its own: a crash ends the process, not the campaign.

The last line it prints is its row as JSON.
"""

import faulthandler
import gc
import os
import random
import sys
from argparse import Namespace

from tests.soak.home import own_home
from tests.soak.part import Part


def monkey(wanted: Namespace) -> Part:
    from PySide6.QtGui import QDesktopServices

    from tests.soak.monkey import Monkey
    from ui.application import create_application

    with own_home() as folder:
        application = create_application(["playground"])
        # No browser and no file manager comes up.
        QDesktopServices.openUrl = lambda *_: True
        count, seconds = wanted.actions, wanted.seconds
        with wanted.trace.open("w", encoding="utf-8") as trace:
            one = Monkey(application, wanted.seed, count, folder, seconds, trace)
            told = one.run()
    hangs = [
        f"hang of {hang.seconds:.1f} s ({hang.computing:.1f} s computing, "
        f"{hang.queueing:.1f} s waiting for a processor) in action {hang.action}\n"
        f"{hang.stack}"
        for hang in one.watchdog.long_ones
    ]
    faults = [str(fault) for fault in one.faults.found]
    left = [f"thread {name} is left" for name in one.leavings.threads]
    left += [f"process {name} is left" for name in one.leavings.children]
    first, last = told.megabytes
    return Part(
        "monkey",
        f"{told.actions:,} actions, {told.windows} windows",
        wanted.seed,
        told.seconds,
        one.faults.count("exception", "stuck", "warning"),
        one.faults.count("qt"),
        one.watchdog.longest.own_seconds,
        len(left),
        last - first,
        faults=[*faults, *hangs, *left],
        last=told.last,
    )


def memory(wanted: Namespace) -> Part:
    from tests.soak.memory import soak

    with own_home():
        return soak(wanted.seed, wanted.seconds)


def busy(wanted: Namespace) -> Part:
    from tests.soak.busy import disturb

    with own_home():
        return disturb(wanted.seed, wanted.actions)


def fuzz(wanted: Namespace) -> Part:
    from tests.soak.files import fuzz_readers

    return fuzz_readers(wanted.seed, wanted.actions)


def kill(wanted: Namespace) -> Part:
    from tests.soak.files import kill_savers

    with own_home():
        return kill_savers(wanted.seed, wanted.actions)


PARTS = {
    "monkey": monkey,
    "memory": memory,
    "busy": busy,
    "fuzz": fuzz,
    "kill": kill,
}


def run_child(wanted: Namespace) -> None:
    faulthandler.enable()
    random.seed(wanted.seed)
    part = PARTS[wanted.parts[0]](wanted)
    gc.collect()
    sys.stdout.write(f"\n{part.to_json()}\n")
    sys.stdout.flush()
    # Taking Python and Qt apart is not what is tested.
    os._exit(0)
