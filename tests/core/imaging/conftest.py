"""A session that shows the new face 7, and the host that it waits for."""

import pytest
from support.fakehost import FakeHost
from support.sessions import make

from morphospace.imaging.session import Session


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture
def session(host: FakeHost) -> Session:
    session = make(host)
    session.new_face(7)
    host.finish()
    return session
