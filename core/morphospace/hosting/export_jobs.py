"""The job that writes a selection of an atlas, so that the window never waits for a disk."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np

from morphospace.hosting.jobs import JobStep, Steps, Workbench, job


@job("export_selection")
def export_selection(bench: Workbench, atlas: str, rows: np.ndarray, form: str, output: str) -> Steps:
    """Write the items ``rows`` ``(n,)`` of the atlas in the folder ``atlas`` to ``output``.

    ``form``: ``csv``, ``parquet``, ``images`` (``output`` is a new folder) or ``latents``. Returns
    ``output``, ``count`` of the items written and ``skipped``, pairs of a file and a reason. What stood at
    ``output`` is untouched until all is written. Raises ``BadInputError`` and ``CannotSaveError``.
    """
    from morphospace.atlas.exporting.exports import export
    from morphospace.atlas.storage.opening import open_atlas

    target = Path(output)
    total = len(rows)
    yield JobStep(0, total, f"Exporting to {target.name}")
    steps = export(open_atlas(Path(atlas)), rows, form, target)
    with closing(steps):
        while True:
            try:
                done = next(steps)
            except StopIteration as ended:
                skipped = ended.value
                break
            yield JobStep(done, total, f"Exporting to {target.name}, {done:,} of {total:,}")
    return {"output": output, "count": total - len(skipped), "skipped": [list(one) for one in skipped]}
