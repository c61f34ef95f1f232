"""Do the figures add up, and whose fault is it when they do not."""
