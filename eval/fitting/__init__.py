"""Fit the sentence and abstention models on development sets."""
