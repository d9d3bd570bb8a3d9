"""Assembly: finished layers become the settings an engine takes, checked as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from scenarios.acting import NAMED
from scenarios.calendar import Calendar, month_told, months_told
from scenarios.cells import plain_name
from scenarios.costs.declared import declared_costs
from scenarios.layers import COUNTS, Layers
from scenarios.places import Found, places_from
from scenarios.reading import bytes_of, located
from scenarios.sheets import CHANGEABLE, Entry, Sheet
from scenarios.tables.files import LARGEST
from scenarios.tables.kinds import kind_of_places
from scenarios.tables.reading import table_in
from scenarios.tables.understood import TableFile
from scenarios.waves import REPLACED_BY_WAVES, fail, waves_in
from scenarios.wording import number_meant, suggestion
from simulation.errors import ScenarioError
from simulation.parameters import PROCESSES, STRUCTURE, parameter_named
from simulation.places import Places, regular_places
from simulation.settings import WINDOW, Change, Settings, checked_structure, complete_values, in_order
from simulation.waves import Wave


def settings_of(layers: Layers, file: str) -> tuple[Settings, Found | None]:
    """Return what the engines take, and what the places file gives, if there is one.

    Parameters
    ----------
    layers : Layers
    file : str
        The scenario's own file, which messages about the whole name.

    Raises
    ------
    ScenarioError, ParameterError, StructureError
        If values, structure, months and places do not fit together.
    """
    with located(file):
        structure = _structure(layers)
        values = _values(layers)
    found: Found | None = None
    if layers.places is None:
        places = regular_places(structure, values["price.population"], len(layers.processes))
    else:
        found = found_in(layers.places, structure["ties"], values, layers.processes)
        if found.known:
            found = _started(found, layers)
        places = found.places
        structure |= _counts_of(places)
    waves: tuple[Wave, ...] = ()
    if layers.waves is None:
        places = _with_named(layers, places, values, file)
        _check_acts(layers, found is not None and found.says_who, file)
    else:
        waves = waves_in(layers.waves, places, structure["months"], layers.calendar)
        _take_waves(layers, layers.waves, waves)
        values |= {name: number_meant(parameter_named(name), layers.start[name].value) for name in WINDOW}
    changes = _changes(layers, structure["months"], places)
    return Settings(structure, values, changes, places, layers.processes, waves), found


def _take_waves(layers: Layers, sheet: Sheet, waves: Sequence[Wave]) -> None:
    """Let waves say who is mentored and when, instead of what an earlier layer says; refuse what says it as well."""
    for name in REPLACED_BY_WAVES:
        given = [entry for (_, dated), entry in layers.dated.items() if dated == name]
        given += [layers.start[name]] if name in layers.start else []
        if given and layers.layer_of[name] >= layers.layer_of["waves"]:
            with located(given[0].place):
                raise ScenarioError(
                    f"{name} is {given[0].value!r}, and waves say who is mentored, and when, so that it would have no "
                    f"effect. Allowed: one of the two. Take {name} or the waves away."
                )
        layers.dated = {key: entry for key, entry in layers.dated.items() if key[1] != name}
    if layers.start["coaching_targeting"].value == "named" and any(wave.drawn for wave in waves):
        fail(
            sheet,
            "a wave has a share, and coaching_targeting is 'named': names draw nobody. Allowed: scattered, clustered, "
            "hubs. Choose one.",
        )
    for name, month in zip(WINDOW, (min(w.start for w in waves), max(w.end for w in waves)), strict=True):
        layers.start[name] = Entry(name, month, file=sheet.file)


def found_in(sheet: Sheet, ties: int, values: Mapping[str, float], processes: tuple[str, ...]) -> Found:
    """Return what the places file of a scenario gives.

    Raises
    ------
    ScenarioError, ParameterError, StructureError
        If it cannot be read or understood.
    """
    path, shown, which = places_file(sheet)
    with located(f"{sheet.file}: places"):
        data = bytes_of(path, shown, LARGEST, "places")
    table = table_in(data, shown, kind_of_places(processes), which.sheet, which.columns)
    return places_from(table, ties=ties, values=values, processes=processes)


def read_places(file: str) -> Found:
    """Return what a table of places gives by itself, as a scenario based on the library's reference would read it.

    Known coverages are read and not yet turned into starts: that takes the rules of a scenario.

    Parameters
    ----------
    file : str
        Path of a spreadsheet or CSV file; the name of a sheet may stand after a #.

    Raises
    ------
    ScenarioError, ParameterError, StructureError
        If it cannot be read or understood.
    """
    from scenarios.library import REFERENCE, sheet_of

    layers = Layers()
    layers.lay_sheet(sheet_of(REFERENCE))
    which = TableFile(file).apart(Path())
    data = bytes_of(Path(which.file), which.file, LARGEST, "places")
    table = table_in(data, which.file, kind_of_places(PROCESSES), which.sheet, {})
    return places_from(table, ties=_structure(layers)["ties"], values=_values(layers), processes=PROCESSES)


def _started(found: Found, layers: Layers) -> Found:
    """Return places whose baselines give the coverage that is known, under the rules of the file that brings them.

    What is laid over that file moves no start: scenarios that are based on it, and values that are tried out, keep the
    same places, so that they can be compared.
    """
    from scenarios.starts import with_baselines, with_starts

    own = layers.at_places or layers
    if own.processes != layers.processes:
        own = layers
    structure = _structure(own) | _counts_of(found.places)
    settings = Settings(
        structure, _values(own), _changes(own, structure["months"], found.places), found.places, own.processes
    )
    baselines = with_starts(settings, found.known, found.table.problems)
    found.table.problems.refuse()
    starts: dict[str, tuple[float, float]] = {}
    for place, process in enumerate(own.processes):
        if given := [baseline for (_, which), baseline in baselines.items() if which == place]:
            starts[f"coverage.{process}"] = min(given), max(given)
    return replace(
        found,
        places=with_baselines(found.places, baselines),
        understood=replace(found.understood, starts=starts),
    )


def places_file(sheet: Sheet) -> tuple[Path, str, TableFile]:
    """Return the path of a scenario's places file, the path as messages name it, and its sheet and columns."""
    assert sheet.places is not None
    which = sheet.places.apart(sheet.path.parent)
    return sheet.path.parent / which.file, f"{sheet.file.removesuffix(sheet.path.name)}{which.file}", which


