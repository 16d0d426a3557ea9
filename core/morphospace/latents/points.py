"""Points as they come in: rows of finite numbers, or one sentence on what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from morphospace.errors import BadInputError


def as_points(points: np.ndarray, what: str = "The points", width: int | None = None) -> np.ndarray:
    """Float64 ``(N, D)`` of at least one point. ``width``: the D that is wanted, if any.

    Raises ``BadInputError`` for another shape, no points, and numbers that are NaN or infinite.
    """
    rows = np.asarray(points)
    check_shape(rows, what, width)
    check_finite(rows, what)
    return rows.astype(np.float64)


def check_shape(rows: np.ndarray, what: str, width: int | None = None) -> None:
    """Raises ``BadInputError`` unless ``rows`` is ``(N, D)`` of numbers with N and D above 0."""
    numeric = rows.dtype.kind in "fiub"
    if rows.ndim != 2 or not numeric or 0 in rows.shape or (width is not None and rows.shape[1] != width):
        wanted = "(N, D)" if width is None else f"(N, {width})"
        raise BadInputError(
            f"{what} must be numbers {wanted} with at least one row, not {rows.dtype} {rows.shape}: "
            "give one row a picture."
        )


def check_finite(rows: np.ndarray, what: str, first: int = 0) -> None:
    """Raises ``BadInputError`` naming the first row that holds NaN or infinity; rows count from ``first``."""
    if rows.dtype.kind != "f":
        return
    good = np.isfinite(rows).all(1)
    if not good.all():
        raise BadInputError(
            f"{what} hold NaN or infinity in row {first + int(np.argmin(good))}: leave such rows out."
        )


def blocks_of(rows: np.ndarray, numbers: int = 2**19) -> Iterator[tuple[int, np.ndarray]]:
    """Some rows at a time, ``(n, D)`` of about ``numbers`` numbers, each with the place of its first row.

    Half and single precision come as float32, everything else as float64; what has that type already is not
    copied.
    """
    kind = np.float32 if rows.dtype in (np.float16, np.float32) else np.float64
    step = max(1, numbers // rows.shape[1])
    for start in range(0, len(rows), step):
        yield start, np.asarray(rows[start : start + step], kind)
