from .catalogue import Competency, Course, CourseVersion, Theme
from .learning import Enrolment, LessonProgress, TestAnswer, TestAttempt
from .lessons import Choice, Lesson, Question

__all__ = [
    "Choice",
    "Competency",
    "Course",
    "CourseVersion",
    "Enrolment",
    "Lesson",
    "LessonProgress",
    "Question",
    "TestAnswer",
    "TestAttempt",
    "Theme",
]
