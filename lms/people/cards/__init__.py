"""Printed cards: a way in for people without e-mail, a way back after a forgotten password."""
