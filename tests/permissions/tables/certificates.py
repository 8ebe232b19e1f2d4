"""Certificates and their verification."""

TABLE = r"""
v/<str:code>/                              own        >>>>>>>>>  mmmmmmmmm
"                                          none       >>>>>>>>>  mmmmmmmmm
L/certificates/                            -          i........  immmmmmmm
L/certificates/<uuid:uuid>.pdf             own        i...0....  immmmmmmm
"                                          neighbour  i0000....  immmmmmmm
"                                          sibling    i00000...  immmmmmmm
"                                          none       i00000000  immmmmmmm
L/certificates/<uuid:uuid>/replace/        own        i000000.0  i000000.0
"                                          neighbour  i000000.0  i000000.0
"                                          sibling    i000000.0  i000000.0
"                                          none       i00000000  i00000000
L/certificates/<uuid:uuid>/revoke/         own        i000000.0  i000000.0
"                                          neighbour  i000000.0  i000000.0
"                                          sibling    i000000.0  i000000.0
"                                          none       i00000000  i00000000
L/certificates/session/<uuid:uuid>/        own        i0..0....  immmmmmmm
"                                          neighbour  i0000....  immmmmmmm
"                                          sibling    i00000...  immmmmmmm
"                                          none       i00000000  immmmmmmm
L/certificates/session/<uuid:uuid>.pdf     own        i0..0....  immmmmmmm
"                                          neighbour  i0000....  immmmmmmm
"                                          sibling    i00000...  immmmmmmm
"                                          none       i00000000  immmmmmmm
L/certificates/session/<uuid:uuid>/issue/  own        immmmmmmm  i000000>0
"                                          neighbour  immmmmmmm  i000000>0
"                                          sibling    immmmmmmm  i000000>0
"                                          none       immmmmmmm  i00000000
L/verify/                                  -          .........  mmmmmmmmm
L/verify/<str:code>/                       own        .........  mmmmmmmmm
"                                          none       000000000  mmmmmmmmm
"""

ARGUMENTS = [
    ("L/certificates/session/", {"uuid": ("held", "uuid")}),
    ("L/certificates/", {"uuid": ("certificate", "uuid")}),
    ("L/verify/", {"code": ("certificate", "code")}),
    ("v/", {"code": ("certificate", "code")}),
]
