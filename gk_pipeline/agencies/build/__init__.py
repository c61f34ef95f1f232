"""Builds the file of divisions from yearly lists of public packages: `python -m gk_pipeline.agencies.build`.

Belongs here: fetching and checking the packages, cleaning names, comparing the lists of successive years. Does not:
reading the built file (`agencies/divisions.py`). Nothing of this runs when reports are read.
"""
