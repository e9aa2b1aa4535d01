/*
 * wsload: one thread, one epoll set, no client library. A plan comes in on stdin (plan.c), connections are opened and
 * go through their steps (opening.c), publications leave and deliveries are judged (load.c, ledger.c), and the
 * server's CPU time is read from /proc (process.c). While it measures it polls without ever sleeping.
 *
 *   bytes ─► connection.c ─► frames.c (WebSocket) ─┐
 *                       └──► http.c (SockJS xhr) ──┴─► messages.c ─► ledger.c ─► completed ones ─► load.c
 */
#ifndef WSLOAD_H
#define WSLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MARK_LENGTH 20
#define MOST_ANSWERS 8
#define MOST_GROUPS 16
#define MOST_ROOMS 10000
#define MOST_PLACES 4
#define MOST_SECONDS 3600

#define MS ((int64_t)1000000)
#define SECOND (1000 * MS)

typedef struct {
  char *at;
  size_t length, capacity;
} Bytes;

typedef struct {
  uint64_t *counts, total;
  int64_t max;
} Histogram;

typedef struct {
  Bytes say, until;
} Step;

typedef struct {
  Step *steps;
  int count;
} Steps;

/* One publication on its way. */
typedef struct {
  int64_t sentNs;
  uint32_t remaining;
} Message;

struct Group;

/* What one publisher says to one room, numbered from 0. */
typedef struct Stream {
  Message *messages;
  uint32_t sent, capacity;
  uint32_t receipts;
  /* Which of its room's streams. */
  int slot;
  struct Group *group;
} Stream;

typedef struct {
  Stream **streams;
  int streamCount, members;
  /* Members that are waited for. */
  uint32_t live;
} Room;

/* Numbers a member was passed over for: lost, unless they still come. */
typedef struct Gap {
  struct Gap *next;
  int slot;
  uint32_t from, to;
} Gap;

typedef enum { MEMBER, PUBLISHER, SENDER } Role;
typedef enum { IDLE, WAITING, ASKED, STEPPING, OPEN, GONE } State;

typedef struct {
  enum { HEAD, CHUNK_SIZE, CHUNK, CHUNK_END } part;
  size_t chunkLeft;
  bool closes, hasSession;
  /* A whole message ends with a newline. */
  Bytes line;
} Stretch;

typedef struct Connection {
  int fd;
  Role role;
  State state;
  bool isXhr, isCounted, isStalled, isDirty, isConnecting, wantsOut, isPinged;
  uint32_t id;
  /* How often it was disconnected: no name and no buffer outlives that. */
  uint32_t incarnation;
  int room, step;
  struct Group *group;
  int64_t retryNs;
  /* Next number of each stream of its room. */
  uint32_t *next;
  Gap *gaps;
  uint32_t unacknowledged;
  Bytes own;
  /* Where that stood last time, counted from the mark. */
  ptrdiff_t ownAt;
  Bytes rest, out;
  size_t outSent;
  /* Publisher: its publication, framed and masked, and where room and mark stand in it. */
  Bytes publication;
  size_t rooms[MOST_PLACES], marks[MOST_PLACES];
  int roomCount, markCount, maskAt;
  /* Streaming member: what posts for it. Sender: whom it posts for. */
  struct Connection *other;
  Stretch *stretch;
  /* Sender: texts to post, each with its length before it; the first is on its way while `isPosting`. */
  Bytes posts;
  bool isPosting;
} Connection;

typedef struct {
  uint64_t published, deliveries, reads, receipts;
  uint64_t lost, repeated, outOfOrder, foreign;
  uint64_t cut;
  Histogram delivery, completion;
  /* `delivery` as it was when the last whole second ended, and the 99th percentile of each. */
  Histogram deliveryBefore;
  double secondP99Ms[MOST_SECONDS];
  int seconds;
  int64_t lateNs, stormNs, fencedNs;
} Tally;

typedef struct Group {
  char *name, *path, *publisherPath;
  bool isXhr, hasReceipts, hasStorm, isCutTold;
  int firstRoom, rooms, membersPerRoom, publishers, stalledPercent;
  int64_t stormAfterNs;
  Steps member, publisher;
  int inFlight;
  double perSecond;
  Bytes publish, own;
  Bytes heard[MOST_ANSWERS], answers[MOST_ANSWERS];
  int answerCount;
  Bytes acknowledge;
  uint32_t acknowledgeEvery;
  Bytes beat;
  int64_t beatNs;

  Connection *connections;
  int connectionCount, memberCount;
  /* publishers × rooms */
  Stream *streams;
  int marksInPublication;
  uint64_t turn;
  int onTheirWay;
  int64_t dueNs, nextBeatNs;
  int nextBeater;
  int storming;
  int64_t stormStartNs;
  Tally tally;
} Group;

