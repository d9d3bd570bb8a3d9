"""Files: whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from experiments.runs.durable_files import write_whole
from simulation.errors import OutputError


def test_a_file_is_written_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_whole(path, "first")
    write_whole(path, "señal \udc80")
    assert path.read_text(encoding="utf-8") == "señal ?"
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.html", tmp_path / "link.html"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink() and target.read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("name", ["missing/report.html", "file/report.html", "folder", "x" * 300, "null\0.html"])
def test_a_path_that_cannot_be_written_is_told_with_the_remedy(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(OutputError, match=r": cannot be written \(.+\)\. Choose another folder or free space\.$"):
        write_whole(tmp_path / name, "text")
    assert sorted(os.listdir(tmp_path)) == before


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.html"
    path.write_text("before", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"report.html: cannot be written \(No space left on device\)"):
        write_whole(path, "after")
    assert path.read_text(encoding="utf-8") == "before" and os.listdir(tmp_path) == ["report.html"]


def test_a_device_is_not_replaced() -> None:
    with pytest.raises(OutputError, match="it is not a file"):
        write_whole(Path("/dev/null"), "text")
    assert not Path("/dev/null").is_file()
