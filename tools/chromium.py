"""Find Chromium, or install it where that is ours to do."""

import os
import shutil

from tools.console import Trouble, run_logged, say
from tools.paths import BUILD

LOG = BUILD / "chromium.log"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ADVICE = "install Chromium (apt-get install chromium)"


def find() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def ensure() -> str | None:
    """Path of Chromium, installed through apt when we are root; None where a person has to install it.

    On a build machine (CI is set) a failed installation is a Trouble: nobody would miss the browser tests.
    """
    if find() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return find()
    say("installing Chromium")
    options = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    try:
        run_logged(["apt-get", "update"], LOG, "reading the package lists", **options)
        run_logged(
            ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
            LOG,
            "installing Chromium",
            **options,
        )
    except Trouble as error:
        if os.environ.get("CI"):
            raise
        say(str(error))
    return find()
