/* The HTTP that SockJS needs: a streamed answer, and texts posted one after the other. */
#define _GNU_SOURCE
#include "wsload.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void append_request(Connection *connection, const char *method, const char *suffix, const char *headers) {
  const Group *group = connection->group;
  bool isPublisher = connection->role == PUBLISHER && group->publisherPath;
  char *path = isPublisher ? group->publisherPath : group->path;
  Bytes text = {.at = path, .length = strlen(path)};
  append_text(&connection->out, method);
  /* The sender of a member speaks in its name. */
  Connection *named = connection->role == SENDER ? connection->other : connection;
  fill(&text, (Names){.connection = named}, &connection->out);
  append_text(&connection->out, suffix);
  append_text(&connection->out, " HTTP/1.1\r\nHost: ");
  append_text(&connection->out, world.host);
  append_text(&connection->out, ":");
  append_number(&connection->out, (uint64_t)world.port);
  append_text(&connection->out, headers);
  mark_dirty(connection);
}

void ask_upgrade(Connection *connection) {
  append_request(connection, "GET ", "",
                 "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
}

void ask_stream(Connection *connection) {
  Stretch *stretch = connection->stretch;
  stretch->part = HEAD;
  stretch->closes = false;
  append_request(connection, "POST ", "/xhr_streaming", "\r\nContent-Length: 0\r\n\r\n");
}

void post_next(Connection *sender) {
  Connection *member = sender->other;
  if (sender->isPosting || sender->posts.length == 0 || !member->stretch->hasSession) return;
  if (sender->state != OPEN) {
    if (!sender->isConnecting) connect_socket(sender);
    return;
  }
  uint32_t size;
  memcpy(&size, sender->posts.at, sizeof size);
  sender->isPosting = true;
  append_request(sender, "POST ", "/xhr_send", "\r\nContent-Type: text/plain\r\nContent-Length: ");
  append_number(&sender->out, size);
  append_text(&sender->out, "\r\n\r\n");
  append(&sender->out, sender->posts.at + sizeof size, size);
}

static const char *header_value(const char *head, size_t length, const char *name) {
  const char *end = head + length;
  size_t size = strlen(name);
  for (const char *at = head; at + size < end; at++) {
    if (strncasecmp(at, name, size) == 0) return at + size;
    at = memchr(at, '\n', (size_t)(end - at));
    if (!at) return NULL;
  }
  return NULL;
}

static bool says(const char *head, size_t length, const char *name, const char *value) {
  const char *at = header_value(head, length, name);
  if (!at) return false;
  while (*at == ' ') at++;
  return strncasecmp(at, value, strlen(value)) == 0;
}

/* @returns how many bytes were used; 0 when the answer is not whole yet. */
size_t take_answer(Connection *sender, const char *bytes, size_t length) {
  const char *end = memmem(bytes, length, "\r\n\r\n", 4);
  if (!end) return 0;
  size_t head = (size_t)(end + 4 - bytes);
  const char *size = header_value(bytes, head, "content-length:");
  size_t body = size ? (size_t)strtoul(size, NULL, 10) : 0;
  if (length < head + body) return 0;
  if (memcmp(bytes, "HTTP/1.1 20", 11) != 0) {
    lose(sender->other, "what was posted to xhr_send was refused", bytes, length);
    return length;
  }
  uint32_t posted;
  memcpy(&posted, sender->posts.at, sizeof posted);
  drop_first(&sender->posts, sizeof posted + posted);
  sender->isPosting = false;
  if (says(bytes, head, "connection:", "close")) disconnect(sender);
  post_next(sender);
  return head + body;
}

static size_t take_head(Connection *connection, const char *bytes, size_t length) {
  const char *end = memmem(bytes, length, "\r\n\r\n", 4);
  if (!end) return 0;
  size_t head = (size_t)(end + 4 - bytes);
  bool isChunked = says(bytes, head, "transfer-encoding:", "chunked");
  if (memcmp(bytes, "HTTP/1.1 200", 12) != 0 || !isChunked) {
    lose(connection, "no xhr_streaming answer", bytes, length);
    return length;
  }
  connection->stretch->closes = says(bytes, head, "connection:", "close");
  connection->stretch->part = CHUNK_SIZE;
  if (connection->state == ASKED) begin_steps(connection);
  return head;
}

/* @returns false when there is no session yet that a new stream could go on with. */
bool stream_elsewhere(Connection *connection) {
  if (!connection->stretch->hasSession) return false;
  disconnect(connection);
  connect_socket(connection);
  return true;
}

/* Servers end the answer after 128 KiB or so, and wait to be asked again. */
static bool stream_again(Connection *connection) {
  if (!connection->stretch->hasSession || connection->stretch->closes) return stream_elsewhere(connection);
  ask_stream(connection);
  return true;
}

static size_t take_chunk_size(Connection *connection, const char *bytes, size_t length) {
  const char *end = memmem(bytes, length, "\r\n", 2);
  if (!end) return 0;
  Stretch *stretch = connection->stretch;
  stretch->chunkLeft = strtoul(bytes, NULL, 16);
  stretch->part = CHUNK;
  if (stretch->chunkLeft > 0) return (size_t)(end + 2 - bytes);
  if (length < (size_t)(end + 4 - bytes)) return stretch->part = CHUNK_SIZE, 0;
  if (!stream_again(connection)) lose(connection, "the stream ended before it began", bytes, length);
  return (size_t)(end + 4 - bytes);
}

static void take_lines(Connection *connection) {
  Bytes *line = &connection->stretch->line;
  size_t at = 0;
  for (char *end; (end = memchr(line->at + at, '\n', line->length - at)); at = (size_t)(end + 1 - line->at)) {
    size_t length = (size_t)(end - line->at) - at;
    if (length == 1 && line->at[at] == 'o') {
      connection->stretch->hasSession = true;
      post_next(connection->other);
    }
    bool isClose = length > 1 && line->at[at] == 'c' && line->at[at + 1] == '[';
    if (isClose) return lose(connection, "the server closed the SockJS session", line->at + at, length);
    take_message(connection, line->at + at, length);
    if (line->length == 0) return;
  }
  drop_first(line, at);
}

static size_t take_chunk(Connection *connection, const char *bytes, size_t length) {
  Stretch *stretch = connection->stretch;
  size_t size = length < stretch->chunkLeft ? length : stretch->chunkLeft;
  stretch->chunkLeft -= size;
  if (stretch->chunkLeft == 0) stretch->part = CHUNK_END;
  append(&stretch->line, bytes, size);
  take_lines(connection);
  return size;
}

size_t take_stream(Connection *connection, const char *bytes, size_t length) {
  Stretch *stretch = connection->stretch;
  switch (stretch->part) {
    case HEAD: return take_head(connection, bytes, length);
    case CHUNK_SIZE: return take_chunk_size(connection, bytes, length);
    case CHUNK: return take_chunk(connection, bytes, length);
    case CHUNK_END:
      if (length < 2) return 0;
      stretch->part = CHUNK_SIZE;
      return 2;
  }
  return 0;
}
