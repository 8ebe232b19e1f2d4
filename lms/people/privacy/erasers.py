"""What the people app erases: account, ways in, requests, merges, import files, journal."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, PageLogEntry, Revision
from wagtail.users.models import UserProfile

from lms.core import audit
from lms.core.checks import is_ours

from ..enums import DataRequestState, InvitationState
from ..imports.services import forget_file
from ..models import DataRequest, Duplicate, Invitation, Merge, PersonImport, RoleGrant, SignInCard, User
from ..roles import refresh_groups
from .access import way_to_person
from .pseudonymising import register_eraser, register_free_texts
from .traces import Traces

# In which encodings a table of people may have been saved.
ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1256")
# What an import may hold once unpacked, in bytes; a file that claims more is removed unread.
LARGEST_UNPACKED = 64 * 1024 * 1024


def empty_account(traces: Traces) -> None:
    """Nobody signs in any more: name, addresses, password, factors, roles and sessions of the account go."""
    for user in User.objects.select_for_update().filter(pk__in=traces.user_ids):
        _end_roles(user)
        user.username, user.email, user.sign_in_phone = f"deleted-{user.pk}", "", ""
        user.set_unusable_password()
        user.is_active = user.is_staff = False
        user.save()
        user.user_permissions.clear()
    EmailAddress.objects.filter(user__in=traces.user_ids).delete()
    Authenticator.objects.filter(user__in=traces.user_ids).delete()
    for profile in UserProfile.objects.filter(user__in=traces.user_ids):
        if profile.avatar:
            transaction.on_commit(partial(profile.avatar.storage.delete, profile.avatar.name))
        profile.delete()
    forget_sessions(traces)


def _end_roles(user: User) -> None:
    """As `roles.end_role_grant` ends them, by the portal itself: kept on record, they give nothing from now on."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    for grant in RoleGrant.objects.filter(user=user).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=yesterday)):
        grant.starts_on, grant.ends_on = min(grant.starts_on, yesterday), yesterday
        grant.save(update_fields=["starts_on", "ends_on"])
        audit.record("people.role_ended", grant, actor=None, role=grant.role, last_day=str(yesterday))
    refresh_groups(user)


def forget_sessions(traces: Traces) -> None:
    """Delete the sessions of these accounts; also one that stopped between password and second factor, which holds
    the address but no account yet; and every expired one."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    theirs = {str(pk) for pk in traces.user_ids}
    keys = []
    for row in Session.objects.iterator():
        held = row.get_decoded()
        if held.get("_auth_user_id") in theirs or traces.found_in(json.dumps(held, ensure_ascii=False, default=str)):
            keys.append(row.pk)
    Session.objects.filter(pk__in=keys).delete()


def shut_ways_in(traces: Traces) -> None:
    """Invitations lose their address, and the open ones are withdrawn; so are the cards."""
    invitations = Invitation.objects.filter(person__in=traces.person_ids)
    invitations.filter(state=InvitationState.SENT).update(state=InvitationState.WITHDRAWN)
    invitations.update(email="")
    SignInCard.objects.filter(
        person__in=traces.person_ids, used_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=timezone.now())  # fmt: skip


def empty_requests(traces: Traces) -> None:
    """What was asked and answered in words goes; that it was asked, and when, stays. Nothing waits any more."""
    rows = DataRequest.objects.filter(person__in=traces.person_ids)
    rows.filter(state=DataRequestState.WAITING).update(state=DataRequestState.WITHDRAWN, decided_at=timezone.now())
    rows.update(changes={}, message="", answer="")


def empty_merges(traces: Traces) -> None:
    """The journal of a merge holds the rows as they were: without it, the merge can no longer be undone."""
    theirs = Q(kept__in=traces.person_ids) | Q(absorbed__in=traces.person_ids)
    Merge.objects.filter(theirs).update(journal=[], reason="")
    pairs = Q(first__in=traces.person_ids) | Q(second__in=traces.person_ids)
    Duplicate.objects.filter(pairs).update(reason="")


def remove_import_files(traces: Traces) -> None:
    """A stored import file that names the person, or that cannot be read, is removed; its import is dropped."""
    for row in PersonImport.objects.exclude(file=""):
        if file_names(row.file.storage, row.file.name or "", traces):
            forget_file(row)


def file_names(storage: Storage, name: str, traces: Traces) -> bool:
    """Whether the stored table names the person: true as well when it cannot be read, to be sure."""
    try:
        with storage.open(name) as file:
            content = file.read()
        parts = _unpacked(content) if content.startswith(b"PK") else [content]
    except (FileNotFoundError, zipfile.BadZipFile):
        return True
    texts = (part.decode(encoding, errors="ignore") for part in parts for encoding in ENCODINGS)
    return any(traces.found_in(text) or _all_parts_in(text, traces) for text in texts)


def _unpacked(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            raise zipfile.BadZipFile
        return [archive.read(entry) for entry in archive.infolist()]


def _all_parts_in(text: str, traces: Traces) -> bool:
    """Given and family name stand in different cells of a table: each is looked for by itself."""
    folded = text.casefold()
    return any(all(word.casefold() in folded for word in name.split()) for name in traces.full_names)


def clean_journal(traces: Traces) -> None:
    """The labels of the journal are names: on every row about the person, and wherever they are named."""
    for model in apps.get_models():
        way = way_to_person(model) if is_ours(model) else None
        if way is None:
            continue
        pks = model._default_manager.filter(**{f"{way}__in": traces.person_ids}).values_list("pk", flat=True)
        own = {"content_type": ContentType.objects.get_for_model(model), "object_id__in": [str(pk) for pk in pks]}
        for entry in ModelLogEntry.objects.filter(**own):
            entry.label = traces.label
            entry.data = traces.cleaned_data({key: value for key, value in entry.data.items() if key != "reason"})
            entry.data["erased"] = True
            entry.save(update_fields=["label", "data"])
        Revision.objects.filter(**own).delete()


def register() -> None:
    """Add what this app erases. The account first: its rows are then renamed in the journal."""
    for eraser in (
        empty_account, shut_ways_in, empty_requests, empty_merges, remove_import_files, clean_journal,
    ):  # fmt: skip
        register_eraser(f"people.{eraser.__name__}", eraser)
    texts: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
        (ModelLogEntry, ("label", "data")),
        (PageLogEntry, ("label", "data")),
        (DataRequest, ("message", "answer")),
        (Duplicate, ("reason",)),
        (Merge, ("reason",)),
        (PersonImport, ("original_name", "report")),
        (DBTaskResult, ("args_kwargs", "traceback")),
    )
    for model, fields in texts:
        register_free_texts(model, *fields)
