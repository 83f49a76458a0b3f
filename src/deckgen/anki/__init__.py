"""Delivery to Anki: what a collection needs is decided as data, then carried out in one of two kinds of collection."""