typedef enum { OPENING, READY, WARM_UP, MEASURING, DRAINING, DONE } Phase;

typedef struct {
  char *host;
  int port, pid, core;
  int64_t warmUpNs, measureNs;
  /* Two that load two servers on one core, in turn: how long a turn is, by the one clock they share, and whose it is. */
  int64_t turnNs;
  bool isSecond;
  Group groups[MOST_GROUPS];
  int groupCount;
  Room *rooms;
  /* By id; null where that is a member. */
  Connection **publishers;
  int connectionCount;
  Phase phase;
  int64_t startNs, measureStartNs, measureEndNs;
  uint64_t polls, emptyPolls;
  int64_t busyNs;
  /* Deliveries, receipts and pongs that must still come. */
  int64_t owed;
  /* Counts whatever came, to see a server that stands still. */
  uint64_t progress;
  int handshakes, opened, pongsAwaited, storming;
} World;

extern World world;

/* bytes.c */
int64_t now_ns(void);
int64_t spent_ns(void);
void *grow(void *at, size_t size);
void append(Bytes *bytes, const void *from, size_t length);
void append_text(Bytes *bytes, const char *text);
void append_number(Bytes *bytes, uint64_t number);
void drop_first(Bytes *bytes, size_t length);
void refuse(int code, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));
void print_digits(char *at, int digits, uint64_t number);

/* plan.c */
void read_plan(void);
bool next_command(char *line, size_t size);
bool is_input_closed(void);

/* names.c */
typedef struct {
  Connection *connection;
  const char *ack;
  size_t ackLength;
} Names;
void fill(const Bytes *text, Names names, Bytes *out);
void prepare_publication(Connection *publisher);
void append_publication(Connection *publisher, int room, uint32_t number);

/* world.c */
void make_world(void);
Stream *stream_of(uint32_t publisher, uint32_t room);

/* connection.c */
void begin_watching(void);
void turn(int timeoutMs);
void connect_socket(Connection *connection);
void mark_dirty(Connection *connection);
void lose(Connection *connection, const char *why, const char *heard, size_t length);
void disconnect(Connection *connection);
void stop_reading(Connection *connection);
void read_on(Connection *connection);

/* opening.c */
void open_later(Connection *connection);
void open_more(void);
void connected(Connection *connection);
void begin_steps(Connection *connection);
void take_step(Connection *connection, const char *heard, size_t length);
void failed_to_open(Connection *connection, const char *why, const char *heard, size_t length);
void refuse_unopened(int64_t waitedNs) __attribute__((noreturn));

/* frames.c */
void append_frame(Bytes *out, int opcode, const char *payload, size_t length);
size_t take_upgrade(Connection *connection, const char *bytes, size_t length);
size_t take_frame(Connection *connection, const char *bytes, size_t length);
void apply_mask(char *at, size_t length, size_t offset);
void say(Connection *connection, const char *text, size_t length);
void ping(Connection *connection);

/* http.c */
void ask_upgrade(Connection *connection);
void ask_stream(Connection *connection);
size_t take_stream(Connection *connection, const char *bytes, size_t length);
size_t take_answer(Connection *connection, const char *bytes, size_t length);
void post_next(Connection *sender);
bool stream_elsewhere(Connection *connection);

/* messages.c */
void take_message(Connection *connection, const char *payload, size_t length);

/* ledger.c */
void deliver(Connection *member, const char *mark);
void receipt(Connection *publisher, const char *mark);
void release(Connection *member);
void forget_numbers(Connection *member);
void count_lost(void);
Message *add_message(Stream *stream, int64_t sentNs);
extern int64_t readNs;

/* load.c */
void begin_load(void);
void publish_due(void);
void forget_publisher(Connection *publisher);
void beat_due(void);
void completed(Stream *stream, const Message *message);

/* phases.c */
void open_all(void);
void run_load(void);
bool is_measured(int64_t sentNs);
bool is_our_turn(int64_t now);

/* histogram.c */
void record(Histogram *histogram, int64_t ns);
double quantile_ms(const Histogram *histogram, double share);
double quantile_since_ms(Histogram *before, const Histogram *histogram, double share);

/* process.c */
typedef struct {
  int64_t runNs, waitedNs, userNs, foreignNs;
  long residentKbBefore, residentKbAfter, residentKbPeak;
} Usage;
extern Usage usage;
void find_processes(void);
void begin_usage(void);
void sample_resident(void);
void end_usage(void);

/* result.c */
void print_result(void);

#endif
