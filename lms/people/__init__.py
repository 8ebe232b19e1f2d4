"""Territory, organisations, persons and their affiliations, users and their roles."""
