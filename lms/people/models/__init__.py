from .affiliation import Affiliation
from .duplicate import Duplicate, Merge
from .organisation import Management, Organisation
from .person import Person
from .person_import import PersonImport
from .privacy import DataRequest, NoticeAcceptance, PersonAccess
from .sign_in_card import SignInCard
from .territory import ArrondissementPrefecture, Province, Region
from .user import Invitation, RoleGrant, User

__all__ = [
    "Affiliation",
    "ArrondissementPrefecture",
    "DataRequest",
    "Duplicate",
    "Invitation",
    "Management",
    "Merge",
    "NoticeAcceptance",
    "Organisation",
    "Person",
    "PersonAccess",
    "PersonImport",
    "Province",
    "Region",
    "RoleGrant",
    "SignInCard",
    "User",
]
