"""What dbt does to its connection besides what the profile says.

Belongs here: what the profile can't express. Does not: what is attached, and settings of DuckDB (`profiles.yml`).
"""

from __future__ import annotations

import os

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from gk_pipeline.location import Service
from gk_pipeline.warehouse.extensions import sign_in


class Plugin(BasePlugin):
    """Signs in to object storage, and makes names without a database those of the one that models are built in."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        # A profile can't leave a secret out where none is needed.
        if os.environ.get("GK_OBJECT_STORAGE"):
            sign_in(conn, Service(os.environ["GK_S3_ENDPOINT"] or None, os.environ["AWS_REGION"]))

    def configure_cursor(self, cursor: DuckDBPyConnection) -> None:
        if self.creds is not None and self.creds.attach:
            cursor.execute(f"use {self.creds.database}")
