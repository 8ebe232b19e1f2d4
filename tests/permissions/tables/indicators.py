"""Indicators and their exports."""

TABLE = r"""
L/indicators/                                    -          i0000....  mmmmmmmmm
L/indicators/others/                             -          i0000....  mmmmmmmmm
L/indicators/declared/                           -          .........  mmmmmmmmm
L/indicators/export.<table:kind>                 own        i0000....  mmmmmmmmm
L/indicators/<indicator:code>/                   own        i0000....  mmmmmmmmm
L/indicators/<indicator:code>/rows.<table:kind>  own        i00000..0  mmmmmmmmm
"""

ARGUMENTS = [("L/indicators/", {"code": "I-2", "kind": "csv"})]
