"""From the lake to marts that BI tools open: dbt runs, publishing, and the way back from a mart row to its source."""
