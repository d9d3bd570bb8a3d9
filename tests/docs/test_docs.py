"""Docs: every command and every snippet in them works, links lead somewhere, generated pages are current.

On a page, code blocks with a title are files, and those of a folder of the page's name are there already. They and
the commands come in the order of the page, in an empty folder; then the page's Python runs, all snippets as one
program.
"""

import csv
import importlib
import importlib.util
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import experiments
from experiments.documentation import measures
from experiments.presentation.findings import Told
from interface.cli import COMMANDS
from interface.explorer.site import ADDRESS
from tests.docs.pages import BLOCK, BUBBLES, COMMAND_BLOCKS, ENVIRONMENT, ROOT, Block, blocks_of, commands_of
from tests.warm import done_warm

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
TRIED_ELSEWHERE = {
    "slurm.md": "bash",
    "kubernetes.md": "bash yaml dockerfile",
    "lab.md": "bash",
    "your-own-rule.md": "diff",
}
"""Pages whose files and commands have tests of their own, in test_machines.py and test_own_rule.py, with languages."""
WITH_A_TEST_OF_ITS_OWN = ("hundred-thousand.md", "your-own-rule.md", "comparative.md", "comparativo.md")
"""Pages whose commands are tried elsewhere: the worlds of the comparative study, which take a quarter of an hour of a
processor, are made anew under another seed by tests/study/test_comparative.py."""

SPANISH_OF = {"que-probar.md": "what-to-try.md", "resumen.md": "brief.md"}
"""Pages whose commands are those of an English one: they are run by `make thorough`."""
NAMED_IN_SPANISH = ("analistas.md",)
"""Pages that do what an English one does with files of Spanish names: they are run by `make thorough` too."""
LONG = ("your-figures.md", "what-decides.md", "sensitivity.md", "what-to-try.md")
"""Pages that take long, and whose commands the contract tests run in small."""
ELSEWHERE = (*SPANISH_OF, *NAMED_IN_SPANISH, *LONG)
"""Pages that are run by `make thorough` alone."""
HANGS = 280
"""Seconds after which a command is taken to hang."""
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_MACHINE = re.compile(r"(?<![\w.])/(?:home|root|work|tmp|Users|usr|opt|mnt|srv)/|https?://(?:localhost|127\.|10\.\d)")


def other_commands_of(block: Block) -> list[str]:
    """Return the commands of a block that are not the project's own; comments and outputs are none."""
    if block.language not in COMMAND_BLOCKS or block.title:
        return []
    lines = block.body.splitlines()
    if block.language == "console" and any(line.startswith("$ ") for line in lines):
        lines = [line for line in lines if line.startswith("$ ")]
    commands = [line.removeprefix("$ ").strip() for line in lines]
    return [line for line in commands if line and not line.startswith(("bubbles ", "#"))]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def does(arguments: list[str], folder: Path) -> str:
    """Do a command, and return what it printed."""
    done = subprocess.run(
        arguments, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=HANGS, check=False
    )
    assert done.returncode == 0, f"{shlex.join(arguments)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout


def is_printed(shown: str, printed: str) -> bool:
    """Return whether what a page shows was printed, however lines are broken; ``...`` ends what is cut off."""
    words = " ".join(printed.split())
    return all(" ".join(part.split()) in words for part in shown.split("...") if part.strip())


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=pytest.mark.thorough) if page.name in ELSEWHERE else page
        for page in PAGES
        if page.name not in WITH_A_TEST_OF_ITS_OWN
        and any(commands_of(b) or b.language == "python" for b in blocks_of(page))
    ],
    ids=name_of,
)
def test_what_a_page_tells_to_do_works(page: Path, tmp_path: Path) -> None:
    snippets: list[str] = []
    printed = ""
    if (beside := page.with_suffix("")).is_dir() and page.name != "index.md":
        shutil.copytree(beside, tmp_path, dirs_exist_ok=True)
    for block in blocks_of(page):
        if block.title:
            kept = beside / block.title
            assert not kept.exists() or kept.read_text(encoding="utf-8") == block.body, f"{kept.name} is another one"
            (tmp_path / block.title).write_text(block.body, encoding="utf-8")
        elif block.language == "python":
            snippets.append(block.body)
        elif (
            block.language == "text" and printed and not block.body.startswith("Error: ")
        ):  # of a mistake not made here
            assert is_printed(block.body, printed), f"{name_of(page)} shows\n{block.body}\nbut\n{printed[-4000:]}"
        for command in commands_of(block):
            done = done_warm(tuple(shlex.split(command)[1:]), tmp_path, ENVIRONMENT, HANGS)
            assert done.code == 0, f"{command}\n{done.out[-2000:]}{done.err[-4000:]}"
            printed += done.out
    if snippets:
        does([sys.executable, "-c", "\n".join(snippets)], tmp_path)


