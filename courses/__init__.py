"""The catalogue: themes, courses and their versions, lessons and questions; and what a learner did with them."""
