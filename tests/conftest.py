"""For all tests: properties are checked without a stopwatch, since machines differ and are busy."""

from hypothesis import settings

settings.register_profile("morphospace", deadline=None)
settings.load_profile("morphospace")