@pytest.mark.parametrize("page", SPANISH_OF)
def test_a_page_in_spanish_tells_to_do_what_the_english_one_does(page: str) -> None:
    def told_in(name: str) -> list[str]:
        path = next(path for path in PAGES if path.name == name)
        return [command for block in blocks_of(path) for command in commands_of(block)]

    folders = re.compile(r" --(?:out|report|brief|store) \S+")
    spanish = [folders.sub("", command) for command in told_in(page)]
    english = [folders.sub("", command) for command in told_in(SPANISH_OF[page])]
    assert spanish and all(" --language es" in command for command in spanish)
    assert [command for command in spanish if command.replace(" --language es", "") not in english] == []


@pytest.mark.slow
def test_the_readme_shows_what_the_demo_prints(tmp_path: Path) -> None:
    recipe = re.search(
        r"^\t@\$\(BIN\)/(bubbles compare .*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert recipe
    words = shlex.split(recipe[1].replace("build/report.html", "report.html"))
    done = subprocess.run(
        [*BUBBLES, *words[1:]], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, timeout=280, check=True
    )
    printed = {line.strip() for line in done.stdout.splitlines()}
    shown = next(block for block in blocks_of(ROOT / "README.md") if block.language == "text")
    assert [line for line in shown.body.splitlines() if line.strip() not in printed] == []


LANGUAGES = ("", "console", "sh", "python", "toml", "json", "csv", "text")
"""Languages of blocks, each of which some test here reads; a block of another would go unseen."""


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_is_of_a_kind_that_is_tried(page: Path) -> None:
    for block in blocks_of(page):
        assert block.language in (*LANGUAGES, *TRIED_ELSEWHERE.get(page.name, "").split()), block
        if block.language == "toml":
            tomllib.loads(block.body)
        elif block.language == "json":
            json.loads(block.body)
        elif block.language == "csv":
            assert len({len(row) for row in csv.reader(block.body.splitlines())}) == 1, block


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_other_command_names_a_target_or_a_module_that_exists(page: Path) -> None:
    """The few commands that are not run here, being longer than a test: make's targets, and modules."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    commands = [command for block in blocks_of(page) for command in other_commands_of(block)]
    commands += re.findall(r"(?<![`\w])`((?:make|python -m) [^`\n]+)`", BLOCK.sub("", text))
    for command in commands:
        words = shlex.split(command)
        if words[0] == "make":
            named = [word for word in words[1:] if "=" not in word and not word.startswith("-")]
            assert set(named) <= targets, command
        elif words[:2] == ["python", "-m"]:
            assert importlib.util.find_spec(words[2]), command
        else:
            assert words[0] in ("git", "cd", "pip"), f"{command!r} is a command that no test tries"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_and_option_named_in_passing_exists(page: Path) -> None:
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for command in re.findall(r"`bubbles ([^`\n]+)`", text):
        for one in command.split(" | "):
            name = one.split()[0]
            if name.startswith("-") or not name.isalpha():
                continue
            assert name in COMMANDS, f"bubbles {command}"
            module, _, attribute = COMMANDS[name].target.partition(":")
            known = {
                word for option in getattr(importlib.import_module(module), attribute).params for word in option.opts
            }
            named = set(re.findall(r"(?<!\S)--[a-z-]+", one))
            assert named <= known | {"--help"}, f"bubbles {command}: {named - known}"


def test_every_command_stands_in_the_table_of_the_readme() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## The commands")[2].partition("\n## ")[0]
    assert [name for name in COMMANDS if not re.search(rf"`(?:bubbles )?{name}[ `]", section)] == []


def test_every_analysis_is_at_the_door_of_python() -> None:
    for folder in sorted((ROOT / "experiments" / "analyses").glob("*/__init__.py")):
        module = importlib.import_module(f"experiments.analyses.{folder.parent.name}")
        given = {name: getattr(module, name) for name in module.__all__}
        named = [name for name, one in given.items() if isinstance(one, type) and issubclass(one, Told)]
        assert named and set(named) <= set(experiments.__all__), folder.parent.name


def test_the_docs_have_commands_and_snippets_to_try() -> None:
    blocks = [block for page in PAGES for block in blocks_of(page)]
    assert sum(len(commands_of(block)) for block in blocks) >= 20
    assert sum(block.language == "python" for block in blocks) >= 8


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_between_files_lead_somewhere(page: Path) -> None:
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    targets = [link.partition("#")[0] for link in _LINK.findall(text) if not re.match(r"[a-z]+:", link)]
    there = {(page.parent / target).resolve() for target in targets if target} - {ROOT / "docs" / ADDRESS}
    assert [target for target in there if not target.exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_names_a_place_on_one_machine(page: Path) -> None:
    assert _MACHINE.findall(page.read_text(encoding="utf-8")) == []


def test_every_decision_record_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    listed = re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert listed == records
    assert len({name[:4] for name in records}) == len(records)
    for name in records:
        title, _, date, status = (folder / name).read_text(encoding="utf-8").splitlines()[:4]
        assert title.startswith(f"# {name[:4]}. ")
        assert re.fullmatch(r"Date: \d{4}-\d\d-\d\d", date)
        assert re.fullmatch(r"Status: (proposed|accepted|superseded by \d{4})", status)


def test_the_table_of_measures_is_current() -> None:
    page = measures.FILE.read_text(encoding="utf-8")
    assert page == measures.written(), "run: python -m experiments.documentation.measures"


def test_every_module_that_names_its_section_has_one() -> None:
    description = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^#{2,3} (\d+(?:\.\d+)?)\.? ", description, re.MULTILINE))
    for path in sorted((ROOT / "simulation").rglob("*.py")):
        for section in re.findall(r"ODD (\d+(?:\.\d+)?)", path.read_text(encoding="utf-8")):
            assert section in sections, f"{path.name} names ODD {section}"


# The site --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_documentation_builds_without_a_warning(site: Path) -> None:
    assert (site / "index.html").exists()


_FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|audio|video|embed)\b[^>]*\bsrc\s*=\s*["']?(?:https?:)?//[^"'\s>]+"""
    r"""|<link\b(?=[^>]*\brel\s*=\s*["']?(?:stylesheet|preload|icon|preconnect|dns-prefetch))[^>]*\bhref\s*=\s*["']?(?:https?:)?//[^"'\s>]+"""
    r"""|@import\s+(?:url\()?["']?(?:https?:)?//[^"')\s]+"""
    r"""|\burl\(\s*["']?(?:https?:)?//[^"')\s]+""",
    re.IGNORECASE,
)


@pytest.mark.slow
def test_the_site_fetches_nothing_from_elsewhere(site: Path) -> None:
    """It opens without a network: no script, style, font or picture comes from another place."""
    fetched = {
        (path.relative_to(site).as_posix(), found)
        for path in [*site.rglob("*.html"), *site.rglob("*.css")]
        for found in _FETCHED.findall(path.read_text(encoding="utf-8"))
    }
    assert fetched == set()
    # The theme's script would fetch these, where a page has such a block or a repository is named.
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert 'class="mermaid"' not in text and 'data-md-component="source"' not in text, path


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://a.example/b.js">',
        "<link rel=stylesheet href=//a.example/b.css>",
        '<link href="https://a.example/f" rel="preconnect">',
        "@import url(https://a.example/b.css)",
        "src: url('https://a.example/f.woff2')",
        "<img alt='' src='http://a.example/p.png'>",
    ],
)
def test_what_is_fetched_from_elsewhere_is_found(text: str) -> None:
    assert _FETCHED.search(text)


@pytest.mark.parametrize("text", ['<a href="https://doi.org/10.1">', '<script src="../a.js">', "url(../f.woff2)"])
def test_links_and_own_files_are_not(text: str) -> None:
    assert not _FETCHED.search(text)
