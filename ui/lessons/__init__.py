"""Lessons: chapters as data, what a step asks for, and whether it was done.

No Qt in here: the command line reads and rehearses lessons without a window.
"""
