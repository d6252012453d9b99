"""Files under the hash of their content."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from sansfaute.lib.errors import Trouble
from sansfaute.lib.files import FileStore


class TestFileStore:
    def test_keeps_bytes_as_they_are(self, tmp_path: Path) -> None:
        store = FileStore(tmp_path / "deep" / "store")
        content = bytes(range(256)) * 3
        assert store.get(store.put(content)) == content
        assert store.put(b"") == sha256(b"").hexdigest()
        assert store.get(sha256(b"").hexdigest()) == b""

    def test_keeps_one_file_for_one_content(self, tmp_path: Path) -> None:
        store = FileStore(tmp_path)
        digests = store.put_many([b"one", b"two", b"one", b"one"])
        assert digests[0] == digests[2] == digests[3] != digests[1]
        assert sum(path.is_file() for path in tmp_path.rglob("*")) == 2

    def test_keeps_a_file_from_elsewhere_as_it_keeps_bytes(self, tmp_path: Path) -> None:
        store, given = FileStore(tmp_path / "kept"), tmp_path / "given"
        given.write_bytes(b"facture" * 400_000)
        digest = store.put_file(given)
        assert digest == store.put(given.read_bytes()) == store.put_file(given)
        assert store.get(digest) == given.read_bytes()
        assert [path.name for path in (tmp_path / "kept").iterdir()] == [digest[:2]]

    def test_keeps_nothing_of_a_file_that_cannot_be_read(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="missing"):
            FileStore(tmp_path / "kept").put_file(tmp_path / "missing")
        assert not (tmp_path / "kept").exists()

    def test_leaves_a_kept_file_alone(self, tmp_path: Path) -> None:
        store = FileStore(tmp_path)
        path = store.path(store.put(b"content"))
        before = path.stat().st_mtime_ns, path.stat().st_ino
        store.put(b"content")
        assert (path.stat().st_mtime_ns, path.stat().st_ino) == before

    def test_says_when_a_file_is_gone(self, tmp_path: Path) -> None:
        with pytest.raises(Trouble, match="cannot be read"):
            FileStore(tmp_path).get("0" * 64)

    def test_says_when_a_file_was_touched(self, tmp_path: Path) -> None:
        store = FileStore(tmp_path)
        digest = store.put(b"true")
        store.path(digest).write_bytes(b"fake")
        with pytest.raises(Trouble, match="damaged"):
            store.get(digest)
        assert store.get(digest, check=False) == b"fake"

    def test_mends_a_damaged_file_when_its_content_comes_again(self, tmp_path: Path) -> None:
        store = FileStore(tmp_path)
        digest = store.put(b"true")
        store.path(digest).write_bytes(b"fake")
        store.put(b"true")
        assert store.get(digest) == b"true"

    @pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 62 + "/.", "g" * 64])
    def test_names_no_place_outside_itself(self, tmp_path: Path, digest: str) -> None:
        with pytest.raises(Trouble, match="SHA-256"):
            FileStore(tmp_path).path(digest)

    def test_leaves_nothing_half_written(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(Trouble, match="No space left"):
            FileStore(tmp_path).put_many([b"one", b"two"])
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]
