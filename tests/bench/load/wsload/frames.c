#define _GNU_SOURCE
/* WebSocket, the client's side. */
#include "wsload.h"
#include <stdio.h>
#include <string.h>

enum { CONTINUED = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

/* Constant, so that a publication is masked once and for all; not zero, so that the server does its work. */
static const unsigned char mask[4] = {0x5a, 0xc3, 0x3c, 0xa5};

void apply_mask(char *at, size_t length, size_t offset) {
  for (size_t index = 0; index < length; index++) at[index] ^= (char)mask[(offset + index) & 3];
}

static size_t frame_header(unsigned char *header, int opcode, size_t length) {
  size_t size = length < 126 ? 2 : length < 65536 ? 4 : 10;
  header[0] = (unsigned char)(0x80 | opcode);
  header[1] = (unsigned char)(0x80 | (size == 2 ? length : size == 4 ? 126 : 127));
  for (size_t index = 2; index < size; index++)
    header[index] = (unsigned char)(length >> (8 * (size - 1 - index)));
  memcpy(header + size, mask, 4);
  return size + 4;
}

void append_frame(Bytes *out, int opcode, const char *payload, size_t length) {
  unsigned char header[14];
  append(out, header, frame_header(header, opcode, length));
  size_t start = out->length;
  append(out, payload, length);
  apply_mask(out->at + start, length, 0);
}

void say(Connection *connection, const char *text, size_t length) {
  if (connection->isXhr) {
    uint32_t size = (uint32_t)length;
    append(&connection->other->posts, &size, sizeof size);
    append(&connection->other->posts, text, length);
    post_next(connection->other);
    return;
  }
  append_frame(&connection->out, TEXT, text, length);
  mark_dirty(connection);
}

void ping(Connection *connection) {
  append_frame(&connection->out, PING, NULL, 0);
  mark_dirty(connection);
}

static void pong(Connection *connection, const char *payload, size_t length) {
  append_frame(&connection->out, PONG, payload, length);
  mark_dirty(connection);
}

static void take_pong(Connection *publisher) {
  if (!publisher->isPinged) return;
  publisher->isPinged = false;
  world.progress++;
  world.pongsAwaited--;
  Tally *tally = &publisher->group->tally;
  tally->fencedNs = readNs - world.measureEndNs;
  if (tally->fencedNs < 1) tally->fencedNs = 1;
}

static void take_close(Connection *connection, const char *payload, size_t length) {
  char why[64] = "the server closed the WebSocket without a code";
  int code = length >= 2 ? (unsigned char)payload[0] << 8 | (unsigned char)payload[1] : 0;
  if (code) snprintf(why, sizeof why, "the server closed the WebSocket with %d", code);
  lose(connection, why, payload + (code ? 2 : 0), code ? length - 2 : 0);
}

static void take_payload(Connection *connection, int opcode, const char *payload, size_t length) {
  if (opcode == TEXT || opcode == BINARY) take_message(connection, payload, length);
  else if (opcode == PING) pong(connection, payload, length);
  else if (opcode == PONG) take_pong(connection);
  else if (opcode == CLOSE) take_close(connection, payload, length);
}

/* @returns how many bytes were used; 0 when the frame is not whole yet. */
size_t take_frame(Connection *connection, const char *bytes, size_t length) {
  const unsigned char *header = (const unsigned char *)bytes;
  if (length < 2) return 0;
  uint64_t payload = header[1] & 127;
  size_t size = payload < 126 ? 2 : payload == 126 ? 4 : 10;
  if (length < size) return 0;
  if (size > 2) {
    payload = 0;
    for (size_t index = 2; index < size; index++) payload = payload << 8 | header[index];
  }
  int opcode = header[0] & 15;
  if ((header[0] & 0xf0) != 0x80 || (header[1] & 0x80) || opcode == CONTINUED)
    refuse(1, "group %s: a frame that is fragmented, masked or compressed: %02x %02x", connection->group->name,
           header[0], header[1]);
  if (length - size < payload) return 0;
  take_payload(connection, opcode, bytes + size, payload);
  return size + payload;
}

size_t take_upgrade(Connection *connection, const char *bytes, size_t length) {
  const char *end = memmem(bytes, length, "\r\n\r\n", 4);
  if (!end) return 0;
  if (memcmp(bytes, "HTTP/1.1 101", 12) != 0) {
    failed_to_open(connection, "no WebSocket was opened", bytes, length);
    return length;
  }
  begin_steps(connection);
  return (size_t)(end + 4 - bytes);
}
