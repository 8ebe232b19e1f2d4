"""The screens over our records in the administration.

The rights of trainer, content editor, ministry officer, administrator, auditor.
"""

from tests.permissions.matrix import Office

OFFICE = [
    Office("admin/theme/", "theme", "v", "v", "v", "vac", "v"),
    Office("admin/competency/", "competency", "v", "v", "v", "vac", "v"),
    Office("admin/course/", "course", "vac", "vac", "v", "vac", "v"),
    Office("admin/courseversion/", "courseversion", "vac", "vac", "v", "vac", "v"),
    Office("admin/question/", "question", "vac", "vac", "v", "vac", "v"),
    Office("admin/enrolment/", "enrolment", "-", "-", "v", "v", "v", scoped=True),
    Office("admin/organisation/", "organisation", "-", "-", "v", "vac", "v", scoped=True),
    Office("admin/person/", "person", "-", "-", "v", "vac", "v", scoped=True),
    Office("admin/affiliation/", "affiliation", "-", "-", "v", "vac", "v", scoped=True),
    Office("admin/invitation/", "invitation", "-", "-", "v", "va", "v", scoped=True),
    Office("admin/region/", "region", "-", "-", "v", "v", "v"),
    Office("admin/province/", "province", "-", "-", "v", "v", "v"),
    Office("admin/session/", "session", "-", "-", "v", "vac", "v", scoped=True, reached=("own",)),
    Office("admin/series/", "series", "-", "-", "v", "vac", "v"),
    Office("admin/registration/", "registration", "-", "-", "v", "v", "v", scoped=True, reached=("own",)),
    Office("admin/evidence/", "evidence", "-", "-", "v", "v", "v", scoped=True, reached=("own",)),
    Office("admin/evaluation/", "evaluation", "-", "-", "v", "vac", "v"),
    Office("admin/followup/", "followup", "-", "-", "v", "vac", "v", scoped=True, reached=("own",)),
    Office("admin/snippets/certificates/certificatedesign/", "design", "-", "-", "-", "vac", "v"),
    Office("admin/certificate/", "certificate", "-", "-", "v", "v", "v", scoped=True, reached=("own",)),
    Office("admin/commitments/", "commitment", "-", "-", "vac", "vac", "v"),
    Office("admin/indicators/", "indicator", "-", "-", "vac", "vac", "v"),
    Office("admin/periods/", "period", "-", "-", "vac", "vac", "v"),
    Office("admin/targets/", "target", "-", "-", "vac", "vac", "v"),
    Office("admin/report_deadlines/", "reportdeadline", "-", "-", "vac", "vac", "v"),
    Office("admin/children_served/", "childrenserved", "-", "-", "vac", "vac", "v"),
    Office("admin/freezes/", "freeze", "-", "-", "v", "v", "v"),
]
