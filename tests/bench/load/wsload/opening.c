/* Connections are opened as fast as the server takes them, some at once, and go through their steps. */
#define _GNU_SOURCE
#include "wsload.h"
#include <stdlib.h>
#include <string.h>

#define MOST_HANDSHAKES 200
#define RETRY_NS (10 * MS)
#define MOST_TOLD 200

static Connection **queue;
static int head, waiting;

/* What a connection that did not get on heard last. */
static struct {
  const Connection *by;
  char text[MOST_TOLD + 1];
} heardLast;

void open_later(Connection *connection) {
  if (!queue) queue = grow(NULL, (size_t)world.connectionCount * sizeof *queue);
  connection->state = WAITING;
  queue[(head + waiting++) % world.connectionCount] = connection;
}

void open_more(void) {
  if (waiting == 0) return;
  int64_t now = now_ns();
  while (waiting > 0 && world.handshakes < MOST_HANDSHAKES && queue[head]->retryNs <= now) {
    Connection *connection = queue[head];
    head = (head + 1) % world.connectionCount;
    waiting--;
    world.handshakes++;
    connection->state = ASKED;
    connect_socket(connection);
  }
}

void connected(Connection *connection) {
  if (connection->role == SENDER) {
    connection->state = OPEN;
    post_next(connection);
  } else if (connection->isXhr) ask_stream(connection);
  else ask_upgrade(connection);
}

static void opened(Connection *connection) {
  Group *group = connection->group;
  connection->state = OPEN;
  world.handshakes--;
  world.opened++;
  world.progress++;
  if (group->storming == 0 || --group->storming > 0) return;
  world.storming--;
  group->tally.stormNs = now_ns() - group->stormStartNs;
}

static const Steps *steps_of(const Connection *connection) {
  return connection->role == PUBLISHER ? &connection->group->publisher : &connection->group->member;
}

static void say_steps(Connection *connection) {
  static Bytes text;
  const Steps *steps = steps_of(connection);
  for (; connection->step < steps->count; connection->step++) {
    const Step *step = &steps->steps[connection->step];
    text.length = 0;
    fill(&step->say, (Names){.connection = connection}, &text);
    if (text.length) say(connection, text.at, text.length);
    if (step->until.length) return;
  }
  opened(connection);
}

void begin_steps(Connection *connection) {
  connection->state = STEPPING;
  connection->step = 0;
  say_steps(connection);
}

static size_t copy_printable(char *to, const char *from, size_t length) {
  if (length > MOST_TOLD) length = MOST_TOLD;
  for (size_t index = 0; index < length; index++)
    to[index] = from[index] < ' ' && from[index] >= 0 ? ' ' : from[index];
  to[length] = 0;
  return length;
}

void take_step(Connection *connection, const char *heard, size_t length) {
  static Bytes until;
  until.length = 0;
  fill(&steps_of(connection)->steps[connection->step].until, (Names){.connection = connection}, &until);
  if (memmem(heard, length, until.at, until.length)) {
    connection->step++;
    return say_steps(connection);
  }
  heardLast.by = connection;
  copy_printable(heardLast.text, heard, length);
}

void failed_to_open(Connection *connection, const char *why, const char *heard, size_t length) {
  char told[MOST_TOLD + 1];
  if (world.phase == OPENING) {
    if (copy_printable(told, heard, length) == 0 && heardLast.by == connection) strcpy(told, heardLast.text);
    refuse(1, "group %s: connection %u of %d could not be opened: %s; the server said: %s",
           connection->group->name, connection->id, world.connectionCount, why, told[0] ? told : "nothing");
  }
  disconnect(connection);
  if (connection->stretch) connection->stretch->hasSession = false;
  world.handshakes--;
  connection->retryNs = now_ns() + RETRY_NS;
  open_later(connection);
}

static const Connection *first_unopened(void) {
  for (int index = 0; index < world.groupCount; index++)
    for (int at = 0; at < world.groups[index].connectionCount; at++) {
      const Connection *connection = &world.groups[index].connections[at];
      if (connection->state == ASKED || connection->state == STEPPING) return connection;
    }
  return NULL;
}

void refuse_unopened(int64_t waitedNs) {
  const Connection *connection = first_unopened();
  refuse(1,
         "only %d of %d connections were open after %lld s; group %s: connection %u waits in its step %d, the server "
         "said last: %s",
         world.opened, world.connectionCount, (long long)(waitedNs / SECOND),
         connection ? connection->group->name : "-", connection ? connection->id : 0,
         connection ? connection->step + 1 : 0, heardLast.by ? heardLast.text : "nothing");
}
