"""What the training thread is made of; no Qt in here.

`ui/worker.py` is its loop, `ui/trainer.py` the window's handle of it.
"""
