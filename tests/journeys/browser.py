"""The browser that journeys drive: the system's own Chromium, never a download.

`python -m tests.journeys.browser` prints its path, or why there is none and how to get it.
"""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CURE = "no Chromium found; install it, on Debian with: sudo apt-get install chromium"


def chromium() -> str | None:
    """The path of the browser: the one that CHROMIUM names, or the first on the PATH."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).exists() else None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


if __name__ == "__main__":
    print(chromium() or CURE)
    sys.exit(0 if chromium() else 1)
