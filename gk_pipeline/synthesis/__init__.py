"""Realistic reports with known values, for tests and benchmarks."""
