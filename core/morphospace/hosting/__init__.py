"""The host that holds the models, in this process or in workers of its own, behind one interface.

Importing this package needs neither torch nor any plugin: the window does it.
"""

from morphospace.hosting.host import (
    Cancelled,
    Event,
    Failed,
    Finished,
    FrameReady,
    Host,
    HostStatus,
    Progress,
    Rendered,
    Resident,
    StatusChanged,
    open_host,
    wait,
)

__all__ = [
    "Cancelled",
    "Event",
    "Failed",
    "Finished",
    "FrameReady",
    "Host",
    "HostStatus",
    "Progress",
    "Rendered",
    "Resident",
    "StatusChanged",
    "open_host",
    "wait",
]
