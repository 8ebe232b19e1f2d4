"""Sessions and registers, under /<language>/sessions/."""

from __future__ import annotations

from django.urls import path

from .views import closing, evidence, planning, register, registrations, sessions

urlpatterns = [
    path("", sessions.session_list, name="session-list"),
    path("<uuid:session>/", sessions.session_detail, name="session-detail"),
    path("<uuid:session>/register/", register.session_register, name="session-register"),
    path("<uuid:session>/sheet/", register.sign_in_sheet, name="session-sign-in-sheet"),
    path("<uuid:session>/slots/<int:slot>/", register.slot_outcome, name="slot-outcome"),
    path("<uuid:session>/close/", closing.session_close, name="session-close"),
    path("<uuid:session>/reopen/", closing.session_reopen, name="session-reopen"),
    path("<uuid:session>/postpone/", planning.session_postpone, name="session-postpone"),
    path("<uuid:session>/cancel/", planning.session_cancel, name="session-cancel"),
    path("<uuid:session>/documents/", evidence.evidence_add, name="session-evidence-add"),
    path("<uuid:session>/registrations/add/", registrations.registration_add, name="session-registration-add"),
    path(
        "registrations/<uuid:registration>/withdraw/",
        registrations.registration_withdraw,
        name="registration-withdraw",
    ),
    path(
        "registrations/<uuid:registration>/strike-out/",
        registrations.registration_void,
        name="registration-void",
    ),
    path("evidence/<uuid:evidence>/", evidence.evidence_file, name="evidence-file"),
]
