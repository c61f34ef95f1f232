"""What commands show on a terminal.

Belongs here: tables, progress, marked text. Does not: finding anything out, exit codes (`cli.py`).
"""
