"""What each page reads besides its own fields, counted in queries: a learner's page has ten in all."""
