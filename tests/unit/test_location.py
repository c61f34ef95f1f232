"""Names of places in object storage, and addresses of its servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from gk_pipeline.location import ObjectPath, Service, is_plain_key, parse_endpoint, parse_object_path

SERVICE = Service()


@pytest.mark.parametrize(
    ("text", "bucket", "key"),
    [
        ("s3://reports", "reports", ""),
        ("s3://reports/", "reports", ""),
        ("s3://reports/in box/报告/", "reports", "in box/报告"),
        ("s3://my.reports-2/a", "my.reports-2", "a"),
    ],
)
def test_places_are_read(text: str, bucket: str, key: str) -> None:
    place = parse_object_path(text, SERVICE)
    assert (place.bucket, place.key) == (bucket, key)
    assert str(place) == text.rstrip("/")


@pytest.mark.parametrize(
    "text", ["s3://", "s3://a", "s3://Reports/a", "s3://-reports", "s3://reports/a//b", "s3://reports/../b", "reports"]
)
def test_what_is_no_place(text: str) -> None:
    with pytest.raises(ValueError, match="write it as s3://bucket/prefix"):
        parse_object_path(text, SERVICE)


def test_places_are_joined_and_taken_apart() -> None:
    bucket = parse_object_path("s3://reports", SERVICE)
    file = bucket / "lake" / "facts/part.parquet"
    assert str(file) == "s3://reports/lake/facts/part.parquet"
    assert file.path == "reports/lake/facts/part.parquet"
    assert file.name == "part.parquet"
    assert str(file.parent.parent) == "s3://reports/lake"
    assert bucket.path == "reports"


def test_a_place_is_in_those_above_it_alone() -> None:
    lake = parse_object_path("s3://reports/lake", SERVICE)
    assert (lake / "facts").is_in(lake)
    assert lake.is_in(lake)
    assert lake.is_in(lake.parent)
    assert not parse_object_path("s3://reports/lake2", SERVICE).is_in(lake)
    assert not lake.is_in(lake / "facts")
    assert not ObjectPath("reports", "lake/facts", Service("https://other")).is_in(lake)


def test_a_place_is_never_taken_for_a_folder() -> None:
    place = parse_object_path("s3://reports/lake", SERVICE)
    with pytest.raises(TypeError):
        Path(place)  # type: ignore[arg-type]
    for method in ("open", "read_bytes", "glob", "exists", "mkdir"):
        assert not hasattr(place, method)


@pytest.mark.parametrize("key", ["a//b", "/a", "a/", "./a", "a/../b", ".."])
def test_keys_that_clients_read_differently(key: str) -> None:
    assert not is_plain_key(key)
    assert is_plain_key("a/.b/..c/d")


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("https://minio.example:9000", "https://minio.example:9000"),
        ("https://minio.example:9000/", "https://minio.example:9000"),
        ("minio.example", "https://minio.example"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:9000", "http://[::1]:9000"),
    ],
)
def test_addresses_of_servers(text: str, endpoint: str) -> None:
    assert parse_endpoint(text) == endpoint
    service = Service(endpoint)
    assert service.host == endpoint.partition("//")[2]
    assert service.is_encrypted == endpoint.startswith("https")


def test_without_encryption_only_on_this_machine() -> None:
    for text in ("http://minio.example:9000", "http://10.0.0.1", "http://localhost.example"):
        with pytest.raises(ValueError, match="http is for this machine alone"):
            parse_endpoint(text)


@pytest.mark.parametrize(
    "text",
    ["https://user:word@host", "https://host/path", "https://host?word", "ftp://host", "https://", "https://host:port"],
)
def test_what_is_no_address_is_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="write it as https://host:port") as raised:
        parse_endpoint(text)
    assert "word" not in str(raised.value).replace("password", "")
