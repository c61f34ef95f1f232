"""Names of places that are a folder or file of a disk, or a prefix or object in S3-compatible object storage.

Belongs here: what such a place is called. Does not: reading and writing there (`lake/store.py`), which places a run
uses (`settings.py`, `paths.py`), credentials, which are in the environment alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

SCHEME = "s3://"
DEFAULT_REGION = "us-east-1"

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Service:
    """A server of objects. `endpoint` is its address, such as `http://127.0.0.1:9000`; None is Amazon's own."""

    endpoint: str | None = None
    region: str = DEFAULT_REGION

    def __str__(self) -> str:
        return self.endpoint or f"Amazon S3 in {self.region}"

    @property
    def host(self) -> str | None:
        """Host and port of the endpoint."""
        return urlsplit(self.endpoint).netloc if self.endpoint else None

    @property
    def is_encrypted(self) -> bool:
        return self.endpoint is None or self.endpoint.startswith("https://")


@dataclass(frozen=True, slots=True)
class ObjectPath:
    """An object, or all objects whose keys begin with `key` and a slash. An empty key is the whole bucket.

    Only a name, with no method that reads or writes: taken for a Path by mistake, it fails.
    """

    bucket: str
    key: str
    service: Service

    def __str__(self) -> str:
        return f"{SCHEME}{self.path}"

    def __truediv__(self, name: str) -> ObjectPath:
        return ObjectPath(self.bucket, f"{self.key}/{name}" if self.key else name, self.service)

    @property
    def path(self) -> str:
        """Bucket and key, as Arrow spells an object."""
        return f"{self.bucket}/{self.key}" if self.key else self.bucket

    @property
    def name(self) -> str:
        return self.key.rpartition("/")[2]

    @property
    def parent(self) -> ObjectPath:
        return ObjectPath(self.bucket, self.key.rpartition("/")[0], self.service)

    def is_in(self, folder: ObjectPath) -> bool:
        """Whether this is `folder` or lies below it."""
        return f"{self.path}/".startswith(f"{folder.path}/") and self.service == folder.service


Location = Path | ObjectPath


def parse_object_path(text: str, service: Service) -> ObjectPath:
    """The place that `s3://bucket/prefix` names. Raises ValueError, which says how it is to be written."""
    bucket, _, key = text.removeprefix(SCHEME).strip("/").partition("/")
    if not text.startswith(SCHEME) or not _BUCKET.fullmatch(bucket) or not is_plain_key(key or "root"):
        raise ValueError(f"write it as {SCHEME}bucket/prefix")
    return ObjectPath(bucket, key, service)


def is_plain_key(key: str) -> bool:
    """Whether a key reads as a path: clients disagree about keys with empty parts, `.` and `..`."""
    return not {"", ".", ".."}.intersection(key.split("/"))


def parse_endpoint(text: str) -> str:
    """The address of a server, with `https://` unless it names another scheme.

    Raises ValueError, which never repeats the text, since people put passwords into addresses.
    """
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        valid = _is_address(parts)
    except ValueError:
        valid = False
    if not valid:
        raise ValueError("write it as https://host:port, with no user, password, path or query in it")
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise ValueError("http is for this machine alone (127.0.0.1, ::1, localhost); use https")
    return f"{parts.scheme}://{parts.netloc}"


def _is_address(parts: SplitResult) -> bool:
    other = parts.username or parts.password or parts.path.strip("/") or parts.query or parts.fragment
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not other and parts.port != 0


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
