"""What a learner does: enrol, finish a lesson, sit a test. All below /<language>/learning/."""

from __future__ import annotations

from django.urls import path

from .views import enrolling, lessons, tests

urlpatterns = [
    path("courses/<uuid:uuid>/enrol/", enrolling.enrol_in_course, name="course-enrol"),
    path("lessons/<uuid:uuid>/finish/", lessons.finish, name="lesson-finish"),
    path("courses/<uuid:uuid>/test/", tests.TestIntroduction.as_view(), name="test-start"),
    path("tests/<uuid:uuid>/<int:position>/", tests.TestQuestion.as_view(), name="test-question"),
    path("tests/<uuid:uuid>/", tests.TestResult.as_view(), name="test-result"),
]
