"""Sessions, their half-day slots, who is registered, and who was there."""
