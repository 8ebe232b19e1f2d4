"""From a page's place in the tree to its address, without asking the database.

Each language has one home page right under the root, and its address is `/<language>/`: what follows the home
page's slug in `url_path` is what follows the language in the address.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation


def below_home(url_path: str) -> str:
    """ "/accueil/modules/m02/" → "modules/m02/"; the home page itself is the empty text."""
    return url_path.strip("/").partition("/")[2] + "/" if url_path.strip("/").count("/") else ""


def page_address(url_path: str, language: str) -> str:
    """The address of the page at `url_path` in the tree of `language`."""
    with translation.override(language):
        return reverse("wagtail_serve", args=[below_home(url_path)])
