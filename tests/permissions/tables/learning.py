"""Following modules and sitting tests."""

TABLE = r"""
L/learning/courses/<uuid:uuid>/enrol/         own        immmmmmmm  i>>>>>>>>
"                                             none       immmmmmmm  i00000000
L/learning/lessons/<uuid:uuid>/finish/        own        immmmmmmm  i>>>>>>>>
"                                             none       immmmmmmm  i00000000
L/learning/courses/<uuid:uuid>/test/          own        i.0000000  i>0000000
"                                             none       i00000000  i00000000
L/learning/tests/<uuid:uuid>/<int:position>/  own        i.0000000  i.0000000
"                                             neighbour  i00000000  i00000000
"                                             sibling    i00000000  i00000000
"                                             none       i00000000  i00000000
L/learning/tests/<uuid:uuid>/                 own        i>0000000  i>0000000
"                                             neighbour  i00000000  i00000000
"                                             sibling    i00000000  i00000000
"                                             none       i00000000  i00000000
L/my-learning/                                -          i........  i........
"""

ARGUMENTS = [
    ("L/learning/courses/<uuid:uuid>/test/", {"uuid": ("tested_course", "uuid")}),
    ("L/learning/courses/", {"uuid": ("course", "uuid")}),
    ("L/learning/lessons/", {"uuid": ("lesson", "uuid")}),
    ("L/learning/tests/", {"uuid": ("attempt", "uuid"), "position": 1}),
]
