"""``bubbles explore``: the explorer in the browser, from this machine alone, or as one file to mail round."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from interface import options
from interface.language import chosen_language, say
from interface.output import print_json, print_text


@click.command(epilog="Example: bubbles explore --export explorer.html")
@click.option("--export", "file", type=click.Path(path_type=Path), metavar="FILE", help="Write the page to a file.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port to serve at; a free one if not given.")
@click.option("--lan", is_flag=True, help="Let others in the network open it too, as a class does.")
@click.option("--open/--no-open", "opens", default=True, show_default=True, help="Open it in the browser.")
@options.language
@options.as_json
@options.quiet
def explore(file: Path | None, port: int, lan: bool, opens: bool, as_json: bool, quiet: bool) -> None:
    """Explore the model in the browser: levers, curves, the map, the loops, lessons.

    The whole model runs in the page, which sends nothing anywhere. With --export it is one file that works
    without this program, and without a network.
    """
    from interface.explorer.serve import PAGE

    for option in ("--port", "--lan"):
        options.refuse_idle(option, acts=file is None, because="with --export, as nothing is served. Allowed: without")
    page = PAGE.read_text(encoding="utf-8")
    model = model_of(page)
    if model != _model_here() and not quiet:
        click.echo(say("explore.stale"), err=True)
    if file is not None:
        _export(file, page, model, as_json, quiet)
    else:
        _serve(port, lan, opens, as_json, quiet)


def model_of(page: str) -> str:
    """Return the digest of the model that is in a page."""
    found = re.search(r'<meta name="model" content="([\w-]+)">', page)
    return found[1] if found else ""


def _model_here() -> str:
    from experiments.runs.single_run import model_digest

    return model_digest()


def _export(file: Path, page: str, model: str, as_json: bool, quiet: bool) -> None:
    from experiments.runs.durable_files import page_kind, write_output

    write_output(file, page, page_kind("the explorer's page", '<meta name="model" content="'))
    if as_json:
        print_json({"written": str(file), "bytes": len(page.encode()), "model": model})
    elif not quiet:
        print_text(say("explore.written", file=file))


def _serve(port: int, lan: bool, opens: bool, as_json: bool, quiet: bool) -> None:
    from interface.explorer.link import with_check
    from interface.explorer.serve import address_in_network, address_of, server

    with server(port, is_open=lan) as listening:
        address = address_of(listening)
        others = address_in_network(listening) if lan else None
        if as_json:
            print_json({"address": address, "address_in_network": others})
        else:
            click.echo(say("explore.serving", address=address))
            if others:
                click.echo(say("explore.network", address=others))
            if not quiet:
                click.echo(say("explore.stop"))
        sys.stdout.flush()
        if opens:
            click.launch(f"{address}#{with_check(f'lang={chosen_language()}&view=desk')}")
        try:
            listening.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            if not (as_json or quiet):
                click.echo()
