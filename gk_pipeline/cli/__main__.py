"""`python -m gk_pipeline.cli`, where `gk` is not on the path.

Belongs here: the call. Does not: anything else.
"""

from __future__ import annotations

from gk_pipeline.cli.main import main

main()
