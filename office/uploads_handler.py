"""Uploads stay in memory: a file in clear never touches a temporary folder."""

from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest


class HandedIn(InMemoryUploadedFile):
    """A file in memory, and the request it came with: a form that refuses it can say who handed it in."""

    request: HttpRequest | None = None


class InMemoryOnly(FileUploadHandler):
    """Keeps at most one byte more than is allowed, so that the size check says "too large" instead of "missing"."""

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.buffer = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = settings.MAX_UPLOAD_BYTES + 1 - self.buffer.tell()
        self.buffer.write(raw_data[: max(room, 0)])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.buffer.seek(0)
        handed_in = HandedIn(
            file=self.buffer,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=len(self.buffer.getbuffer()),
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
        handed_in.request = self.request
        return handed_in
