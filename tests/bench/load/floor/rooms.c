/* Who is in a room, and what waits to be written to all of them. */
#include "floor.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Room rooms[MOST_ROOMS];
static Room *dirty[MOST_ROOMS];
static int dirtyCount;
static unsigned messages;

static size_t hash(const char *text, size_t length) {
  size_t sum = 5381;
  while (length--) sum = sum * 33 + (unsigned char)*text++;
  return sum % MOST_ROOMS;
}

Room *room_of(const char *destination, size_t length) {
  size_t at = hash(destination, length);
  for (int tries = 0; tries < MOST_ROOMS; tries++, at = (at + 1) % MOST_ROOMS) {
    Room *room = &rooms[at];
    if (!room->destination) room->destination = strndup(destination, length);
    bool isSame = strlen(room->destination) == length && memcmp(room->destination, destination, length) == 0;
    if (isSame) return room;
  }
  end("too many rooms");
}

/* All in a room are told the same id: that of who came last. */
void join(Room *room, Member *member, const char *id, size_t length) {
  if (member->room) leave(member);
  if (room->count == room->capacity) {
    room->capacity = room->capacity ? 2 * room->capacity : 64;
    room->members = realloc(room->members, (size_t)room->capacity * sizeof(Member *));
    if (!room->members) end("out of memory");
  }
  free(room->id);
  room->id = strndup(id, length);
  member->room = room;
  member->index = room->count;
  room->members[room->count++] = member;
}

void leave(Member *member) {
  Room *room = member->room;
  if (!room) return;
  room->members[member->index] = room->members[--room->count];
  room->members[member->index]->index = member->index;
  member->room = NULL;
}

/* Encoded once. */
void publish(Room *room, const char *body, size_t length) {
  static Bytes frame;
  char head[512];
  if (room->count == 0) return;
  int size = snprintf(head, sizeof head,
                      "MESSAGE\ndestination:%s\nmessage-id:0a1b2c3d-%u\nsubscription:%s\n"
                      "content-type:application/json\ncontent-length:%zu\n\n",
                      room->destination, ++messages, room->id, length);
  if (size >= (int)sizeof head) end("a destination or an id is too long");
  frame.length = 0;
  append(&frame, head, (size_t)size);
  append(&frame, body, length);
  append(&frame, "", 1);
  append_frame(&room->pending, 1, frame.at, frame.length);
  if (room->isDirty) return;
  room->isDirty = true;
  dirty[dirtyCount++] = room;
}

/* One write a member. */
void flush_rooms(void) {
  for (int index = 0; index < dirtyCount; index++) {
    Room *room = dirty[index];
    for (int at = 0; at < room->count; at++)
      send_to(room->members[at], room->pending.at, room->pending.length);
    room->pending.length = 0;
    room->isDirty = false;
  }
  dirtyCount = 0;
}
