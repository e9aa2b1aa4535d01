/* Own room, once, in order, nothing lost: judged for each member and stream while it is counted. */
#include "wsload.h"
#include <stdlib.h>
#include <string.h>

#define UNKNOWN UINT32_MAX

typedef struct {
  uint32_t room, publisher, number;
} Mark;

/* Eight digits at once: pairs, fours, all. This is said of every delivery, and a loop would be its dearest part. */
static uint32_t eight_digits(uint64_t text) {
  text = (text & 0x0f0f0f0f0f0f0f0f) * 2561 >> 8;
  text = (text & 0x00ff00ff00ff00ff) * 6553601 >> 16;
  return (uint32_t)((text & 0x0000ffff0000ffff) * 42949672960001 >> 32);
}

static uint64_t load(const char *at) {
  uint64_t text;
  memcpy(&text, at, sizeof text);
  return text;
}

/* Shifting in zeros, which are digits too, leaves the last ones of what was read. */
static Mark read_mark(const char *at) {
  return (Mark){
      .room = eight_digits(load(at + 1) << 32),
      .publisher = eight_digits(load(at + 3) >> 24 << 24),
      .number = eight_digits(load(at + 12)),
  };
}

Message *add_message(Stream *stream, int64_t sentNs) {
  if (stream->sent >= stream->capacity) {
    stream->capacity = stream->capacity ? 2 * stream->capacity : 1024;
    stream->messages = grow(stream->messages, stream->capacity * sizeof(Message));
  }
  Message *message = &stream->messages[stream->sent];
  message->sentNs = sentNs;
  return message;
}

static void add_gap(Connection *member, int slot, uint32_t from, uint32_t to) {
  Gap *gap = grow(NULL, sizeof *gap);
  *gap = (Gap){.next = member->gaps, .slot = slot, .from = from, .to = to};
  member->gaps = gap;
}

/* @returns whether that number was missing until now. */
static bool fill_gap(Connection *member, int slot, uint32_t number) {
  for (Gap **at = &member->gaps; *at; at = &(*at)->next) {
    Gap *gap = *at;
    if (gap->slot != slot || number < gap->from || number >= gap->to) continue;
    if (number + 1 < gap->to) add_gap(member, slot, number + 1, gap->to);
    gap->to = number;
    return true;
  }
  return false;
}

/* @returns whether it is the first time that it came. */
static bool is_first(Connection *member, int slot, uint32_t number) {
  uint32_t next = member->next[slot];
  Tally *tally = &member->group->tally;
  if (number < next && next != UNKNOWN) {
    bool wasMissing = fill_gap(member, slot, number);
    if (wasMissing) tally->outOfOrder++;
    else tally->repeated++;
    return wasMissing;
  }
  if (number > next) add_gap(member, slot, next, number);
  member->next[slot] = number + 1;
  return true;
}

static void arrive(Stream *stream, Message *message) {
  world.owed--;
  if (--message->remaining == 0) completed(stream, message);
}

void deliver(Connection *member, const char *at) {
  Mark mark = read_mark(at);
  Tally *tally = &member->group->tally;
  world.progress++;
  Stream *stream = mark.room == (uint32_t)member->room ? stream_of(mark.publisher, mark.room) : NULL;
  if (!stream || mark.number >= stream->sent) {
    tally->foreign++;
    return;
  }
  if (mark.number == member->next[stream->slot]) member->next[stream->slot]++;
  else if (!is_first(member, stream->slot, mark.number)) return;
  Message *message = &stream->messages[mark.number];
  if (world.phase == MEASURING) tally->deliveries++;
  if (is_measured(message->sentNs)) record(&tally->delivery, readNs - message->sentNs);
  if (member->isCounted) arrive(stream, message);
}

/* Receipts come once and in order, or the one that does not is missing in the end. */
void receipt(Connection *publisher, const char *at) {
  Mark mark = read_mark(at);
  Tally *tally = &publisher->group->tally;
  Stream *stream = mark.publisher == publisher->id ? stream_of(mark.publisher, mark.room) : NULL;
  world.progress++;
  if (!stream || mark.number >= stream->sent || !publisher->group->hasReceipts) {
    tally->foreign++;
    return;
  }
  if (mark.number < stream->receipts) tally->repeated++;
  if (mark.number != stream->receipts) return;
  stream->receipts++;
  world.owed--;
  if (world.phase == MEASURING) tally->receipts++;
  Message *message = &stream->messages[mark.number];
  if (message->remaining > 0 && world.rooms[mark.room].members == 0 && --message->remaining == 0)
    completed(stream, message);
}

static void release_stream(Connection *member, Stream *stream) {
  for (uint32_t number = member->next[stream->slot]; number < stream->sent; number++)
    arrive(stream, &stream->messages[number]);
}

/* It was cut: nobody waits for it any longer, and what it lacks is not lost. */
void release(Connection *member) {
  Room *room = &world.rooms[member->room];
  member->isCounted = false;
  room->live--;
  for (int slot = 0; slot < room->streamCount; slot++) release_stream(member, room->streams[slot]);
  for (Gap *gap = member->gaps; gap; gap = gap->next)
    for (uint32_t number = gap->from; number < gap->to; number++)
      arrive(room->streams[gap->slot], &room->streams[gap->slot]->messages[number]);
}

/* It comes back, and whatever it hears first is right. */
void forget_numbers(Connection *member) {
  for (int slot = 0; slot < world.rooms[member->room].streamCount; slot++) member->next[slot] = UNKNOWN;
}

static uint64_t missing(const Connection *member) {
  const Room *room = &world.rooms[member->room];
  uint64_t count = 0;
  for (int slot = 0; slot < room->streamCount; slot++) count += room->streams[slot]->sent - member->next[slot];
  for (const Gap *gap = member->gaps; gap; gap = gap->next) count += gap->to - gap->from;
  return count;
}

static uint64_t missing_receipts(const Connection *publisher) {
  const Group *group = publisher->group;
  int ordinal = (int)(publisher - group->connections) - group->memberCount;
  uint64_t count = 0;
  for (int room = 0; room < group->rooms; room++) {
    const Stream *stream = &group->streams[ordinal * group->rooms + room];
    count += stream->sent - stream->receipts;
  }
  return count;
}

void count_lost(void) {
  for (int index = 0; index < world.groupCount; index++) {
    Group *group = &world.groups[index];
    for (int at = 0; at < group->connectionCount; at++) {
      const Connection *connection = &group->connections[at];
      if (connection->isCounted) group->tally.lost += missing(connection);
      if (connection->role == PUBLISHER && group->hasReceipts && connection->state == OPEN)
        group->tally.lost += missing_receipts(connection);
    }
  }
}
