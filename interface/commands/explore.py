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
@click.argument("names", nargs=-1, metavar="[SCENARIO]...")
@click.option(
    "--export",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the page to a file; with a name that ends in .json the scenarios alone, to be dropped on the page.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port to serve at; a free one if not given.")
@click.option("--lan", is_flag=True, help="Let others in the network open it too, as a class does.")
@click.option("--pupils", is_flag=True, help="A page for pupils: it leads to no teacher's page and no answers.")
@click.option("--word", metavar="WORD", help="A word of your own that opens the answers in a page for pupils.")
@click.option(
    "--framed-by",
    "framed",
    metavar="ADDRESS",
    help="Let a learning platform show the page in a frame: https://moodle.example.org, or any.",
)
@click.option("--open/--no-open", "opens", default=True, show_default=True, help="Open it in the browser.")
@options.language
@options.as_json
@options.quiet
def explore(
    names: tuple[str, ...],
    file: Path | None,
    port: int,
    lan: bool,
    pupils: bool,
    word: str | None,
    framed: str | None,
    opens: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Explore the model in the browser: levers, curves, the map, the loops, lessons.

    The whole model runs in the page, which sends nothing anywhere. With --export it is one file that works
    without this program, and without a network. Each SCENARIO is the path of a file of your own: it is in the page,
    with its places, dates, waves and rules by place.

    A page for pupils (--pupils) leads to no answers; --word opens them. That keeps them out of sight and is no lock:
    whoever reads the source of the page finds them.
    """
    from interface.explorer.door import checked_word, for_pupils
    from interface.explorer.serve import PAGE, framed_by, with_scenarios

    options.refuse_idle("--word", acts=pupils, because="without --pupils. Allowed: with it")
    is_bundle = file is not None and file.suffix.lower() == ".json"
    options.refuse_idle("--pupils", acts=not is_bundle, because="on a file of scenarios alone. Allowed: on a page")
    in_any = "with --export: a page in a file may stand in any frame. Allowed: without"
    options.refuse_idle("--framed-by", acts=file is None, because=in_any)
    framed_by(framed)
    word = checked_word(word) if word is not None else None
    for option in ("--port", "--lan"):
        options.refuse_idle(option, acts=file is None, because="with --export, as nothing is served. Allowed: without")
    page = PAGE.read_text(encoding="utf-8")
    model = model_of(page)
    if model != _model_here() and not quiet:
        click.echo(say("explore.stale"), err=True)
    bundle = _bundle_of(names) if names else None
    if file is not None and is_bundle:
        _export_scenarios(file, names, bundle, as_json, quiet)
        return
    if bundle is not None:
        page = with_scenarios(page, bundle)
    if pupils:
        page = for_pupils(page, word)
    if file is not None:
        _export(file, page, model, word, as_json, quiet)
    else:
        _serve(page, names, port, lan, word, framed, opens, as_json, quiet)


def _opening(word: str) -> str:
    """Return what stands behind a page for pupils in the link by which a teacher opens it."""
    from urllib.parse import quote

    from interface.explorer.link import with_check

    return with_check(f"lang={chosen_language()}&view=lessons&teacher={quote(word, safe='')}")


def _bundle_of(names: tuple[str, ...]) -> str:
    from interface.explorer.bundle import bundle_of
    from scenarios.load import load_all

    return bundle_of(load_all(names))


def _export_scenarios(file: Path, names: tuple[str, ...], bundle: str | None, as_json: bool, quiet: bool) -> None:
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


def _model_here() -> str:
    from experiments.runs.single_run import model_digest

    return model_digest()


def _export(file: Path, page: str, model: str, word: str | None, as_json: bool, quiet: bool) -> None:
    from experiments.runs.durable_files import page_kind, write_output

    write_output(file, page, page_kind("the explorer's page", '<meta name="model" content="'))
    if as_json:
        teacher = {} if word is None else {"teacher": f"{file.name}#{_opening(word)}"}
        print_json({"written": str(file), "bytes": len(page.encode()), "model": model} | teacher)
    elif not quiet:
        print_text(say("explore.written", file=file))
        if word is not None:
            click.echo(say("explore.teacher", address=f"{file.name}#{_opening(word)}"))


def _serve(
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
