"""A mail server for letters to go to."""

from collections.abc import Iterator

import pytest

from tests.postbox import Postbox, open_postbox, use


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    with open_postbox() as postbox:
        use(postbox, settings)
        yield postbox
