"""Takes in an uploaded file in memory, never more of it than a form needs to say that it is too large."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class UpToTheLimit(FileUploadHandler):
    """Keeps one byte more than `FILE_UPLOAD_MAX_MEMORY_SIZE` and lets the rest go.

    Django's own handler drops a larger file altogether, and the form then says that there was none. A form
    must allow less than that setting: what is longer comes to it cut off.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept.write(raw_data[: settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1 - self.kept.tell()])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept,
            self.field_name,
            self.file_name or "",
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )
