"""One definition per table of the lake, rendered to Arrow, pandera and dbt. Start reading in `registry.py`."""
