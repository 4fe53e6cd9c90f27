"""What the ledger says of agreements: standings, positions, disputes, what happened when."""

from typing import Annotated, Any

import typer

from onrecord.cli.app import app
from onrecord.cli.options import (
    DEFAULT_LEDGER,
    DEFAULT_LIMIT,
    AsJson,
    AsOf,
    LedgerPlace,
    Limit,
    OneAsJson,
    RecordedBy,
    asked,
    day_of,
    moments,
    print_objects,
    shortened,
)
from onrecord.errors import UnknownRecord
from onrecord.terminal import console, print_json

State = Annotated[
    str | None,
    typer.Option(
        metavar="STATE", help="A party: code, name, capital or adjective (GT, Guatemala)."
    ),
]


@app.command()
def agreements(
    state: State = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="What is arranged, such as readmission.")
    ] = None,
    standing: Annotated[
        str | None,
        typer.Option(
            metavar="STANDING", help="What the claims support: contested, agreed, refused, ended …"
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Spoken of on that day or later.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Spoken of on that day or earlier.")
    ] = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    limit: Limit = DEFAULT_LIMIT,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
) -> None:
    """List the agreements on record, each with its standing and the words it rests on."""
    from onrecord.cli.naming import kind_on, standing_named, state_on
    from onrecord.exports.agreements import agreements_table
    from onrecord.exports.recorded import agreement_entry_as_json
    from onrecord.ledger import Ledger, Wanted

    day_of(since, "--since")
    last = day_of(until, "--until")
    moment = moments(as_of, recorded_by)
    with Ledger.open(ledger) as record:
        wanted = Wanted(
            state=state_on(record, state) if state else None,
            kind=kind_on(record, kind) if kind else None,
            standing=standing_named(standing) if standing else None,
            since=since,
            until=last.isoformat() if last else None,
        )
        found = shortened(record.agreements(wanted, limit=asked(limit), **moment), limit)
    if as_json:
        print_objects(map(agreement_entry_as_json, found))
    else:
        console().print(agreements_table(found))


@app.command()
def agreement(
    agreement_id: Annotated[
        str, typer.Argument(metavar="ID", help="An id that `onrecord agreements` shows.")
    ],
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: OneAsJson = False,
) -> None:
    """Show one agreement: standing, positions, claims, disputes and tensions, with their words."""
    from onrecord.exports.agreements import agreement_table
    from onrecord.exports.recorded import agreement_as_json
    from onrecord.ledger import Ledger

    moment = moments(as_of, recorded_by)
    with Ledger.open(ledger) as record:
        found = record.agreement(agreement_id, **moment)
    if as_json:
        print_json(agreement_as_json(found))
    else:
        console().print(agreement_table(found))


@app.command()
def disputes(
    weak: Annotated[
        bool, typer.Option("--weak", help="Then also list the tensions: weaker contradictions.")
    ] = False,
    state: State = None,
    field: Annotated[
        str | None, typer.Option(metavar="FIELD", help="On what they part: signed, terms, agreed …")
    ] = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    limit: Limit = DEFAULT_LIMIT,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
) -> None:
    """List the claims on record that cannot both hold, both sides' words beside each other."""
    from onrecord.cli.naming import field_named, state_on
    from onrecord.exports.disputed import disputes_table, tensions_table
    from onrecord.exports.recorded import recorded_dispute_as_json, recorded_tension_as_json
    from onrecord.ledger import Ledger

    moment = moments(as_of, recorded_by)
    with Ledger.open(ledger) as record:
        about: dict[str, Any] = {
            "state": state_on(record, state) if state else None,
            "field": field_named(field) if field else None,
            "limit": asked(limit),
        }
        found = shortened(record.disputes(**about, **moment), limit)
        tensions = shortened(record.disputes(weak=True, **about, **moment), limit) if weak else ()
    if as_json:
        print_objects(map(recorded_dispute_as_json, found))
        print_objects(map(recorded_tension_as_json, tensions))
        return
    console().print(disputes_table(found))
    if weak:
        console().print(tensions_table(tensions))


@app.command()
def positions(
    state: Annotated[
        str, typer.Argument(metavar="STATE", help="By code, name, capital or adjective.")
    ],
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    limit: Limit = DEFAULT_LIMIT,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
) -> None:
    """Show what a state or body holds of each agreement: asserts, denies, refuses, is silent."""
    from onrecord.cli.naming import state_on
    from onrecord.exports.agreements import positions_table
    from onrecord.exports.recorded import position_as_json
    from onrecord.ledger import Ledger

    moment = moments(as_of, recorded_by)
    with Ledger.open(ledger) as record:
        side = state_on(record, state)
        found = shortened(record.positions(side, limit=asked(limit), **moment), limit)
    if as_json:
        print_objects(map(position_as_json, found))
    else:
        console().print(positions_table(side, found))


@app.command()
def actors(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Part of their fullest name.")
    ] = None,
    state: State = None,
    limit: Limit = DEFAULT_LIMIT,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
) -> None:
    """List who speaks on record, under which names and for whom, who says most first."""
    from onrecord.cli.naming import state_on
    from onrecord.exports.actors import actors_table, known_actor_as_json
    from onrecord.ledger import Ledger

    with Ledger.open(ledger) as record:
        side = state_on(record, state) if state else None
        found = shortened(record.actors(side=side, name=name, limit=asked(limit)), limit)
    if as_json:
        print_objects(map(known_actor_as_json, found))
    else:
        console().print(actors_table(found))


@app.command()
def timeline(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="AGREEMENT|STATE", help="An agreement's id, or a state (code, name, capital)."
        ),
    ],
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    limit: Limit = DEFAULT_LIMIT,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
) -> None:
    """Show what is said to have happened when, of one agreement or of all of a state."""
    from onrecord.cli.naming import sides_named, state_on
    from onrecord.exports.agreements import timeline_table
    from onrecord.exports.recorded import event_as_json
    from onrecord.ledger import Event, Ledger

    moment = moments(as_of, recorded_by)
    found: tuple[Event, ...] = ()
    with Ledger.open(ledger) as record:
        # Ids of agreements have a hyphen, but so has Guinea-Bissau.
        is_state = "-" not in subject or bool(sides_named(subject))
        about = state_on(record, subject) if is_state else subject
        try:
            found = record.timeline(about, limit=asked(limit), **moment)
        except UnknownRecord:
            if not is_state:
                raise
    events = shortened(found, limit, last=True)
    if as_json:
        print_objects(map(event_as_json, events))
    else:
        console().print(timeline_table(about, events))
