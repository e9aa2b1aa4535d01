/* What a message holds: marks of publications, the next step's word, or something to answer. */
#define _GNU_SOURCE
#include "wsload.h"
#include <string.h>

static const char *find_mark(const char *at, const char *end) {
  while (end - at >= MARK_LENGTH && (at = memchr(at, '#', (size_t)(end - at)))) {
    if (end - at < MARK_LENGTH) return NULL;
    if (at[5] == '-' && at[11] == '-') return at;
    at++;
  }
  return NULL;
}

/* Where it stood last time comes first: in messages of one kind that is the place. */
static bool holds_own(Connection *member, const char *mark, const char *from, const char *to) {
  const Bytes *own = &member->own;
  const char *expected = mark + member->ownAt;
  bool fits = expected >= from && expected + own->length <= to;
  if (fits && memcmp(expected, own->at, own->length) == 0) return true;
  const char *found = memmem(from, (size_t)(to - from), own->at, own->length);
  if (found) member->ownAt = found - mark;
  return found != NULL;
}

/* The value of the `ack` header, as it stands there: within a JSON string lines end with a backslash and an n. */
static bool find_ack(Names *names, const char *from, const char *to) {
  const char *plain = memmem(from, (size_t)(to - from), "\nack:", 5);
  const char *escaped = plain ? NULL : memmem(from, (size_t)(to - from), "\\nack:", 6);
  if (!plain && !escaped) return false;
  const char *start = plain ? plain + 5 : escaped + 6;
  const char *end = memmem(start, (size_t)(to - start), plain ? "\n" : "\\n", plain ? 1 : 2);
  if (!end) return false;
  names->ack = start;
  names->ackLength = (size_t)(end - start);
  return true;
}

static void acknowledge(Connection *member, const char *from, const char *mark) {
  static Bytes text;
  if (++member->unacknowledged < member->group->acknowledgeEvery) return;
  member->unacknowledged = 0;
  Names names = {.connection = member};
  if (!find_ack(&names, from, mark)) {
    member->group->tally.foreign++;
    return;
  }
  text.length = 0;
  fill(&member->group->acknowledge, names, &text);
  say(member, text.at, text.length);
}

static void take_delivery(Connection *member, const char *from, const char *mark, const char *to) {
  if (member->own.length && !holds_own(member, mark, from, to)) member->group->tally.foreign++;
  deliver(member, mark);
  if (member->group->acknowledge.length) acknowledge(member, from, mark);
}

static bool answered(Connection *connection, const char *payload, size_t length) {
  const Group *group = connection->group;
  for (int index = 0; index < group->answerCount; index++) {
    const Bytes *heard = &group->heard[index];
    if (heard->length != length || memcmp(heard->at, payload, length) != 0) continue;
    say(connection, group->answers[index].at, group->answers[index].length);
    return true;
  }
  return false;
}

/* A publication may hold its mark twice, in a header for its receipt and in its body: that is one delivery. */
static bool is_same(const char *mark, const char *last) {
  const Connection *publisher;
  if (!last || memcmp(mark, last, MARK_LENGTH) != 0) return false;
  unsigned long id = 0;
  for (int digit = 6; digit < 11; digit++) id = id * 10 + (unsigned long)(mark[digit] - '0');
  publisher = id < (unsigned long)world.connectionCount ? world.publishers[id] : NULL;
  return publisher && publisher->markCount > 1;
}

void take_message(Connection *connection, const char *payload, size_t length) {
  const char *end = payload + length, *from = payload, *last = NULL, *next;
  uint32_t incarnation = connection->incarnation;
  for (const char *mark = find_mark(payload, end); mark; mark = next) {
    next = find_mark(mark + MARK_LENGTH, end);
    if (is_same(mark, last)) continue;
    last = mark;
    if (connection->role == PUBLISHER) receipt(connection, mark);
    else take_delivery(connection, from, mark, next ? next : end);
    if (connection->incarnation != incarnation) return;
    from = mark + MARK_LENGTH;
  }
  if (last || answered(connection, payload, length)) return;
  if (connection->state == STEPPING) take_step(connection, payload, length);
}
