"""Objects of S3-compatible servers, by whole requests.

Belongs here: the client, its credentials, and what the server's refusals mean. Does not: choosing between a disk and a
bucket (`store.py`).

Credentials come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, where they are short-lived, AWS_SESSION_TOKEN. They
are in no message and no file.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from gk_pipeline.location import ObjectPath, Service, is_plain_key

# A server that can't be reached is told in seconds; one that answers slowly is waited for.
_CONNECT_SECONDS = 3.0
_REQUEST_SECONDS = 60.0
_ATTEMPTS = 3
_PIECE_BYTES = 16 * 1024 * 1024

# Words in messages of Arrow, which has no codes; what they mean and what to do.
_BY_SERVER = "AWS Error"
_ARCHIVED = ("INVALID_OBJECT_STATE", "InvalidObjectState")
_NO_BUCKET = ("NO_SUCH_BUCKET", "NoSuchBucket")
_DENIED = ("ACCESS_DENIED", "AccessDenied", "HTTP status 403")
_BAD_CREDENTIALS = (
    *("INVALID_ACCESS_KEY_ID", "SIGNATURE_DOES_NOT_MATCH", "INVALID_CLIENT_TOKEN_ID", "InvalidAccessKeyId"),
    *("SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "TokenRefreshRequired", "INVALID_SIGNATURE"),
)


class StorageError(Exception):
    """The server of objects can't be used; the message says why and what to do.

    No OSError, so that it is never taken for a fault of a single file.
    """


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks. Never shown."""

    key: str = field(repr=False)
    secret: str = field(repr=False)
    token: str | None = field(repr=False)


class Stored(NamedTuple):
    """A file below a folder: its path relative to it, with `/`; size in bytes, time of change in ns since 1970."""

    name: str
    size: int
    mtime_ns: int


def credentials() -> Credentials:
    """Those of the environment. Raises StorageError when there are none."""
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if not key or not secret:
        raise StorageError(
            "There are no credentials for object storage. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    return Credentials(key, secret, os.environ.get("AWS_SESSION_TOKEN") or None)


def listed(folder: ObjectPath) -> list[Stored]:
    """All objects below a prefix, in no order. A thousand take one request.

    Raises FileNotFoundError when nothing at all is there, not even an empty object that stands for a folder.
    """
    from pyarrow.fs import FileSelector, FileType  # noqa: PLC0415

    start = len(folder.path) + 1
    with _explained(folder):
        found = _client(folder.service).get_file_info(FileSelector(folder.path, recursive=True))
    return [Stored(each.path[start:], each.size, each.mtime_ns) for each in found if each.type == FileType.File]


def size_of(file: ObjectPath) -> int:
    """Size in bytes. Raises FileNotFoundError when there is no such object."""
    with opened(file) as stream:
        return int(stream.size())


def read(file: ObjectPath) -> bytes:
    """The whole object. Raises FileNotFoundError when there is none."""
    with _explained(file), opened(file) as stream:
        return bytes(stream.read())


@contextmanager
def opened(file: ObjectPath) -> Iterator[Any]:
    """The object as an Arrow file that can be sought in. Raises FileNotFoundError when there is none.

    What the block raises about the bytes it was given is left as it is.
    """
    with _explained(file):
        stream = _client(file.service).open_input_file(file.path)
    with stream:
        try:
            yield stream
        except OSError as error:
            if _BY_SERVER in str(error):
                raise _about(file, error) from None
            raise


def write(file: ObjectPath, content: bytes) -> None:
    """Makes `content` the object. Until the server has all of it, the object is what it was."""
    with _explained(file):
        stream = _client(file.service).open_output_stream(file.path)
        stream.write(content)
        stream.close()


def upload(source: Path, file: ObjectPath) -> None:
    """Makes a copy of a file of the disk the object, of whatever size. Until the server has all of it, the object is
    what it was."""
    with source.open("rb") as content, _explained(file):
        stream = _client(file.service).open_output_stream(file.path)
        shutil.copyfileobj(content, stream, _PIECE_BYTES)
        stream.close()


def download(file: ObjectPath, target: Path) -> None:
    """Makes a copy of an object, of whatever size, a file of the disk. Raises FileNotFoundError when there is none."""
    with _explained(file), opened(file) as stream, target.open("wb") as content:
        shutil.copyfileobj(stream, content, _PIECE_BYTES)


def remove(file: ObjectPath) -> None:
    """Removes an object; nothing happens when there is none."""
    with suppress(FileNotFoundError), _explained(file):
        _client(file.service).delete_file(file.path)


def _client(service: Service) -> Any:
    return _client_of(service, credentials())


@lru_cache(maxsize=4)
def _client_of(service: Service, who: Credentials) -> Any:
    from pyarrow.fs import AwsStandardS3RetryStrategy, S3FileSystem  # noqa: PLC0415 - starts threads

    return S3FileSystem(
        access_key=who.key,
        secret_key=who.secret,
        session_token=who.token,
        region=service.region,
        endpoint_override=service.host,
        scheme="https" if service.is_encrypted else "http",
        connect_timeout=_CONNECT_SECONDS,
        request_timeout=_REQUEST_SECONDS,
        retry_strategy=AwsStandardS3RetryStrategy(max_attempts=_ATTEMPTS),
        # An object of usual size is one request then, and no thread of Arrow writes after an error.
        allow_delayed_open=True,  # type: ignore[call-arg]  # the stubs of Arrow do not know it yet
        background_writes=False,
    )


@contextmanager
def _explained(place: ObjectPath) -> Iterator[None]:
    """Turns what Arrow raises into an OSError about one object, or StorageError about the server."""
    if not is_plain_key(place.key or "root"):
        raise OSError(errno.EINVAL, "its key has an empty part, . or ..", str(place))
    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(place)) from error
    except OSError as error:
        raise _about(place, error) from None


def _about(place: ObjectPath, error: OSError) -> Exception:
    """What an error of Arrow is to callers."""
    if any(word in str(error) for word in _ARCHIVED):
        return OSError(errno.EIO, "the object is archived, and has to be restored first", str(place))
    return StorageError(_explanation(place, str(error)))


def _explanation(place: ObjectPath, message: str) -> str:
    if any(word in message for word in _NO_BUCKET):
        return f"There is no bucket {place.bucket} at {place.service}. Make it, or mend the address {place}."
    if any(word in message for word in (*_BAD_CREDENTIALS, *_DENIED)):
        return (
            f"{place.service} refuses access to {place}. "
            "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they are allowed."
        )
    reason = message.rpartition("Details: ")[2].rpartition(" Message: ")[2].partition(" (Request ID")[0].strip()
    return f"{place.service} can't be used for {place}: {reason}. Check GK_S3_ENDPOINT, AWS_REGION and the network."
