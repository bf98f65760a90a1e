"""Trials: batch re-analysis, summaries."""
