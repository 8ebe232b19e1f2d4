from .evidence import Evaluation, Evidence, FollowUp
from .register import Mark, MarkEvent, Registration
from .session import Series, Session, Slot

__all__ = [
    "Evaluation",
    "Evidence",
    "FollowUp",
    "Mark",
    "MarkEvent",
    "Registration",
    "Series",
    "Session",
    "Slot",
]
