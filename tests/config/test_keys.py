"""The secret key is made once and read by its owner only."""

import stat
from concurrent.futures import ThreadPoolExecutor

from onaccount.config.keys import kept_secret_key


def test_the_key_is_made_once_and_kept(tmp_path):
    path = tmp_path / "secret_key"
    key = kept_secret_key(path)
    assert len(key) >= 64
    assert kept_secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_many_that_start_at_once_have_the_same_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(kept_secret_key, [tmp_path / "secret_key"] * 64))
    assert len(keys) == 1
