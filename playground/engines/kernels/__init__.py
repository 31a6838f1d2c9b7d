"""What Numba compiles: the arithmetic of one update, without Python and without closures.

Everything here is told apart by integer codes, so one compilation serves every network.
"""
