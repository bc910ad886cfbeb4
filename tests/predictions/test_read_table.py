"""The child process: what comes back from it, and how it dies without taking anything along."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from workbench.errors import UnreadableFile
from workbench.predictions import Limits, load_table, read_table, worker
from workbench.predictions import read_table as read_table_function

FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def test_a_path_gives_rows_and_the_fingerprint_of_its_bytes(tmp_path):
    content = b"y,p\n1,0.5\n0,0.25\n"
    path = tmp_path / "preds.csv"
    path.write_bytes(content)
    table = read_table(path)
    assert table.arrow.to_pydict() == {"y": ["1", "0"], "p": ["0.5", "0.25"]}
    assert (table.file_name, table.bytes_count, table.format) == ("preds.csv", len(content), "CSV")
    assert table.sha256 == hashlib.sha256(content).hexdigest()
    assert table.findings == ()
    assert path.read_bytes() == content


def test_the_content_and_not_the_name_decides(workbook, rows):
    table = read_table(workbook(rows(("y", "p"), (1, 0.5))), file_name="preds.csv")
    assert table.format == "XLSX"
    (finding,) = table.findings
    assert (finding.code, finding.text) == (
        "name-and-content",
        "The file is named .csv and holds XLSX; it was read as XLSX.",
    )


def test_gzip_keeps_the_name_of_what_is_inside():
    table = read_table(gzip.compress(b"y,p\n1,0.5\n"), file_name="preds.csv.gz")
    assert (table.format, table.findings) == ("CSV in gzip", ())


def test_a_refusal_of_the_child_is_raised_here():
    with pytest.raises(UnreadableFile, match="web page"):
        read_table(b"<html><body>Sign in", file_name="preds.csv")


def test_a_far_cell_in_a_small_workbook_takes_no_time(workbook):
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match="Delete stray cells"):
        read_table(workbook(FAR))
    assert time.monotonic() - started < 5


def test_a_file_that_is_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match=r"at most 1 GB; this one has 2 GB"):
        read_table(path)
    assert time.monotonic() - started < 0.5


@pytest.mark.parametrize("source", [b"", b"y,p\n1,2\n"])
def test_bytes_are_measured_before_anything_is_started(monkeypatch, source):
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a process was started"))
    with pytest.raises(UnreadableFile, match=r"empty|at most 5 bytes"):
        read_table(source, limits=Limits(bytes_max=5))


def test_what_is_not_a_file(tmp_path):
    with pytest.raises(UnreadableFile, match=r"no file 'absent\.csv'"):
        read_table(tmp_path / "absent.csv")
    with pytest.raises(UnreadableFile, match="is not a file"):
        read_table(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFile, match="is not a file"):
        read_table(tmp_path / "pipe")


def test_time_is_limited():
    with pytest.raises(UnreadableFile, match=r"takes more than 0\.05 seconds"):
        read_table(b"y,p\n" + b"1,0.5\n" * 500_000, limits=Limits(seconds_max=0.05))


def test_a_child_that_hangs_is_ended(monkeypatch, tmp_path):
    hanging = tmp_path / "hanging.py"
    hanging.write_text("import time; time.sleep(30)")
    monkeypatch.setattr(worker, "__file__", str(hanging))
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match="takes more than"):
        read_table(b"y,p\n1,2\n", limits=Limits(seconds_max=0.3))
    assert time.monotonic() - started < 10


def test_processor_time_is_limited():
    # Cheap to make and dear to read: a million short objects.
    with pytest.raises(UnreadableFile, match="takes more than"):
        read_table(b'{"y":1,"p":2}\n' * 2_000_000, limits=Limits(cpu_seconds_max=1))


def test_memory_is_limited():
    """A small Parquet file that unpacks to 1.5 GB, one long text repeated."""
    buffer = io.BytesIO()
    text = pa.DictionaryArray.from_arrays(np.zeros(1_500, np.int32), pa.array(["x" * 1_000_000]))
    pq.write_table(pa.table({"y": np.zeros(1_500, np.int8), "t": text}), buffer)
    assert len(buffer.getvalue()) < 100_000
    with pytest.raises(UnreadableFile, match=r"more than 1 GB of memory"):
        read_table(buffer.getvalue(), limits=Limits(memory_bytes_max=1024**3))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV])
def test_a_child_that_dies_is_one_sentence(monkeypatch, tmp_path, how):
    dying = tmp_path / "dying.py"
    dying.write_text(f"import os; os.kill(os.getpid(), {int(how)})")
    monkeypatch.setattr(worker, "__file__", str(dying))
    with pytest.raises(UnreadableFile, match="damaged, or reading it needs more than 4 GB"):
        read_table(b"y,p\n1,2\n")


def test_a_child_that_fails_otherwise_is_one_sentence(monkeypatch, tmp_path):
    failing = tmp_path / "failing.py"
    failing.write_text("raise SystemExit(7)")
    monkeypatch.setattr(worker, "__file__", str(failing))
    with pytest.raises(UnreadableFile, match="damaged in a way that is not understood"):
        read_table(b"y,p\n1,2\n")


def test_the_child_sees_neither_secrets_nor_the_public_api(monkeypatch, tmp_path):
    """A spy in the worker's place: its environment and modules after importing all formats."""
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")
    out = tmp_path / "seen.txt"
    spy = tmp_path / "worker.py"
    spy.write_text(
        Path(worker.__file__)
        .read_text()
        .replace("    main(sys.argv[1])", "    import os, workbench.predictions.formats as f; f.formats()\n"
                 f"    open({str(out)!r}, 'w').write(repr(dict(os.environ)) + repr(sorted(sys.modules)))")
        .replace("Path(__file__)", f"Path({worker.__file__!r})")
    )  # fmt: skip
    monkeypatch.setattr(worker, "__file__", str(spy))
    with pytest.raises(UnreadableFile):
        read_table(b"y,p\n1,2\n")
    seen = out.read_text()
    assert "workbench.predictions.formats.xlsx" in seen
    for absent in ("secret", "'pandas'", "'streamlit'", "'workbench.predictions.guess'", "'pyarrow'", "'narwhals'"):
        assert absent not in seen


