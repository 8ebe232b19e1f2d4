"""Pages, languages, files."""

TABLE = r"""
choose-language:                                                      -          >>>>>>>>>  >>>>>>>>>
^admin/password_reset/                                                -          iiiiiiiii  iiiiiiiii
documents/^(\d+)/(.*)$                                                -          000000000  000000000
documents/authenticate_with_password/<int:restriction_id>/            none       000000000  000000000
styleguide/                                                           -          .........  .........
^media/images/(?P<path>.*)$                                           -          000000000  000000000
L/signed-in/                                                          -          i>>>>>>>>  i>>>>>>>>
L/^(?!_)((?:[\w\-]+/)*)$                                              -          .........  .........
L/^((?:[\w\-]+/)*)$                                                   -          .........  .........
L/_util/login/                                                        -          iiiiiiiii  iiiiiiiii
L/_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/  none       000000000  000000000
"""

ADDRESSES = {
    "choose-language:": "/",
    r"documents/^(\d+)/(.*)$": "/documents/987654321/rapport.pdf",
    r"L/^(?!_)((?:[\w\-]+/)*)$": "/fr/",
    r"L/^((?:[\w\-]+/)*)$": "/ar/",
    r"^media/images/(?P<path>.*)$": "/media/images/nothing-here.webp",
}
ARGUMENTS = [
    ("", {"pk": 987654321, "restriction_id": 987654321, "page_view_restriction_id": 987654321, "page_id": 987654321}),
]
