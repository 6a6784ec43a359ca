"""Completing a sent case: asked for by an officer, point by point, and answered by its citizen."""
