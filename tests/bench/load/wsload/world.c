/* Connections, rooms and streams, as the plan wants them. */
#include "wsload.h"
#include <stdlib.h>
#include <sys/resource.h>

World world;

static void *zeroed(size_t count, size_t size) {
  void *made = calloc(count ? count : 1, size);
  if (!made) refuse(1, "out of memory");
  return made;
}

static Connection *init(Connection *connection, Group *group, Role role, int room) {
  connection->fd = -1;
  connection->group = group;
  connection->role = role;
  connection->room = room;
  connection->id = (uint32_t)world.connectionCount++;
  return connection;
}

static void add_sender(Connection *member) {
  Connection *sender = zeroed(1, sizeof *sender);
  sender->fd = -1;
  sender->group = member->group;
  sender->role = SENDER;
  sender->id = member->id;
  sender->other = member;
  member->other = sender;
  member->isXhr = true;
  member->stretch = zeroed(1, sizeof *member->stretch);
}

static void add_member(Group *group, int index) {
  int room = group->firstRoom + index % group->rooms;
  Connection *member = init(&group->connections[index], group, MEMBER, room);
  /* Spread over the rooms as the members are. */
  int ordinal = index / group->rooms;
  bool stalls = (ordinal + 1) * group->stalledPercent / 100 > ordinal * group->stalledPercent / 100;
  member->isCounted = !group->hasStorm && !stalls;
  world.rooms[room].members++;
  if (member->isCounted) world.rooms[room].live++;
  if (group->isXhr) add_sender(member);
}

static void add_streams(Group *group) {
  group->streams = zeroed((size_t)group->publishers * (size_t)group->rooms, sizeof(Stream));
  for (int index = 0; index < group->publishers * group->rooms; index++) {
    Room *room = &world.rooms[group->firstRoom + index % group->rooms];
    Stream *stream = &group->streams[index];
    stream->group = group;
    stream->slot = room->streamCount++;
    room->streams = grow(room->streams, (size_t)room->streamCount * sizeof(Stream *));
    room->streams[stream->slot] = stream;
  }
}

static void add_group(Group *group) {
  group->memberCount = group->rooms * group->membersPerRoom;
  group->connectionCount = group->memberCount + group->publishers;
  group->connections = zeroed((size_t)group->connectionCount, sizeof(Connection));
  for (int index = 0; index < group->memberCount; index++) add_member(group, index);
  for (int index = group->memberCount; index < group->connectionCount; index++)
    init(&group->connections[index], group, PUBLISHER, group->firstRoom);
  add_streams(group);
}

static void check_files(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  rlim_t needed = 16;
  for (int index = 0; index < world.groupCount; index++) {
    const Group *group = &world.groups[index];
    needed += (rlim_t)(group->connectionCount + (group->isXhr ? group->memberCount : 0));
  }
  if (needed > limit.rlim_cur)
    refuse(2, "plan: %lu open files are needed, and %lu are allowed (ulimit -n)", needed, limit.rlim_cur);
}

/* What is said depends on the connection; what each of them needs for that is made before anything is measured. */
static void prepare(Connection *connection) {
  if (connection->role == PUBLISHER) {
    world.publishers[connection->id] = connection;
    return prepare_publication(connection);
  }
  connection->next = zeroed((size_t)world.rooms[connection->room].streamCount, sizeof(uint32_t));
  if (connection->group->hasStorm) forget_numbers(connection);
  fill(&connection->group->own, (Names){.connection = connection}, &connection->own);
}

static void check_loop(const Group *group) {
  uint32_t live = 0;
  for (int room = 0; room < group->rooms; room++) live += world.rooms[group->firstRoom + room].live;
  if (group->inFlight > 0 && live == 0 && !group->hasReceipts)
    refuse(2, "group %s: a closed loop, and nobody is waited for in its rooms", group->name);
}

void make_world(void) {
  world.rooms = zeroed(MOST_ROOMS, sizeof(Room));
  for (int index = 0; index < world.groupCount; index++) add_group(&world.groups[index]);
  if (world.connectionCount > 99999)
    refuse(2, "plan: %d connections, past the 99999 of a mark", world.connectionCount);
  check_files();
  world.publishers = zeroed((size_t)world.connectionCount, sizeof(Connection *));
  for (int index = 0; index < world.groupCount; index++) {
    Group *group = &world.groups[index];
    check_loop(group);
    for (int at = 0; at < group->connectionCount; at++) prepare(&group->connections[at]);
  }
}

/* @returns null when nobody was to say that there. */
Stream *stream_of(uint32_t publisher, uint32_t room) {
  if (publisher >= (uint32_t)world.connectionCount || !world.publishers[publisher]) return NULL;
  const Connection *connection = world.publishers[publisher];
  const Group *group = connection->group;
  int ordinal = (int)(connection - group->connections) - group->memberCount;
  int offset = (int)room - group->firstRoom;
  if (offset < 0 || offset >= group->rooms) return NULL;
  return &group->streams[ordinal * group->rooms + offset];
}
