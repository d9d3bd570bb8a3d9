"""Exploring: the explorer's page is served, or written to a file, and what is said of that."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from interface.language import chosen_language, say
from interface.output import print_json, print_text


def _opening(word: str) -> str:
    """Return what stands behind a page for pupils in the link by which a teacher opens it."""
    from urllib.parse import quote

    from interface.explorer.link import with_check

    return with_check(f"lang={chosen_language()}&view=lessons&teacher={quote(word, safe='')}")


def bundle_of_all(names: tuple[str, ...]) -> str:
    from interface.explorer.bundle import bundle_of
    from scenarios.load import load_all

    return bundle_of(load_all(names))


def export_scenarios(file: Path, names: tuple[str, ...], bundle: str | None, as_json: bool, quiet: bool) -> None:
    from experiments.runs.durable_files import object_kind, write_output
    from simulation.errors import OutputError

    if bundle is None:
        raise OutputError(
            f"--export is {file}, and no scenario is named. Allowed: with scenarios of your own. Write bubbles explore "
            f"ours.toml --export {file.name}, or a name that ends in .html for the page."
        )
    write_output(file, bundle, object_kind("the explorer's scenarios", "check", "kind", "scenarios"))
    if as_json:
        print_json({"written": str(file), "bytes": len(bundle.encode()), "scenarios": list(names)})
    elif not quiet:
        print_text(say("explore.bundled", file=file))


def model_of(page: str) -> str:
    """Return the digest of the model that is in a page."""
    found = re.search(r'<meta name="model" content="([\w-]+)">', page)
    return found[1] if found else ""


def model_here() -> str:
    from experiments.runs.single_run import model_digest

    return model_digest()


def export_page(file: Path, page: str, model: str, word: str | None, as_json: bool, quiet: bool) -> None:
    from experiments.runs.durable_files import page_kind, write_output

    write_output(file, page, page_kind("the explorer's page", '<meta name="model" content="'))
    if as_json:
        teacher = {} if word is None else {"teacher": f"{file.name}#{_opening(word)}"}
        print_json({"written": str(file), "bytes": len(page.encode()), "model": model} | teacher)
    elif not quiet:
        print_text(say("explore.written", file=file))
        if word is not None:
            click.echo(say("explore.teacher", address=f"{file.name}#{_opening(word)}"))


def serve_page(
    page: str,
    names: tuple[str, ...],
    port: int,
    lan: bool,
    word: str | None,
    framed: str | None,
    opens: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    from interface.explorer.door import with_network
    from interface.explorer.link import with_check
    from interface.explorer.serve import address_in_network, address_of, server, tell_network

    with server(port, page=page.encode(), is_open=lan, framed=framed) as listening:
        address = address_of(listening)
        others = address_in_network(listening) if lan else None
        if others:
            tell_network(listening, with_network(page, others).encode())
        if as_json:
            teacher = {} if word is None else {"teacher": f"{address}#{_opening(word)}"}
            print_json({"address": address, "address_in_network": others} | teacher)
        else:
            click.echo(say("explore.serving", address=address))
            if others:
                click.echo(say("explore.network", address=others))
            if word is not None:
                click.echo(say("explore.teacher", address=f"{address}#{_opening(word)}"))
            if not quiet:
                click.echo(say("explore.stop"))
        sys.stdout.flush()
        if opens:
            click.launch(address if names else f"{address}#{with_check(f'lang={chosen_language()}&view=desk')}")
        try:
            listening.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            if not (as_json or quiet):
                click.echo()
