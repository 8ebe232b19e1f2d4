"""The pages: home, catalogue, course, lesson, library, news; their blocks and the site's settings."""
