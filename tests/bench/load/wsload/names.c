/* Texts of the plan with the names of a connection in them. */
#include "wsload.h"
#include <stdio.h>
#include <string.h>

static const char emptyMark[MARK_LENGTH + 1] = "#0000-00000-00000000";

static bool begins(const char *at, size_t length, const char *name) {
  size_t wanted = strlen(name);
  return length >= wanted && memcmp(at, name, wanted) == 0;
}

/* @returns how long the name in braces is; 0 when these braces hold no name of ours. */
static size_t fill_name(const char *at, size_t length, Names names, Bytes *out) {
  const Connection *connection = names.connection;
  char text[24];
  if (begins(at, length, "{id}")) {
    print_digits(text, 5, connection->id);
    return append(out, text, 5), 4;
  }
  if (begins(at, length, "{room}")) {
    print_digits(text, 4, (uint64_t)connection->room);
    return append(out, text, 4), 6;
  }
  if (begins(at, length, "{server}")) {
    print_digits(text, 3, connection->id % 1000);
    return append(out, text, 3), 8;
  }
  if (begins(at, length, "{session}")) {
    print_digits(text, 5, connection->id);
    snprintf(text + 5, sizeof text - 5, "s%u", connection->incarnation);
    return append_text(out, text), 9;
  }
  if (begins(at, length, "{mark}")) return append(out, emptyMark, MARK_LENGTH), 6;
  if (names.ack && begins(at, length, "{ack}")) return append(out, names.ack, names.ackLength), 5;
  return 0;
}

void fill(const Bytes *text, Names names, Bytes *out) {
  const char *at = text->at, *end = text->at + text->length;
  while (at < end) {
    const char *brace = memchr(at, '{', (size_t)(end - at));
    if (!brace) brace = end;
    append(out, at, (size_t)(brace - at));
    if (brace == end) return;
    size_t name = fill_name(brace, (size_t)(end - brace), names, out);
    if (name == 0) append(out, brace, 1);
    at = brace + (name ? name : 1);
  }
}

/* Where `{mark}` and `{room}` come to stand once all names before them are filled. */
static void find_places(Connection *publisher, const Bytes *text) {
  Bytes before = {0};
  Names names = {.connection = publisher};
  const char *at = text->at, *end = text->at + text->length;
  while (at < end) {
    size_t left = (size_t)(end - at);
    bool isMark = begins(at, left, "{mark}"), isRoom = begins(at, left, "{room}");
    if ((isMark && publisher->markCount == MOST_PLACES) || (isRoom && publisher->roomCount == MOST_PLACES))
      refuse(2, "group %s: more than %d marks or rooms in what is published", publisher->group->name, MOST_PLACES);
    if (isMark) publisher->marks[publisher->markCount++] = before.length;
    if (isRoom) publisher->rooms[publisher->roomCount++] = before.length;
    size_t name = *at == '{' ? fill_name(at, left, names, &before) : 0;
    if (name == 0) append(&before, at, 1);
    at += name ? name : 1;
  }
  append_frame(&publisher->publication, 1, before.at, before.length);
  publisher->maskAt = (int)(publisher->publication.length - before.length);
}

/* The frame is made and masked once; room and mark are masked into it each time. */
void prepare_publication(Connection *publisher) {
  const Bytes *text = &publisher->group->publish;
  if (text->length == 0) return;
  find_places(publisher, text);
  if (publisher->markCount == 0)
    refuse(2, "group %s: no {mark} in what is published", publisher->group->name);
  publisher->group->marksInPublication = publisher->markCount;
}

static void put(char *payload, size_t offset, const char *text, size_t length) {
  memcpy(payload + offset, text, length);
  apply_mask(payload + offset, length, offset);
}

void append_publication(Connection *publisher, int room, uint32_t number) {
  char mark[MARK_LENGTH];
  mark[0] = '#';
  mark[5] = mark[11] = '-';
  print_digits(mark + 1, 4, (uint64_t)room);
  print_digits(mark + 6, 5, publisher->id);
  print_digits(mark + 12, 8, number);
  size_t start = publisher->out.length;
  append(&publisher->out, publisher->publication.at, publisher->publication.length);
  char *payload = publisher->out.at + start + publisher->maskAt;
  for (int index = 0; index < publisher->roomCount; index++)
    put(payload, publisher->rooms[index], mark + 1, 4);
  for (int index = 0; index < publisher->markCount; index++)
    put(payload, publisher->marks[index], mark, MARK_LENGTH);
}
