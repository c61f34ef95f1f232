"""Text to facts and claims."""
