/*
 * What the kernel charges, and nothing else: a server that writes to each member of a room the same bytes as a broker
 * would, all messages of one round in one write. Of STOMP it knows just enough to be spoken to like one.
 */
#ifndef FLOOR_H
#define FLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MOST_ROOMS 16384

typedef struct {
  char *at;
  size_t length, capacity;
} Bytes;

typedef struct Member {
  int fd;
  bool isOpen, wantsOut;
  struct Room *room;
  int index;
  /* A frame that came in part; what the socket did not take. */
  Bytes rest, unsent;
} Member;

typedef struct Room {
  char *destination, *id;
  Member **members;
  int count, capacity;
  bool isDirty;
  Bytes pending;
} Room;

/* bytes.c */
void append(Bytes *bytes, const void *from, size_t length);
void append_frame(Bytes *bytes, int opcode, const char *payload, size_t length);

/* rooms.c */
Room *room_of(const char *destination, size_t length);
void join(Room *room, Member *member, const char *id, size_t length);
void leave(Member *member);
void publish(Room *room, const char *body, size_t length);
void flush_rooms(void);

/* stomp.c */
void take_text(Member *member, const char *text, size_t length);

/* main.c */
void send_to(Member *member, const char *bytes, size_t length);
void end(const char *why) __attribute__((noreturn));

#endif
