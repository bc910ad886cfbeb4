"""Studies and uploads on disk: whole or not at all, two writers, names that cannot wander."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from workbench.errors import InputError, StudyConflict, UnreadableFile
from workbench.register import Studies, Study, Uploads, data_dir, list_samples

CSV = b"label,score\n1,0.9\n0,0.1\n"


def test_a_study_reads_back_equal(tmp_path):
    study = Study(
        id="braking-1",
        title="Braking ü",
        pins=({"name": "A", "score": "s", "threshold": None},),
        point={"score": "s", "threshold": 0.1},
    )
    saved = Studies(tmp_path).save(study)
    assert Studies(tmp_path).load("braking-1") == saved == replace(study, version=1)


def test_of_two_writers_the_second_is_refused_and_nothing_is_written(tmp_path):
    studies = Studies(tmp_path)
    read_by_both = studies.save(Study(id="a"))
    first = studies.save(replace(read_by_both, title="first"))
    with pytest.raises(StudyConflict, match="not saved"):
        studies.save(replace(read_by_both, title="second"))
    assert studies.load("a") == first


@pytest.mark.parametrize("name", ["../a", "a/b", "", "A", ".hidden", "a" * 100])
def test_a_name_cannot_leave_the_directory(tmp_path, name):
    with pytest.raises(InputError):
        Studies(tmp_path).load(name)


def test_recent_lists_the_newest_first(tmp_path):
    studies = Studies(tmp_path)
    for order, name in enumerate(("old", "new")):
        studies.save(Study(id=name))
        os.utime(tmp_path / "studies" / f"{name}.json", (order, order))
    assert [study.id for study in studies.recent()] == ["new", "old"]


def test_a_killed_writer_leaves_the_old_or_the_new_study(tmp_path):
    """Twenty writers are killed at random moments; every time the file is a whole study with a version that was saved."""
    script = (
        "import sys; from dataclasses import replace; from pathlib import Path; from workbench.register import Studies, Study\n"
        "studies = Studies(Path(sys.argv[1])); study = studies.load('k') or studies.save(Study(id='k'))\n"
        "print('ready', flush=True)\n"
        "while True: study = studies.save(replace(study, title='x' * 20000))\n"
    )
    last = 0
    for turn in range(20):
        writer = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE)
        writer.stdout.readline()
        time.sleep(0.002 * turn)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        study = Studies(tmp_path).load("k")
        assert study.version >= last
        last = study.version
    assert last > 1


def test_an_upload_is_kept_once_under_its_hash(tmp_path):
    uploads = Uploads(tmp_path)
    sha256 = uploads.keep(CSV)
    assert sha256 == uploads.keep(CSV) == hashlib.sha256(CSV).hexdigest()
    assert uploads.path(sha256).read_bytes() == CSV
    assert len(list(uploads.root.rglob(sha256))) == 1
    with pytest.raises(ValueError, match="not a SHA-256"):
        uploads.path("../../etc/passwd")


def test_an_upload_is_parsed_once_and_then_read_from_its_copy(tmp_path):
    uploads = Uploads(tmp_path)
    sha256 = uploads.keep(CSV)
    first = uploads.table(sha256, file_name="a.csv")
    uploads.path(sha256).unlink()
    again = uploads.table(sha256, file_name="a.csv")
    assert again.arrow.equals(first.arrow)


def test_a_refused_upload_stays_refused(tmp_path):
    uploads = Uploads(tmp_path)
    sha256 = uploads.keep(b"<html>sign in</html>")
    for _ in range(2):
        with pytest.raises(UnreadableFile):
            uploads.table(sha256, file_name="a.csv")


def test_the_data_directory_is_outside_the_source_tree(tmp_path):
    assert data_dir({"WORKBENCH_DATA_DIR": str(tmp_path / "here")}) == tmp_path / "here"
    assert data_dir({"XDG_DATA_HOME": str(tmp_path)}) == tmp_path / "decision-workbench"


def test_four_samples_in_order():
    assert [sample.slug for sample in list_samples()] == [
        "automated-braking",
        "card-fraud",
        "ticket-routing",
        "breast-cancer",
    ]
    assert [sample.is_synthetic for sample in list_samples()] == [True, True, True, False]
