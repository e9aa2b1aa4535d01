/* Sockets: one round looks at all that can be read or written, says what is due, and writes once to each. */
#define _GNU_SOURCE
#include "wsload.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Few at a time: what is due in between must not wait for a whole fan-out. */
#define MOST_EVENTS 64
#define READ_BYTES (256 * 1024)
/* Once for each arrival: asking again whether there is more would cost as much as a tenth of the read. */
#define READING (EPOLLIN | EPOLLRDHUP | EPOLLET)
#define MOST_KEPT (16 * 1024 * 1024)
/* An address of loopback has 28,232 ports to go out from; connections still dying hold some. */
#define CONNECTIONS_PER_ADDRESS 14000

int64_t readNs;

static int epoll = -1;
static char buffer[READ_BYTES + MOST_KEPT];
static Connection **dirty;
static int dirtyCount, dirtyCapacity;

void begin_watching(void) {
  epoll = epoll_create1(0);
}

static void watch(Connection *connection, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = connection};
  if (epoll_ctl(epoll, operation, connection->fd, &event) < 0) refuse(1, "epoll: %s", strerror(errno));
}

static void bind_source(const Connection *connection) {
  int address = (int)connection->id / CONNECTIONS_PER_ADDRESS;
  if (address == 0 || strncmp(world.host, "127.", 4) != 0) return;
  struct sockaddr_in source = {.sin_family = AF_INET};
  source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)address);
  int yes = 1;
  setsockopt(connection->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
  if (bind(connection->fd, (struct sockaddr *)&source, sizeof source) < 0)
    refuse(1, "no source address 127.0.0.%d: %s", address + 1, strerror(errno));
}

void connect_socket(Connection *connection) {
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((uint16_t)world.port)};
  if (inet_pton(AF_INET, world.host, &server.sin_addr) != 1)
    refuse(2, "plan: %s is no IPv4 address", world.host);
  connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (connection->fd < 0) refuse(1, "no socket: %s", strerror(errno));
  int yes = 1;
  setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  bind_source(connection);
  connection->isConnecting = true;
  watch(connection, EPOLL_CTL_ADD, EPOLLOUT);
  if (connect(connection->fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS)
    lose(connection, strerror(errno), NULL, 0);
}

void disconnect(Connection *connection) {
  if (connection->fd >= 0) close(connection->fd);
  connection->fd = -1;
  connection->incarnation++;
  connection->isConnecting = connection->wantsOut = connection->isPosting = false;
  connection->rest.length = connection->out.length = connection->outSent = 0;
  if (connection->role == SENDER) connection->state = IDLE;
}

void stop_reading(Connection *connection) {
  connection->isStalled = true;
  if (connection->fd >= 0) watch(connection, EPOLL_CTL_MOD, EPOLLRDHUP | (connection->wantsOut ? EPOLLOUT : 0));
}

static void forget(Connection *connection) {
  connection->state = GONE;
  connection->group->tally.cut++;
  world.progress++;
  if (connection->isCounted) release(connection);
  if (connection->role == PUBLISHER) forget_publisher(connection);
  disconnect(connection);
  if (!connection->other) return;
  connection->stretch->line.length = 0;
  connection->other->posts.length = 0;
  disconnect(connection->other);
}

/* It is gone, whoever ended it. The first of each group is told. */
void lose(Connection *connection, const char *why, const char *heard, size_t length) {
  if (connection->role == SENDER) return lose(connection->other, why, heard, length);
  if (connection->state == GONE) return;
  if (connection->state != OPEN) return failed_to_open(connection, why, heard, length);
  Group *group = connection->group;
  /* Who stopped reading may be cut. */
  if (!group->isCutTold && !connection->isStalled)
    fprintf(stderr, "group %s: connection %u was cut: %s%s%.*s\n", group->name, connection->id, why,
            length ? ": " : "", (int)(length < 200 ? length : 200), length ? heard : "");
  if (!connection->isStalled) group->isCutTold = true;
  forget(connection);
}

void mark_dirty(Connection *connection) {
  if (connection->isDirty) return;
  connection->isDirty = true;
  if (dirtyCount == dirtyCapacity) {
    dirtyCapacity = dirtyCapacity ? 2 * dirtyCapacity : 1024;
    dirty = grow(dirty, (size_t)dirtyCapacity * sizeof *dirty);
  }
  dirty[dirtyCount++] = connection;
}

static void want_out(Connection *connection, bool wantsOut) {
  if (connection->wantsOut == wantsOut) return;
  connection->wantsOut = wantsOut;
  uint32_t reading = connection->isStalled ? EPOLLRDHUP : READING;
  watch(connection, EPOLL_CTL_MOD, reading | (wantsOut ? EPOLLOUT : 0));
}

