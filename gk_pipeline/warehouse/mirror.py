"""The published versions in object storage, for readers on other machines.

Belongs here: `current.json` and `versions/<version>/` below GK_PUBLISHED, made equal to the home's folder of published
versions; bringing a version home from there. Does not: making versions (`publish.py`, `versions.py`), choosing one
(`rollback.py`).

A bucket has no links and no renames. So a version is uploaded with its manifest last, and `current.json`, which names
the current version, is replaced by one request after that: whoever starts from it never finds half a version.

Homes that publish into one bucket take turns there: two that bring the same version, each with a database of its own
writing, would leave the manifest of one beside the database of the other.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from gk_pipeline.lake import objects, store
from gk_pipeline.lake.claims import Claim, claimed
from gk_pipeline.location import ObjectPath
from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.versions import (
    DATABASE,
    MANIFEST,
    Manifest,
    current_manifest,
    damage,
    flush_to_disk,
    newest_first,
    versions_folder,
)

_log = logging.getLogger(__name__)

POINTER = "current.json"

# A version without a manifest may be on its way from another machine, for as long as that takes.
_UPLOAD_NS = 24 * 60 * 60 * 10**9


def mirror(paths: Paths, keep: int | None = None) -> ObjectPath | None:
    """Shows the home's current version to those who read from object storage; gives its place there.

    Keeps the `keep` newest versions there (default: the settings). None when GK_PUBLISHED names no bucket. To be called
    by who holds the lock of the home's published versions. Raises StorageError when the server can't be used: then its
    readers see what they saw, and the next call catches up.
    """
    place = paths.mirror
    if place is None:
        return None
    manifest = current_manifest(paths)
    paths.locks.mkdir(parents=True, exist_ok=True)
    with claimed(place / ".claims", paths.locks / "mirror", _log.warning) as claim:
        _upload(paths, place, manifest, claim)
        store.write(place / POINTER, _pointer(manifest))
        # Someone else may just have sent the readers elsewhere, be it by hand.
        shown = {manifest.version, _shown(place)}
        _remove_old(place, shown, paths.settings.keep_versions if keep is None else keep)
    return place / _folder(manifest.version)


def mirrored(paths: Paths) -> tuple[list[Manifest], str | None]:
    """The versions that lie whole in object storage, the newest first, and the one that its readers see, if any.

    Neither when GK_PUBLISHED names no bucket. Raises StorageError when the server can't be used.
    """
    place = paths.mirror
    if place is None:
        return [], None
    found = []
    for each in store.files(place / "versions"):
        if each.name.endswith(f"/{MANIFEST}"):
            with suppress(FileNotFoundError, ValueError, TypeError, KeyError):  # removed meanwhile, or no version
                found.append(Manifest.parse(store.read(place / "versions" / each.name)))
    return newest_first(found), _shown(place)


def fetch(paths: Paths, manifest: Manifest, folder: Path) -> None:
    """Brings a version of `mirrored` home, into an empty folder.

    Raises WarehouseError when a file of it is gone or is not what was published, StorageError when the server can't be
    used.
    """
    place = paths.mirror
    if place is None:
        raise WarehouseError("GK_PUBLISHED names no bucket.", "Set it to the place where the version lies.")
    remote = place / _folder(manifest.version)
    for name in (*(table.file for table in manifest.tables), DATABASE, MANIFEST):
        with suppress(FileNotFoundError):  # which is found out below
            objects.download(remote / name, folder / name)
    if lost := damage(folder):
        raise WarehouseError(
            f"Version {manifest.version} is not whole in {place}: {', '.join(lost)}.", "Use another version."
        )
    flush_to_disk(folder)


def _shown(place: ObjectPath) -> str | None:
    """The version that readers see, if any."""
    try:
        return str(json.loads(store.read(place / POINTER))["version"])
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def _upload(paths: Paths, place: ObjectPath, manifest: Manifest, claim: Claim) -> None:
    """Brings a version there unless it is there as a whole."""
    remote = place / _folder(manifest.version)
    if not _is_whole(remote, manifest.version):
        local = versions_folder(paths) / manifest.version
        # Should another copy be there in part, no reader may take it for whole while it changes.
        store.remove(remote / MANIFEST)
        for name in (*(table.file for table in manifest.tables), DATABASE):
            objects.upload(local / name, remote / name)
        claim.require()
        objects.upload(local / MANIFEST, remote / MANIFEST)


def _is_whole(remote: ObjectPath, version: str) -> bool:
    """Whether a version is there with all its files, in the sizes that its manifest says."""
    sizes = {each.name: each.size for each in store.files(remote)}
    try:
        manifest = Manifest.parse(store.read(remote / MANIFEST))
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return False
    wanted = {table.file: table.size_bytes for table in manifest.tables} | {DATABASE: manifest.database_bytes}
    return manifest.version == version and wanted.items() <= sizes.items()


def _pointer(manifest: Manifest) -> bytes:
    content = {"version": manifest.version, "folder": _folder(manifest.version), "created": manifest.created}
    return (json.dumps(content) + "\n").encode()


def _remove_old(place: ObjectPath, current: Collection[str | None], keep: int) -> None:
    """Removes all but the newest versions and what was left of uploads that were cut off; never `current` ones."""
    files = store.files(place / "versions")
    whole = {each.name.partition("/")[0] for each in files if each.name.endswith(f"/{MANIFEST}")}
    others = sorted(whole.difference(current), key=lambda version: _created(place, version), reverse=True)
    # The server's clock against itself: this machine's may be wrong.
    now = max((each.mtime_ns for each in files), default=0)
    touched: dict[str, int] = {}
    for each in files:
        version = each.name.partition("/")[0]
        touched[version] = max(touched.get(version, 0), each.mtime_ns)
    cut_off = {name for name, at in touched.items() if name not in {*whole, *current} and now - at > _UPLOAD_NS}
    for version in (*others[max(keep - 1, 0) :], *cut_off):
        _remove(place, version, (each.name for each in files if each.name.startswith(f"{version}/")))


def _remove(place: ObjectPath, version: str, names: Iterable[str]) -> None:
    """Removes a version, its manifest first: without one it is no version, should the removal be cut off."""
    store.remove(place / _folder(version) / MANIFEST)
    for name in names:
        store.remove(place / "versions" / name)


def _created(place: ObjectPath, version: str) -> str:
    """When a version was made; the beginning of time when its manifest can't be read."""
    try:
        return Manifest.parse(store.read(place / _folder(version) / MANIFEST)).created
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return ""


def _folder(version: str) -> str:
    return f"versions/{version}"
