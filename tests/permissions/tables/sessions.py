"""Sessions, registers and their evidence."""

TABLE = r"""
L/sessions/                                               -          .........  .........
L/sessions/<uuid:session>/                                own        0...0....  0...0....
"                                                         neighbour  00000....  00000....
"                                                         sibling    000000...  000000...
"                                                         none       000000000  000000000
L/sessions/<uuid:session>/register/                       own        i00.000.0  i00>000>0
"                                                         neighbour  i000000.0  i000000>0
"                                                         sibling    i000000.0  i000000>0
"                                                         none       i00000000  i00000000
L/sessions/<uuid:session>/sheet/                          own        i00.000.0  i00.000.0
"                                                         neighbour  i000000.0  i000000.0
"                                                         sibling    i000000.0  i000000.0
"                                                         none       i00000000  i00000000
L/sessions/<uuid:session>/slots/<int:slot>/               own        immmmmmmm  i00>000>0
"                                                         neighbour  immmmmmmm  i000000>0
"                                                         sibling    immmmmmmm  i000000>0
"                                                         none       immmmmmmm  i00000000
L/sessions/<uuid:session>/close/                          own        i00.000.0  i00.000.0
"                                                         neighbour  i000000.0  i000000.0
"                                                         sibling    i000000.0  i000000.0
"                                                         none       i00000000  i00000000
L/sessions/<uuid:session>/reopen/                         own        i000000.0  i000000.0
"                                                         neighbour  i000000.0  i000000.0
"                                                         sibling    i000000.0  i000000.0
"                                                         none       i00000000  i00000000
L/sessions/<uuid:session>/documents/                      own        i00.000.0  i00.000.0
"                                                         neighbour  i000000.0  i000000.0
"                                                         sibling    i000000.0  i000000.0
"                                                         none       i00000000  i00000000
L/sessions/<uuid:session>/registrations/add/              own        i0..000.0  i0..000.0
"                                                         neighbour  i000000.0  i000000.0
"                                                         sibling    i000000.0  i000000.0
"                                                         none       i00000000  i00000000
L/sessions/<uuid:session>/postpone/                       own        i000000.0  i000000.0
"                                                         neighbour  i000000.0  i000000.0
"                                                         sibling    i000000.0  i000000.0
"                                                         none       i00000000  i00000000
L/sessions/<uuid:session>/cancel/                         own        i000000.0  i000000.0
"                                                         neighbour  i000000.0  i000000.0
"                                                         sibling    i000000.0  i000000.0
"                                                         none       i00000000  i00000000
L/sessions/registrations/<uuid:registration>/strike-out/  own        i000000.0  i000000.0
"                                                         neighbour  i000000.0  i000000.0
"                                                         sibling    i000000.0  i000000.0
"                                                         none       i00000000  i00000000
L/sessions/registrations/<uuid:registration>/withdraw/    own        i0..000.0  i0>>000>0
"                                                         neighbour  i000000.0  i000000>0
"                                                         sibling    i000000.0  i000000>0
"                                                         none       i00000000  i00000000
L/sessions/evidence/<uuid:evidence>/                      own        i00.00...  i00.00...
"                                                         neighbour  i00000...  i00000...
"                                                         sibling    i00000...  i00000...
"                                                         none       i00000000  i00000000
"""

ARGUMENTS = [
    ("L/sessions/registrations/", {"registration": ("registration", "uuid")}),
    ("L/sessions/evidence/", {"evidence": ("evidence", "uuid")}),
    ("L/sessions/<uuid:session>/reopen/", {"session": ("held", "uuid")}),
    ("L/sessions/", {"session": ("session", "uuid"), "slot": ("slot", "pk")}),
]
