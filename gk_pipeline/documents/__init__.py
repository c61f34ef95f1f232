"""Bytes to documents: kinds and encodings of files told apart, text and tables with their offsets, and the way back."""
