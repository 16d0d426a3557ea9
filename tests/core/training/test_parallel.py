"""Two processes hold the same mean gradient after one message."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

SCRIPT = """
import torch
from morphospace.training import parallel
parallel.join()
mine = [torch.full((2, 2), float(parallel.rank())), torch.tensor(4.0 * parallel.rank())]
parallel.average(mine)
print(parallel.world(), mine[0].unique().tolist(), mine[1].item())
"""


def test_two_processes_average_their_gradients() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    place = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": "2", "OMP_NUM_THREADS": "1"}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, **place, "RANK": str(rank)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    assert [process.communicate(timeout=120)[0].strip() for process in both] == ["2 [0.5] 2.0"] * 2
