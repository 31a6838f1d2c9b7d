"""What Numba compiles: the arithmetic of whole updates.

Everything here is told apart by integer codes, so one compilation serves every network.
"""
