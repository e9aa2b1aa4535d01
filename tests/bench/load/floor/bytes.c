#include "floor.h"
#include <stdlib.h>
#include <string.h>

void append(Bytes *bytes, const void *from, size_t length) {
  if (length == 0) return;
  size_t needed = bytes->length + length;
  if (needed > bytes->capacity) {
    bytes->capacity = needed < 256 ? 256 : 2 * needed;
    bytes->at = realloc(bytes->at, bytes->capacity);
    if (!bytes->at) end("out of memory");
  }
  memcpy(bytes->at + bytes->length, from, length);
  bytes->length = needed;
}

static void append_header(Bytes *bytes, int opcode, size_t length) {
  unsigned char header[10] = {(unsigned char)(0x80 | opcode)};
  size_t size = length < 126 ? 2 : length < 65536 ? 4 : 10;
  header[1] = (unsigned char)(size == 2 ? length : size == 4 ? 126 : 127);
  for (size_t index = 2; index < size; index++)
    header[index] = (unsigned char)(length >> (8 * (size - 1 - index)));
  append(bytes, header, size);
}

void append_frame(Bytes *bytes, int opcode, const char *payload, size_t length) {
  append_header(bytes, opcode, length);
  append(bytes, payload, length);
}