def _values(layers: Layers) -> dict[str, float]:
    costs = declared_costs(layers.processes)
    given = {n: entry.value for n, entry in layers.start.items() if n not in CHANGEABLE and n not in costs}
    return complete_values(given, layers.processes, lambda month: month_told(month, layers.calendar))


def _structure(layers: Layers) -> dict[str, int]:
    given = {name: entry.value for name, entry in layers.start.items() if name in STRUCTURE}
    if layers.places is not None:
        given |= dict.fromkeys(COUNTS, 1)  # the file will tell
    return checked_structure(given)


def _counts_of(places: Places) -> dict[str, int]:
    """Return the structure of places that need not be of equal size: the number of regions, the largest of the rest."""
    return {
        "regions": places.regions,
        "networks_per_region": max(len(places.networks_of(region)) for region in range(places.regions)),
        "teams_per_network": max(len(places.teams_of(network)) for network in range(places.networks)),
    }


def _changes(layers: Layers, months: int, places: Places) -> tuple[Change, ...]:
    """Return all dated changes in the order in which they hold."""
    found = [(entry, _change(layers, month, entry, months)) for (month, _), entry in layers.dated.items()]
    everywhere = [change for _, change in found]
    for (month, name, _), entry in layers.local.items():
        networks = networks_of(entry, places, parameter_named(name, layers.processes).by)
        own = [month] if entry.dated else [0, *(one.month for one in everywhere if one.name == name)]
        found += [
            (entry, replace(_change(layers, one, entry, months), networks=networks, always=not entry.dated))
            for one in own
        ]
    _check_apart([(entry, change) for entry, change in found if entry.where and entry.dated], places, layers.calendar)
    return in_order((change for _, change in found), layers.processes)


def _change(layers: Layers, month: int, entry: Entry, months: int) -> Change:
    if month >= months:
        which, allowed = month_told(month, layers.calendar), months_told(months - 1, layers.calendar)
        with located(entry.place):
            raise ScenarioError(
                f"month is {which}, outside {allowed}, the months simulated: {entry.name} would never change. "
                "Choose an earlier month, or simulate more months."
            )
    return Change(month, entry.name, number_meant(parameter_named(entry.name, layers.processes), entry.value))


def networks_of(entry: Entry, places: Places, by: str) -> tuple[int, ...]:
    """Return the networks where an entry holds, in their order.

    Parameters
    ----------
    entry : Entry
        With names of places.
    places : Places
    by : {"region", "network"}
        Smallest place that can have a value of its own.

    Raises
    ------
    ScenarioError
        If a name is unknown, given twice, or that of a network where only regions can differ; or if it is both that of
        a region and that of a network of another one. A region is meant where one of its own networks is called so.
    """
    region_of = {name: region for region, name in enumerate(places.region_names)}
    network_of = {name: network for network, name in enumerate(places.network_names)}
    found: set[int] = set()
    with located(entry.place):
        for name in entry.where:
            if entry.where.count(name) > 1:
                raise ScenarioError(f"{entry.name} is given for {name!r} twice. Allowed: each place once. Remove one.")
            if name in region_of:
                own = places.networks_of(region_of[name])
                if by == "network" and network_of.get(name, own[0]) not in own:
                    raise ScenarioError(
                        f"{entry.name} is given for {name!r}, which is a region of {len(own)} networks, and a network "
                        "of another region. Allowed: names of one place. Name the networks that are meant, or rename "
                        "that one in the table of places."
                    )
                found.update(own)
            elif name not in network_of:
                raise ScenarioError(
                    f"{entry.name} is given for {name!r}, which is no region and no network."
                    f"{suggestion(name, [*region_of, *network_of])} Allowed: regions {places.region_names[0]} to "
                    f"{places.region_names[-1]}, or networks such as {places.network_names[0]}. Mend the name."
                )
            elif by == "region":
                region = places.region_names[places.network_region[network_of[name]]]
                raise ScenarioError(
                    f"{entry.name} is given for {name!r}, which is a network, and its region's authority lives by it "
                    f"too. Allowed: regions. Write {region}."
                )
            else:
                found.add(network_of[name])
    return tuple(sorted(found))


