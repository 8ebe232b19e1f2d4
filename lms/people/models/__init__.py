from .affiliation import Affiliation
from .organisation import Organisation
from .person import Person
from .territory import Province, Region
from .user import Invitation, RoleGrant, User

__all__ = [
    "Affiliation",
    "Invitation",
    "Organisation",
    "Person",
    "Province",
    "Region",
    "RoleGrant",
    "User",
]
