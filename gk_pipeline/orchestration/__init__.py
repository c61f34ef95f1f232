"""The pipeline as Dagster sees it: assets, checks, partitions, jobs. The only room that imports Dagster.

Modules with assets don't postpone annotations (`from __future__ import annotations`): Dagster reads that of `context`.
"""
