"""The sentences of docs/roles.md and docs/roles.fr.md. They are read in the repository, not on the portal."""

from __future__ import annotations

from dataclasses import dataclass

from .enums import Role, Scope


@dataclass(frozen=True)
class Texts:
    """The words of one language round the tables of the matrix."""

    introduction: str
    scopes: str
    role: str
    given_over: str
    either: str
    ceilings: str
    gives: str
    where: str
    territories: dict[Role, str]
    ceiling_rules: str
    portal: str
    portal_key: str
    act: str
    acts: dict[str, str]
    reaches: dict[Scope, str]
    records: str
    record: str
    letters: str
    pages: str
    may: str
    all_pages: str
    and_below: str
    page_rights: dict[str, str]
    others: str
    permission: str
    roles: str


ENGLISH = Texts(
    introduction="""# Roles and rights

<!-- Written by `manage.py sync_roles --write-docs` from lms/people/role_matrix.py: edit that file, not this one. -->

A user holds **role grants**: a role, over a scope, from a day to a day. The tables below say what a role may do;
*where* it may do it is the scope of the grant, and a row outside the scope does not exist for the user (404). Several
grants add up. A grant that begins, ends or is withdrawn acts on the next request.

Nobody deletes facts about people: there is no such right and no such screen. Accounts are opened by invitation;
Wagtail's own screens of users and groups are closed. The ministry officer opens the figures down to the names behind
them and reads the records of persons: that is a decision of this portal, whose figures must be proved line by line.
""",
    scopes="Scopes",
    role="Role",
    given_over="Given over",
    either="or",
    ceilings="Who gives roles",
    gives="Gives and ends",
    where="Where",
    territories={
        Role.ADMINISTRATOR: "whole country",
        Role.TERRITORIAL_COORDINATOR: "to people at work in the own province or region, over its organisations",
    },
    ceiling_rules="""Nobody gives more than they hold, and nobody gives or ends a role of their own. At least two
national administrators with an open account remain: ending the role or closing the account of one of the last two is
refused. A portal with one administrator begins by naming a second one.""",
    portal="On the portal",
    portal_key="Each cell says how far the role reaches. Whoever has an account follows modules, for themselves.",
    act="Act",
    acts={
        "see_sessions": "See sessions that are not public",
        "register_people": "Register people for a session",
        "keep_registers": "Keep and close registers",
        "replan_sessions": "Postpone, cancel, reopen, strike out",
        "read_evidence": "Read signed sheets",
        "read_certificates": "Read the certificates of others",
        "issue_certificates": "Issue certificates",
        "revoke_certificates": "Replace and revoke certificates",
        "read_figures": "Read the indicators",
        "read_names_behind_figures": "Take away the names behind a figure",
        "look_after_a_team": "Look after the team of an organisation",
        "look_up_accounts": "Look up accounts",
        "give_roles": "Give and end roles",
        "close_accounts": "Close accounts and open them again",
        "read_the_journal": "Read the journal of the whole portal",
    },
    reaches={
        Scope.OWN: "own sessions",
        Scope.ORGANISATION: "organisation",
        Scope.PROVINCE: "territory",
        Scope.NATIONAL: "country",
    },
    records="Records in the administration",
    record="Record",
    letters="V view, A add, C change, P publish.",
    pages="Pages",
    may="May",
    all_pages="All pages",
    and_below="{page} and below",
    page_rights={
        "add_page": "add",
        "change_page": "change",
        "publish_page": "publish",
        "lock_page": "lock",
        "unlock_page": "unlock",
    },
    others="Everything else",
    permission="Permission",
    roles="Roles",
)

FRENCH = Texts(
    introduction="""# Rôles et droits

<!-- Écrit par `manage.py sync_roles --write-docs` d'après lms/people/role_matrix.py : modifier ce fichier-là. -->

Un compte porte des **attributions** : un rôle, sur un périmètre, d'un jour à un autre. Les tableaux disent ce que fait
un rôle ; *où* il le fait est le périmètre de l'attribution, et ce qui est hors du périmètre n'existe pas pour le compte
(404). Plusieurs attributions s'ajoutent. Une attribution qui commence, finit ou est retirée agit dès la requête
suivante.

Personne ne supprime un fait sur une personne : ce droit et cet écran n'existent pas. Les comptes s'ouvrent sur
invitation ; les écrans d'utilisateurs et de groupes de Wagtail sont fermés. Le responsable du ministère ouvre les
chiffres jusqu'aux noms et lit les fiches des personnes : c'est un choix de ce portail, dont chaque chiffre doit se
prouver ligne par ligne.
""",
    scopes="Périmètres",
    role="Rôle",
    given_over="Attribué sur",
    either="ou",
    ceilings="Qui attribue les rôles",
    gives="Attribue et termine",
    where="Où",
    territories={
        Role.ADMINISTRATOR: "tout le pays",
        Role.TERRITORIAL_COORDINATOR: "aux personnes en poste dans sa province ou sa région, sur ses structures",
    },
    ceiling_rules="""Personne n'attribue plus que ce qu'il détient, et personne n'attribue ni ne termine un rôle pour
soi-même. Il reste toujours au moins deux administrateurs nationaux au compte ouvert : terminer le rôle ou fermer le
compte de l'un des deux derniers est refusé. Un portail qui n'en a qu'un commence par en nommer un second.""",
    portal="Sur le portail",
    portal_key="Chaque case dit jusqu'où va le rôle. Qui a un compte suit des modules, pour soi.",
    act="Acte",
    acts={
        "see_sessions": "Voir les sessions qui ne sont pas publiques",
        "register_people": "Inscrire à une session",
        "keep_registers": "Tenir et clore les registres",
        "replan_sessions": "Reporter, annuler, rouvrir, rayer",
        "read_evidence": "Lire les feuilles signées",
        "read_certificates": "Lire les attestations des autres",
        "issue_certificates": "Délivrer des attestations",
        "revoke_certificates": "Remplacer et révoquer des attestations",
        "read_figures": "Lire les indicateurs",
        "read_names_behind_figures": "Emporter les noms derrière un chiffre",
        "look_after_a_team": "S'occuper de l'équipe d'une structure",
        "look_up_accounts": "Consulter les comptes",
        "give_roles": "Attribuer et terminer des rôles",
        "close_accounts": "Fermer et rouvrir des comptes",
        "read_the_journal": "Lire le journal de tout le portail",
    },
    reaches={
        Scope.OWN: "ses sessions",
        Scope.ORGANISATION: "structure",
        Scope.PROVINCE: "territoire",
        Scope.NATIONAL: "pays",
    },
    records="Fiches dans l'administration",
    record="Fiche",
    letters="V voir, A ajouter, C modifier, P publier.",
    pages="Pages",
    may="Peut",
    all_pages="Toutes les pages",
    and_below="{page} et ce qui est dessous",
    page_rights={
        "add_page": "ajouter",
        "change_page": "modifier",
        "publish_page": "publier",
        "lock_page": "verrouiller",
        "unlock_page": "déverrouiller",
    },
    others="Le reste",
    permission="Permission",
    roles="Rôles",
)

TEXTS = {"en": ENGLISH, "fr": FRENCH}