static void flush(Connection *connection) {
  if (connection->fd < 0 || connection->isConnecting) return;
  Bytes *out = &connection->out;
  while (connection->outSent < out->length) {
    ssize_t sent = write(connection->fd, out->at + connection->outSent, out->length - connection->outSent);
    if (sent < 0 && errno == EAGAIN) return want_out(connection, true);
    if (sent < 0 && connection->isXhr && stream_elsewhere(connection)) return;
    if (sent < 0) return lose(connection, strerror(errno), NULL, 0);
    connection->outSent += (size_t)sent;
  }
  out->length = connection->outSent = 0;
  want_out(connection, false);
}

static int flush_dirty(void) {
  int flushed = dirtyCount;
  /* What a flush makes dirty comes behind. */
  for (int index = 0; index < dirtyCount; index++) {
    dirty[index]->isDirty = false;
    flush(dirty[index]);
  }
  dirtyCount = 0;
  return flushed;
}

static size_t take(Connection *connection, const char *bytes, size_t length) {
  if (connection->role == SENDER) return take_answer(connection, bytes, length);
  if (connection->isXhr) return take_stream(connection, bytes, length);
  if (connection->state == ASKED) return take_upgrade(connection, bytes, length);
  return take_frame(connection, bytes, length);
}

static void take_all(Connection *connection, size_t length) {
  uint32_t incarnation = connection->incarnation;
  size_t at = 0;
  for (size_t used; at < length && (used = take(connection, buffer + at, length - at)); at += used)
    if (connection->incarnation != incarnation) return;
  if (connection->incarnation != incarnation) return;
  if (length - at > MOST_KEPT)
    refuse(1, "group %s: a message of more than %d bytes", connection->group->name, MOST_KEPT);
  connection->rest.length = 0;
  append(&connection->rest, buffer + at, length - at);
}

static void ended(Connection *connection, const char *why) {
  bool isStream = connection->isXhr && connection->stretch->part == HEAD && connection->rest.length == 0;
  bool isIdleSender = connection->role == SENDER && !connection->isPosting;
  if (isIdleSender) return disconnect(connection);
  if (isStream && connection->state == OPEN && stream_elsewhere(connection)) return;
  Bytes heard = connection->rest;
  lose(connection, why, heard.at, heard.length);
}

/* @returns whether there may be more. */
static bool receive(Connection *connection) {
  size_t kept = connection->rest.length;
  if (kept) memcpy(buffer, connection->rest.at, kept);
  ssize_t got = recv(connection->fd, buffer + kept, READ_BYTES, 0);
  if (got < 0 && errno == EAGAIN) return false;
  if (got <= 0) return ended(connection, got < 0 ? strerror(errno) : "the server closed the connection"), false;
  readNs = now_ns();
  Tally *tally = &connection->group->tally;
  uint64_t before = tally->deliveries;
  take_all(connection, kept + (size_t)got);
  if (tally->deliveries != before) tally->reads++;
  return got == READ_BYTES;
}

/* Told once of what has come: read until there is no more, to the end where the end has come too. */
static void receive_all(Connection *connection, bool isEnding) {
  uint32_t incarnation = connection->incarnation;
  while (receive(connection) || (isEnding && connection->incarnation == incarnation))
    if (connection->incarnation != incarnation || connection->isStalled) return;
}

static void finish_connecting(Connection *connection) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) return lose(connection, strerror(error), NULL, 0);
  connection->isConnecting = false;
  watch(connection, EPOLL_CTL_MOD, READING);
  connected(connection);
}

/* What stalled is not looked at any more; only whether it ends, which comes behind all that it did not read. */
static void skip(Connection *connection) {
  ssize_t got;
  while ((got = recv(connection->fd, NULL, MOST_KEPT, MSG_TRUNC)) > 0) world.progress++;
  if (got == 0 || errno != EAGAIN) lose(connection, "it had stopped reading", NULL, 0);
}

void read_on(Connection *connection) {
  watch(connection, EPOLL_CTL_MOD, READING);
}

static void handle(Connection *connection, uint32_t events) {
  if (connection->fd < 0) return;
  if (connection->isConnecting) return finish_connecting(connection);
  bool isEnding = events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP);
  if (connection->isStalled && events & ~(uint32_t)EPOLLOUT) return skip(connection);
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive_all(connection, isEnding);
  if (events & EPOLLOUT) mark_dirty(connection);
}

static void account(bool isBusy) {
  static int64_t lastNs;
  int64_t beforeNs = lastNs;
  lastNs = spent_ns();
  if (world.phase != MEASURING) return;
  world.polls++;
  if (isBusy) world.busyNs += lastNs - beforeNs;
  else world.emptyPolls++;
}

void turn(int timeoutMs) {
  struct epoll_event events[MOST_EVENTS];
  int count = epoll_wait(epoll, events, MOST_EVENTS, timeoutMs);
  for (int index = 0; index < count; index++) handle(events[index].data.ptr, events[index].events);
  publish_due();
  beat_due();
  open_more();
  int flushed = flush_dirty();
  account(count > 0 || flushed > 0);
}
