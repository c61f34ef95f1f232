"""The parsed dbt project, carried from home to home, since parsing takes as long as building the marts of a test.

Belongs here: moving the state of dbt's parser to other places. Does not: whether it holds there, which dbt finds out as
in any home: it compares versions, profile, variables and every file, and parses anew what differs.

What the state says of its home is where the lake lies; besides, it is signed with a digest of the profile, which names
the database. Both are put right, so the state is the one that a parse of the other home ends in.
"""

from __future__ import annotations

import fcntl
import os
from argparse import Namespace
from pathlib import Path
from pprint import pformat
from typing import Any

import msgpack

from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.dbt_run import DBT_PROJECT, dbt_environment, parse_project, session
from tests.conftest import COMMON

STATE = "partial_parse.msgpack"


def parse_once(paths: Paths) -> None:
    """Gives a home the parsed project, so that its first run need not parse it.

    Of all workers of a test run who asks first parses, for itself and the others.
    """
    common = Path(os.environ[COMMON])
    kept = common / f"{dbt_environment(paths)['GK_WAREHOUSE_TARGET']}.msgpack"
    with (common / "parsed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            parse_project(paths, paths.dbt_target)
            kept.write_bytes((paths.dbt_target / STATE).read_bytes())
            return
    carry(kept, paths)


def carry(state: Path, paths: Paths) -> None:
    """Gives a home what the parser left in this file for another one."""
    places = dbt_environment(paths)
    parsed = msgpack.unpackb(state.read_bytes(), strict_map_key=False)
    moved = _moved(parsed, parsed["env_vars"]["GK_LAKE"], places["GK_LAKE"])
    moved["state_check"]["profile_hash"]["checksum"] = _profile_digest(places)
    paths.dbt_target.mkdir(parents=True, exist_ok=True)
    (paths.dbt_target / STATE).write_bytes(msgpack.packb(moved))


def _moved(value: Any, old: str, new: str) -> Any:
    """A value in which every text names the new place for the old one."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, dict):
        return {name: _moved(each, old, new) for name, each in value.items()}
    if isinstance(value, list):
        return [_moved(each, old, new) for each in value]
    return value


def _profile_digest(places: dict[str, str]) -> str:
    """What dbt signs a parse with: a digest of the connection that the profile describes at these places."""
    from dbt.artifacts.resources import FileHash
    from dbt.config.profile import Profile, read_profile
    from dbt.config.renderer import ProfileRenderer
    from dbt.flags import set_from_args
    from dbt_common.context import set_invocation_context

    with session(places):
        # What every command of dbt begins with.
        set_from_args(Namespace(), {})
        set_invocation_context(dict(os.environ))
        profile = Profile.from_raw_profiles(read_profile(str(DBT_PROJECT)), "gk_warehouse", ProfileRenderer({}))
        digest: str = FileHash.from_contents(pformat(sorted(profile.credentials.connection_info()))).checksum
    return digest
