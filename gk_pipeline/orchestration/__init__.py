"""The pipeline as Dagster sees it: assets, checks, partitions, jobs. The only room that imports Dagster."""
