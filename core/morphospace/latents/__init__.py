"""The geometry of latent spaces: where pictures lie, what is near, and the ways between.

Everything here is numpy on arrays of points ``(N, D)``: it needs neither torch nor a screen, so the host,
the window, a script and a notebook all use the same.
"""
