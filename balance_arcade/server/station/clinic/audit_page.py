"""The audit log, newest first, and whether its chain is whole."""

from __future__ import annotations

from typing import Final

from balance_arcade.records.clinic.audit_look import ChainLook, look_at_audit, look_at_chain
from balance_arcade.records.clinic.database import Database
from balance_arcade.reports.markup import Node, node
from balance_arcade.server.station.clinic.asking import Ask
from balance_arcade.server.station.clinic.frame import ROOT, link, moment, page, pages, table

MOST: Final = 100
PATH: Final = f"{ROOT}/audit"


def audit_page(database: Database, ask: Ask) -> str:
    """Lay out a page of the log; with ``check`` its chain is followed from the first row."""
    first = ask.first()
    found = look_at_audit(database, first=first, most=MOST)
    chain = _chain(look_at_chain(database)) if ask.query.get("check") else _offer(found.n_all)
    rows = [
        (
            node("span", str(one.id), class_="num"),
            moment(one.at),
            one.actor,
            one.action,
            node("span", one.subject, class_="file"),
            _short(one.detail),
            node("code", one.sha256[:12], title=one.sha256),
        )
        for one in found.lines
    ]
    header = ("Row", "When", "Who", "What", "Of", "Details", "Hash")
    return page(
        "Audit log",
        chain,
        table(header, rows, kind="audit") if rows else node("p", "Nothing yet.", class_="empty"),
        pages(PATH, first, MOST, found.n_all),
        here=PATH,
    )


def _short(detail: str) -> Node:
    """Shorten a hash; all of it stands in the title."""
    return (
        node("span", f"{detail[:12]}…", title=detail) if len(detail) == 64 else node("span", detail)
    )


def _offer(n_rows: int) -> Node:
    words = "Each row holds the hash of the row before: what is changed or taken out breaks it."
    check = link(f"{PATH}?check=1", "Check the chain") if n_rows else None
    return node("div", node("p", words, class_="hint"), check, class_="tools")


def _chain(look: ChainLook) -> Node:
    if look.broken is not None:
        words = f"The chain breaks at row {look.broken}: it, or the row before, is not as written."
        return node("p", words, class_="told care", role="alert")
    rows = "row fits" if look.n_rows == 1 else "rows fit"
    return node(
        "div",
        node("p", f"The chain is whole: {look.n_rows} {rows}."),
        node("p", "Newest hash, to be kept elsewhere: ", node("code", look.newest)),
        class_="told good",
        role="status",
    )
