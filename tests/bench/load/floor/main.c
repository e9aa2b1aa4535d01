#define _GNU_SOURCE
#include "floor.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_EVENTS 1024
#define READ_BYTES (256 * 1024)
#define MOST_KEPT (16 * 1024 * 1024)

/* The key of every client is the same to us, and nobody looks at the answer. */
static const char switching[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: c3RhdGljIGFuc3dlciBvZiBmbG9v\r\n\r\n";

static int epoll;
static char buffer[READ_BYTES + MOST_KEPT];

void end(const char *why) {
  fprintf(stderr, "floor: %s\n", why);
  exit(1);
}

static void watch(Member *member, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = member};
  epoll_ctl(epoll, operation, member->fd, &event);
}

static void want_out(Member *member, bool wantsOut) {
  if (member->wantsOut == wantsOut) return;
  member->wantsOut = wantsOut;
  watch(member, EPOLL_CTL_MOD, EPOLLIN | (wantsOut ? EPOLLOUT : 0));
}

void send_to(Member *member, const char *bytes, size_t length) {
  ssize_t sent = member->unsent.length ? 0 : write(member->fd, bytes, length);
  if (sent < 0) sent = 0;
  if ((size_t)sent == length) return;
  append(&member->unsent, bytes + sent, length - (size_t)sent);
  want_out(member, true);
}

static void flush(Member *member) {
  ssize_t sent = write(member->fd, member->unsent.at, member->unsent.length);
  if (sent <= 0) return;
  member->unsent.length -= (size_t)sent;
  memmove(member->unsent.at, member->unsent.at + sent, member->unsent.length);
  if (member->unsent.length == 0) want_out(member, false);
}

static size_t take_request(Member *member, char *bytes, size_t length) {
  const char *blank = memmem(bytes, length, "\r\n\r\n", 4);
  if (!blank) return 0;
  member->isOpen = true;
  send_to(member, switching, sizeof switching - 1);
  return (size_t)(blank + 4 - bytes);
}

static void take_payload(Member *member, int opcode, const char *payload, size_t length) {
  static Bytes pong;
  if (opcode == 1 || opcode == 2) take_text(member, payload, length);
  if (opcode != 9) return;
  pong.length = 0;
  append_frame(&pong, 10, payload, length);
  send_to(member, pong.at, pong.length);
}

static size_t take_frame(Member *member, char *bytes, size_t length) {
  unsigned char *header = (unsigned char *)bytes;
  if (length < 2) return 0;
  size_t payload = header[1] & 127, size = payload < 126 ? 2 : payload == 126 ? 4 : 10;
  if (length < size + 4) return 0;
  if (size > 2) payload = 0;
  for (size_t index = 2; index < size; index++) payload = payload << 8 | header[index];
  if (length - size - 4 < payload) return 0;
  unsigned char *mask = header + size, *text = mask + 4;
  for (size_t index = 0; index < payload; index++) text[index] ^= mask[index & 3];
  take_payload(member, header[0] & 15, (char *)text, payload);
  return size + 4 + payload;
}

static void forget(Member *member) {
  leave(member);
  close(member->fd);
  member->fd = -1;
  free(member->rest.at);
  free(member->unsent.at);
  free(member);
}

static void receive(Member *member) {
  size_t kept = member->rest.length, at = 0;
  if (kept) memcpy(buffer, member->rest.at, kept);
  ssize_t got = read(member->fd, buffer + kept, READ_BYTES);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) return forget(member);
  size_t length = kept + (size_t)got;
  for (size_t used = 1; used && at < length; at += used)
    used = (member->isOpen ? take_frame : take_request)(member, buffer + at, length - at);
  if (length - at > MOST_KEPT) return forget(member);
  member->rest.length = 0;
  append(&member->rest, buffer + at, length - at);
}

static void admit(int listener) {
  int yes = 1, fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    Member *member = calloc(1, sizeof *member);
    if (!member) end("out of memory");
    member->fd = fd;
    watch(member, EPOLL_CTL_ADD, EPOLLIN);
  }
}

static int listen_anywhere(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 4096) < 0) end(strerror(errno));
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("{\"port\":%d}\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

static void raise_limit(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

static void serve(int listener) {
  struct epoll_event events[MOST_EVENTS];
  int count = epoll_wait(epoll, events, MOST_EVENTS, -1);
  for (int index = 0; index < count; index++) {
    Member *member = events[index].data.ptr;
    if (!member) admit(listener);
    else if (events[index].events & EPOLLOUT) flush(member);
    else receive(member);
  }
  flush_rooms();
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  /* Whoever started it may not get to end it. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  raise_limit();
  int listener = listen_anywhere();
  epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;) serve(listener);
}
