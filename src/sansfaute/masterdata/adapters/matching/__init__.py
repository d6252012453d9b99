"""Likely duplicates of a whole file, found by splink on DuckDB in a process of its own."""

from sansfaute.masterdata.adapters.matching.process import Found, Matching, MatchingFailed, find_clusters

__all__ = ["Found", "Matching", "MatchingFailed", "find_clusters"]
