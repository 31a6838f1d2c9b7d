"""Painted views: what changes with every frame is drawn here by our own widgets."""