def test_bytes_that_are_damaged_at_random_never_escape(tmp_path):
    """Parquet with one byte changed is read or refused, never a crash and never another error."""
    buffer = io.BytesIO()
    pq.write_table(pa.table({"y": np.arange(50) % 2, "p": np.linspace(0, 1, 50)}), buffer)
    content = buffer.getvalue()
    script = (
        "import sys, pathlib\n"
        "from workbench.predictions import worker\n"
        "from workbench.predictions.limits import Limits\n"
        "from workbench.errors import UnreadableFile\n"
        "folder = pathlib.Path(sys.argv[1]); content = (folder / 'good').read_bytes()\n"
        "worker.limit_this_process(Limits())\n"
        "for place in range(4, len(content), 7):\n"
        "    bad = bytearray(content); bad[place] ^= 0x41\n"
        "    (folder / 'bad').write_bytes(bad)\n"
        "    try: worker.read(folder / 'bad', folder=folder, limits=Limits())\n"
        "    except (UnreadableFile, MemoryError): pass\n"
        "print('done')\n"
    )
    (tmp_path / "good").write_bytes(content)
    result = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert result.stdout == "done\n", result.stderr[-500:]


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    table = read_table_function(b"y,p\n1,0.5\n")
    assert list(tmp_path.iterdir()) == []
    assert table.arrow.to_pydict() == {"y": ["1"], "p": ["0.5"]}


def test_a_kept_table_is_read_once_and_loads_again(tmp_path):
    table = read_table(b"y,p\n1,0.5\n", file_name="p.csv", keep_in=tmp_path / "kept")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    again = load_table(tmp_path / "kept")
    assert again.arrow.to_pydict() == table.arrow.to_pydict() == {"y": ["1"], "p": ["0.5"]}
    assert {**vars(again), "arrow": None} == {**vars(table), "arrow": None}


def test_a_file_that_is_refused_is_not_kept(tmp_path):
    with pytest.raises(UnreadableFile):
        read_table(b"<html>", keep_in=tmp_path / "kept")
    assert list(tmp_path.iterdir()) == []