def _check_apart(found: Sequence[tuple[Entry, Change]], places: Places, calendar: Calendar | None) -> None:
    """Refuse a place that has two values in one month; where one of the two is part of the other, it is the closer."""
    seen: dict[tuple[int, str], list[frozenset[int]]] = {}
    for entry, change in found:
        own = frozenset(change.networks)
        for other in seen.setdefault((change.month, change.name), []):
            if own & other and not (own < other or other < own):
                with located(entry.place):
                    raise ScenarioError(
                        f"{change.name} is given twice for {places.network_names[min(own & other)]} in month "
                        f"{month_told(change.month, calendar)}. Allowed: once. Take it out of one of the two."
                    )
        seen[change.month, change.name].append(own)


def _with_named(layers: Layers, places: Places, values: Mapping[str, float], file: str) -> Places:
    """Return the places with the networks that the scenario names, or else those the places file calls coached."""
    entry = layers.start.get("coached_networks")
    if entry is not None:
        names = [plain_name(name) for name in entry.value]
        place_of = {name: place for place, name in enumerate(places.network_names)}
        with located(entry.place):
            for name in names:
                if name not in place_of:
                    if name in places.region_names:
                        first = places.network_names[places.networks_of(places.region_names.index(name))[0]]
                        raise ScenarioError(
                            f"coached_networks has {name!r}, which is a region. Allowed: names of networks, such as "
                            f"{first} in that region. Name its networks."
                        )
                    raise ScenarioError(
                        f"coached_networks has {name!r}, which is no network.{suggestion(name, place_of)} "
                        f"Allowed: {places.network_names[0]} to {places.network_names[-1]}. Mend the name."
                    )
                if names.count(name) > 1:
                    raise ScenarioError(f"coached_networks has {name!r} twice. Allowed: once. Remove one.")
        places = replace(places, named=tuple(place_of[name] for name in names))
    if values["coaching_targeting"] == NAMED and not places.named:
        with located(file):
            raise ScenarioError(
                "coaching_targeting is 'named', and no network is. Allowed: with names. "
                'Add coached_networks = ["R1.N2"], or a column `coached` in a places file.'
            )
    return places


def _check_acts(layers: Layers, says_who: bool, file: str) -> None:
    """Refuse what would be without effect: networks named and never asked for, and a share where names say how many.

    Who says how networks are chosen where they are named, or in a later layer, has chosen;
    what a base says is no answer. A file that is based on nothing says everything, so that its share is no choice.
    """
    targeting = layers.start["coaching_targeting"]
    chosen = layers.layer_of["coaching_targeting"]
    if targeting.value != "named":
        entry = layers.start.get("coached_networks")
        where, field, layer = "", "", 0
        if entry is not None:
            where, field, layer = entry.place(), "coached_networks", layers.layer_of["coached_networks"]
        elif says_who and layers.places is not None:
            where, field, layer = places_file(layers.places)[1], "the column coached", layers.layer_of["places"]
        if field and chosen < layer:
            with located(where):
                raise ScenarioError(
                    f"{field} says who is coached, and coaching_targeting is {targeting.value!r}, so that it would "
                    f'have no effect. Allowed: with coaching_targeting = "named". Set it, or take {field} away; '
                    f"to keep the names for later, say coaching_targeting = {targeting.value!r} beside them."
                )
        return
    dated = [entry for (_, name), entry in layers.dated.items() if name == "coaching_coverage"]
    start = layers.start["coaching_coverage"]
    idle = dated or ([start] if layers.layer_of["coaching_coverage"] >= max(chosen, 1) else [])
    if idle:
        with located(idle[0].place() or file):
            raise ScenarioError(
                f"coaching_coverage is {idle[0].value!r}, and coaching_targeting is 'named': the names say how many "
                "networks are coached, so that it would have no effect. Allowed: with another coaching_targeting. Take "
                "coaching_coverage away (or the base that gives it), or choose scattered, clustered or hubs."
            )
