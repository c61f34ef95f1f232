"""Going back to a published version, or forward again, for all who read.

Belongs here: finding the version that is meant, and showing it everywhere. Does not: versions on the disk
(`versions.py`), in a bucket (`mirror.py`) and in the shared warehouse (`snapshots.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.ducklake import one_writer
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.mirror import fetch, mirror, mirrored
from gk_pipeline.warehouse.snapshots import show_version
from gk_pipeline.warehouse.versions import (
    Manifest,
    list_versions,
    make_current,
    remove_version,
    staging,
    versions_folder,
)


def use_version(paths: Paths, wanted: str) -> Manifest:
    """Makes a version current whose name begins with `wanted`, until marts are published again; gives its manifest.

    One that only the bucket of GK_PUBLISHED has, since another machine published it or this home has removed it, is
    brought home first. Raises WarehouseError when no version, or more than one, is called so or the shared warehouse
    does not hold it, and StorageError when the bucket can't be used: before anything is changed, but for a server that
    goes away at the very end, whose readers then see what they saw.
    """
    with one_writer(paths), staging(paths) as folder:  # in the order of `publish`, which may run beside this
        here, (there, _) = list_versions(paths), mirrored(paths)
        manifest = _meant(paths, wanted, here, there)
        if manifest not in here:
            fetch(paths, manifest, folder)
            target = versions_folder(paths) / manifest.version
            if target.exists():  # with a manifest that can't be read
                remove_version(target)
            folder.rename(target)
        show_version(paths, manifest.version)
        make_current(paths, manifest.version)
        mirror(paths)
    return manifest


def _meant(paths: Paths, wanted: str, here: list[Manifest], there: list[Manifest]) -> Manifest:
    # Of a version that both have, the one of the home, whose files need not be brought.
    known = {manifest.version: manifest for manifest in (*there, *here)}
    found = [manifest for version, manifest in known.items() if wanted and version.startswith(wanted)]
    if len(found) != 1:
        what = "More than one version begins" if found else "No version begins"
        bucket = f" In {paths.mirror}: {_listed(there)}." if paths.mirror else ""
        raise WarehouseError(f"{what} with {wanted!r}.", f"In {paths.published}: {_listed(here)}.{bucket}")
    return found[0]


def _listed(manifests: Iterable[Manifest]) -> str:
    return ", ".join(manifest.version for manifest in manifests) or "none"
