"""Who reports."""
