/* Publications and beats, when they are due. */
#include "wsload.h"

/* Then the server is asked no more until it reads: the schedule slips, and the latency still counts from it. */
#define MOST_UNSENT (4 * 1024 * 1024)
/* Reading must not wait for a schedule that is far behind. */
#define MOST_AT_ONCE 256

void begin_load(void) {
  int64_t now = now_ns();
  for (int index = 0; index < world.groupCount; index++) world.groups[index].dueNs = now;
}

static Stream *next_stream(Group *group, Connection **publisher, int *room) {
  for (int tries = 0; tries < group->publishers + group->rooms; tries++) {
    int ordinal = (int)(group->turn % (uint64_t)group->publishers);
    int offset = (int)(group->turn % (uint64_t)group->rooms);
    group->turn++;
    *publisher = &group->connections[group->memberCount + ordinal];
    *room = group->firstRoom + offset;
    /* A room that lost all its members would complete at once, and again. */
    bool isDeserted = group->inFlight > 0 && world.rooms[*room].live == 0 && !group->hasReceipts;
    if ((*publisher)->state == OPEN && !isDeserted) return &group->streams[ordinal * group->rooms + offset];
  }
  return NULL;
}

static void account(Group *group, Stream *stream, const Room *room, int64_t sentNs) {
  uint32_t live = room->live;
  bool isSilent = room->members == 0 && !group->hasReceipts;
  if (!isSilent) add_message(stream, sentNs)->remaining = room->members == 0 ? 1 : live;
  stream->sent++;
  world.owed += live + (group->hasReceipts ? 1 : 0);
  if (world.phase == MEASURING) group->tally.published++;
}

/* @returns false when there is nobody to publish, or he does not get rid of what he said. */
static bool publish(Group *group, int64_t sentNs) {
  Connection *publisher;
  int room;
  Stream *stream = next_stream(group, &publisher, &room);
  if (!stream || publisher->out.length > MOST_UNSENT) return false;
  append_publication(publisher, room, stream->sent);
  account(group, stream, &world.rooms[room], sentNs);
  mark_dirty(publisher);
  return true;
}

static void publish_scheduled(Group *group, int64_t now) {
  int64_t intervalNs = (int64_t)((double)SECOND / group->perSecond);
  for (int count = 0; group->dueNs <= now && count < MOST_AT_ONCE; count++) {
    if (!publish(group, group->dueNs)) return;
    int64_t lateNs = now - group->dueNs;
    if (world.phase == MEASURING && lateNs > group->tally.lateNs) group->tally.lateNs = lateNs;
    group->dueNs += intervalNs;
  }
}

static void publish_in_flight(Group *group, int64_t now) {
  while (group->onTheirWay < group->inFlight && publish(group, now)) group->onTheirWay++;
}

void publish_due(void) {
  if (world.phase != WARM_UP && world.phase != MEASURING) return;
  int64_t now = now_ns();
  for (int index = 0; index < world.groupCount; index++) {
    Group *group = &world.groups[index];
    if (!is_our_turn(now)) group->dueNs = now;
    else if (group->perSecond > 0) publish_scheduled(group, now);
    else publish_in_flight(group, now);
  }
}

void completed(Stream *stream, const Message *message) {
  Group *group = stream->group;
  group->onTheirWay--;
  if (is_measured(message->sentNs)) record(&group->tally.completion, readNs - message->sentNs);
}

/* He was cut: his receipts and his pong will not come. */
void forget_publisher(Connection *publisher) {
  Group *group = publisher->group;
  int ordinal = (int)(publisher - group->connections) - group->memberCount;
  if (publisher->isPinged) world.pongsAwaited--;
  for (int room = 0; group->hasReceipts && room < group->rooms; room++) {
    const Stream *stream = &group->streams[ordinal * group->rooms + room];
    world.owed -= stream->sent - stream->receipts;
  }
}

static void beat(Connection *connection) {
  static Bytes text;
  if (connection->state != OPEN) return;
  text.length = 0;
  fill(&connection->group->beat, (Names){.connection = connection}, &text);
  say(connection, text.at, text.length);
}

/* One after the other, so that they never come all at once. */
void beat_due(void) {
  for (int index = 0; index < world.groupCount; index++) {
    Group *group = &world.groups[index];
    if (group->beatNs == 0 || group->connectionCount == 0) continue;
    int64_t now = now_ns();
    if (group->nextBeatNs == 0 || !is_our_turn(now)) group->nextBeatNs = now + 1;
    for (; group->nextBeatNs <= now; group->nextBeatNs += group->beatNs / group->connectionCount) {
      beat(&group->connections[group->nextBeater]);
      group->nextBeater = (group->nextBeater + 1) % group->connectionCount;
    }
  }
}
