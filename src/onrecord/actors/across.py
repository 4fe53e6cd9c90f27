from dataclasses import dataclass


@dataclass(frozen=True)
class ActorMention:
    name: str
    side: str | None
    said: str | None
    report: str
    count: int


@dataclass(frozen=True)
class KnownActor:
    id: str
    name: str
    side: str | None
    names: tuple
    first: str | None
    last: str | None
    reasons: tuple = ()


def group_of(name, side):
    return (side or "", name.casefold().split()[-1] if name.split() else "")


def resolve_actors(ms):
    d = {}
    for m in ms:
        d.setdefault((m.name, m.side), []).append(m)
    return tuple(
        KnownActor(
            f"{(s or '-').lower()}-{n.lower().replace(' ', '_')}",
            n,
            s,
            (n,),
            min((m.said or "" for m in v), default=None),
            max((m.said or "" for m in v), default=None),
        )
        for (n, s), v in d.items()
    )


def proposals_of_actors(k, m):
    return ()
