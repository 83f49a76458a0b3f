"""Downloads kept between builds and shared by projects. Never half a file: data first, then its record, renamed."""

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Record:
    """What was had from an address, `checked` in seconds since the epoch; `why` when it was refused the last time."""

    address: str
    checked: int
    sha256: str = ""
    etag: str = ""
    modified: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of records by address and of data by content. What cannot be read counts as absent."""

    folder: Path

    def record(self, address: str) -> Record | None:
        """What is known of an address."""
        try:
            values = json.loads(self._record(address).read_text("utf-8"))
            found = Record(**values)
        except (OSError, ValueError, TypeError):
            return None
        return found if found.address == address else None

    def data(self, record: Record) -> bytes | None:
        """The bytes of a record, if they are still what was written."""
        if not record.sha256:
            return None
        try:
            data = (self.folder / "data" / record.sha256).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == record.sha256 else None

    def keep(self, record: Record, data: bytes | None = None) -> None:
        """Remember a record, and the data it speaks of when they are new."""
        # A disk that is full or read-only costs the next build a download, not this one its success.
        with contextlib.suppress(OSError):
            if data is not None:
                _replace(self.folder / "data" / record.sha256, data)
            _replace(self._record(record.address), json.dumps(asdict(record)).encode())

    def _record(self, address: str) -> Path:
        return self.folder / "records" / hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()


def _replace(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=target.parent, prefix=".part-")
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
