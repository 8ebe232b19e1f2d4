"""A person's own pages, and the pages of the tree."""

from __future__ import annotations

from django.urls import path, re_path

from .serving import serve_page
from .views.my_learning import my_learning
from .views.signed_in import signed_in

urlpatterns = [
    path("my-learning/", my_learning, name="my-learning"),
    path("signed-in/", signed_in, name="signed-in"),
    # Every other address below a language is a page; Wagtail's own services begin with an underscore.
    re_path(r"^(?!_)((?:[\w\-]+/)*)$", serve_page, name="page"),
]
