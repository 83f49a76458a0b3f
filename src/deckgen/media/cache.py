"""Keeps downloads between builds, for all projects. Data is written before its record; each is renamed into place."""

import contextlib
import hashlib
import json
import os
import re
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

_DIGEST = re.compile("(?:[0-9a-f]{64})?")
# How what is not written to its end is called, and in seconds how long that may take.
_PART, _DAY = ".part-", 86_400


@dataclass(frozen=True, slots=True)
class Record:
    """The last answer of an address: `checked` is its time in s since the epoch, `sha256` the digest of its data.

    `etag` and `modified` are the headers to ask with again; `why` says why the server refused, if it did.
    """

    address: str
    checked: int
    sha256: str = ""
    etag: str = ""
    modified: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder with a record for each address, and with data by digest. What cannot be read counts as absent."""

    folder: Path

    def record(self, address: str) -> Record | None:
        """The record of an address, if there is one."""
        try:
            values = json.loads(self._record(address).read_text("utf-8"))
            record = Record(**values)
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        texts = (record.sha256, record.etag, record.modified, record.why)
        is_whole = isinstance(record.checked, int) and all(isinstance(text, str) for text in texts)
        # The digest names a file.
        is_whole = is_whole and bool(_DIGEST.fullmatch(record.sha256))
        return record if record.address == address and is_whole else None

    def data(self, record: Record) -> bytes | None:
        """The bytes of a record, if they are there and undamaged."""
        if not record.sha256:
            return None
        try:
            data = (self.folder / "data" / record.sha256).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == record.sha256 else None

    def keep(self, record: Record, data: bytes | None = None) -> None:
        """Write a record, and its data if that is new."""
        # A disk that is full or read-only costs the next build a download, not this one its success.
        with contextlib.suppress(OSError):
            if data is not None:
                _replace(self.folder / "data" / record.sha256, data)
            _replace(self._record(record.address), json.dumps(asdict(record)).encode())

    def sweep(self, now: float) -> None:
        """Removes what builds that died have left, a day ago or earlier: others may be at work now."""
        for path in (path for folder in ("data", "records") for path in (self.folder / folder).glob(f"{_PART}*")):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < now - _DAY:
                    path.unlink()

    def _record(self, address: str) -> Path:
        return self.folder / "records" / hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()


def _replace(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=target.parent, prefix=_PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(partial)
        raise
