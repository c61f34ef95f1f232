"""A server of objects on loopback, which checks who asks, for tests that write to a bucket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest

from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings

_REGION = "eu-north-1"
# Serves until its input ends, and so never longer than the tests.
_SERVER = """
import logging, sys
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("http://%s:%s" % server.get_host_and_port(), flush=True)
for line in sys.stdin:
    bucket, prefix, count = line.split()
    for number in range(int(count)):
        s3_backends[DEFAULT_ACCOUNT_ID]["aws"].put_object(bucket, prefix + str(number), b"")
    print("done", flush=True)
server.stop()
"""
_ALL_OF_S3 = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


class ObjectStorage:
    """The server as its users see it. `key` and `secret` are those of the one user there is."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._server = server
        self.endpoint = self._answer()
        # Who runs the server makes the user; from then on every request has to be signed by that user.
        iam = self._client("iam", "owner", "owner")
        iam.create_user(UserName="pipeline")
        iam.put_user_policy(UserName="pipeline", PolicyName="all", PolicyDocument=json.dumps(_ALL_OF_S3))
        made = iam.create_access_key(UserName="pipeline")["AccessKey"]
        self.key, self.secret = made["AccessKeyId"], made["SecretAccessKey"]
        self._s3 = self._client("s3", self.key, self.secret)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead the pipeline to this server."""
        return {
            "GK_S3_ENDPOINT": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_REGION": _REGION,
        }

    def paths(self, home: Path, **given: str) -> Paths:
        """A home with these settings beside it, such as GK_LAKE."""
        return Paths(Settings.load({"GK_HOME": str(home), **self.environment, **given}))

    def make_bucket(self, bucket: str) -> None:
        self._s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": _REGION})

    def put(self, bucket: str, key: str, content: bytes) -> None:
        self._s3.put_object(Bucket=bucket, Key=key, Body=content)

    def put_many(self, bucket: str, prefix: str, count: int) -> None:
        """Empty objects with numbered keys, made by the server itself, without a request each."""
        assert self._server.stdin is not None
        self._server.stdin.write(f"{bucket} {prefix} {count}\n")
        self._server.stdin.flush()
        assert self._answer() == "done"

    def get(self, bucket: str, key: str) -> bytes:
        content: bytes = self._s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        return content

    def delete(self, bucket: str, key: str) -> None:
        self._s3.delete_object(Bucket=bucket, Key=key)

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        """All keys with a prefix, in order; the marks that stand for empty folders left out."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return [each["Key"] for page in pages for each in page.get("Contents", ()) if not each["Key"].endswith("/")]

    def _answer(self) -> str:
        assert self._server.stdout is not None
        return self._server.stdout.readline().strip()

    def _client(self, service: str, key: str, secret: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=_REGION,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
        )


@contextmanager
def served() -> Iterator[ObjectStorage]:
    """Starts a server on a free port; its variables are those of this process meanwhile."""
    # A process of its own: a client that keeps Python's lock while it waits would wait for itself.
    command = [sys.executable, "-c", _SERVER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        try:
            storage = ObjectStorage(server)
            _require_signatures(storage.endpoint)
            with pytest.MonkeyPatch.context() as patch:
                for name in [name for name in os.environ if name.startswith(("AWS_", "GK_"))]:
                    patch.delenv(name)
                for name, value in storage.environment.items():
                    patch.setenv(name, value)
                yield storage
        finally:
            server.stdin.close()


def _require_signatures(endpoint: str) -> None:
    """Tells the server to check signatures from now on."""
    headers = {"Content-Type": "text/plain"}
    request = urllib.request.Request(f"{endpoint}/moto-api/reset-auth", data=b"0", headers=headers)
    urllib.request.urlopen(request).close()
