"""The administration, besides the screens over one kind of record."""

TABLE = r"""
admin/login/                                                          -          iiiiiiiii  iiiiiiiii
admin/^(?:users|groups|redirects/import)/                              -          000000000  000000000
admin/bulk/<str:app_label>/<str:model_name>/<str:action>/             own        iii00i000  iii00i000
admin/localize/api/snippets/<slug:app_label>/<slug:model_name>/       own        000000000  000000000
admin/localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/  own        000000000  000000000
admin/failwhale/                                                      -          000000000  000000000
admin/reports/site-history/                                           -          iii00i...  iii00immm
admin/reports/site-history/results/                                   -          iii00i...  iii00immm
admin/                                                                -          iii..i...  iiimmimmm
admin/sprite/                                                         -          .........  .........
admin/jsi18n/                                                         -          .........  mmmmmmmmm
admin/^.*/$                                                           -          iii00i000  iii00i000
admin/rolegrant/                                                      -          iii>>i>..  iii>>i>mm
admin/rolegrant/results/                                              -          iii>>i>..  iii>>i>mm
admin/rolegrant/new/                                                  -          iii>>i>.>  iii>>i>.>
admin/rolegrant/edit/<int:pk>/                                        own        iii00i0.>  iii00i0>>
"                                                                     none       iii00i000  iii00i000
admin/rolegrant/history/<int:pk>/                                     own        iii00i0.>  iii00i0m>
admin/rolegrant/history-results/<int:pk>/                             own        iii00i0.>  iii00i0m>
admin/rolegrant/usage/<int:pk>/                                       own        iii00i0.>  iii00i0m>
admin/rolegrant/inspect/<int:pk>/                                     own        iii00i0..  iii00i0mm
admin/courseversion/state/<int:pk>/                                   own        iii..i>.>  iii>>i>>>
"                                                                     none       iii00i000  iii00i000
admin/person_chooser/                                                 -          iii..i...  iiimmimmm
admin/person_chooser/results/                                         -          iii..i...  iiimmimmm
admin/person_chooser/chosen/<str:pk>/                                 own        iii00i...  iii00immm
"                                                                     neighbour  iii00i...  iii00immm
"                                                                     sibling    iii00i...  iii00immm
"                                                                     none       iii00i000  iii00i000
admin/person_chooser/chosen-multiple/                                 -          iii..i...  iiimmimmm
admin/session_chooser/                                                -          iii..i...  iiimmimmm
admin/session_chooser/results/                                        -          iii..i...  iiimmimmm
admin/session_chooser/chosen/<str:pk>/                                own        iii.0i...  iiim0immm
"                                                                     neighbour  iii00i...  iii00immm
"                                                                     sibling    iii00i...  iii00immm
"                                                                     none       iii00i000  iii00i000
admin/session_chooser/chosen-multiple/                                -          iii..i...  iiimmimmm
admin/registration_chooser/                                           -          iii..i...  iiimmimmm
admin/registration_chooser/results/                                   -          iii..i...  iiimmimmm
admin/registration_chooser/chosen/<str:pk>/                           own        iii.0i...  iiim0immm
"                                                                     neighbour  iii00i...  iii00immm
"                                                                     sibling    iii00i...  iii00immm
"                                                                     none       iii00i000  iii00i000
admin/registration_chooser/chosen-multiple/                           -          iii..i...  iiimmimmm
admin/organisation_chooser/                                           -          iii..i...  iiimmimmm
admin/organisation_chooser/results/                                   -          iii..i...  iiimmimmm
admin/organisation_chooser/chosen/<str:pk>/                           own        iii00i...  iii00immm
"                                                                     neighbour  iii00i...  iii00immm
"                                                                     sibling    iii00i...  iii00immm
"                                                                     none       iii00i000  iii00i000
admin/organisation_chooser/chosen-multiple/                           -          iii..i...  iiimmimmm
"""

ADDRESSES = {
    "admin/^(?:users|groups|redirects/import)/": "/admin/users/",
    "admin/^.*/$": "/admin/nothing-here/",
}
ARGUMENTS = [
    ("admin/bulk/", {"app_label": "people", "model_name": "person", "action": "delete"}),
    ("admin/localize/api/", {"app_label": "certificates", "model_name": "certificatedesign", "pk": 1}),
    ("admin/rolegrant/", {"pk": ("rolegrant", "pk")}),
    ("admin/courseversion/", {"pk": ("courseversion", "pk")}),
    ("admin/person_chooser/", {"pk": ("person", "pk")}),
    ("admin/session_chooser/", {"pk": ("session", "pk")}),
    ("admin/registration_chooser/", {"pk": ("registration", "pk")}),
    ("admin/organisation_chooser/", {"pk": ("organisation", "pk")}),
]
