"""Tables on disk: Parquet by report year, the parser's own rows, the ledger of what was seen and parsed, quarantine."""
