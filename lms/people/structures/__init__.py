"""Structures and their staff: lists, pages, arrivals, departures, transfers."""
