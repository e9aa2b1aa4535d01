/* Just enough of it: a frame begins with its command, headers are looked for and not read. */
#define _GNU_SOURCE
#include "floor.h"
#include <stdio.h>
#include <string.h>

typedef struct {
  const char *at;
  size_t length;
} Part;

static Part header(const char *text, size_t length, const char *name) {
  const char *found = memmem(text, length, name, strlen(name));
  if (!found) return (Part){"", 0};
  const char *start = found + strlen(name);
  const char *stop = memchr(start, '\n', length - (size_t)(start - text));
  return (Part){start, stop ? (size_t)(stop - start) : 0};
}

static void answer(Member *member, const char *text, size_t length) {
  static Bytes frame;
  frame.length = 0;
  append_frame(&frame, 1, text, length);
  send_to(member, frame.at, frame.length);
}

static void answer_receipt(Member *member, const char *text, size_t length) {
  char receipt[256];
  Part id = header(text, length, "\nreceipt:");
  if (id.length == 0) return;
  int size = snprintf(receipt, sizeof receipt, "RECEIPT\nreceipt-id:%.*s\n\n", (int)id.length, id.at);
  if (size < (int)sizeof receipt) answer(member, receipt, (size_t)size + 1);
}

static void subscribe(Member *member, const char *text, size_t length) {
  Part destination = header(text, length, "\ndestination:"), id = header(text, length, "\nid:");
  join(room_of(destination.at, destination.length), member, id.at, id.length);
  answer_receipt(member, text, length);
}

static void send(Member *member, const char *text, size_t length) {
  const char *blank = memmem(text, length, "\n\n", 2);
  if (!blank) return;
  const char *body = blank + 2;
  size_t head = (size_t)(body - text);
  Part destination = header(text, head, "\ndestination:");
  publish(room_of(destination.at, destination.length), body, length - head - 1);
  answer_receipt(member, text, head);
}

void take_text(Member *member, const char *text, size_t length) {
  static const char connected[] = "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n";
  if (length < 5) return;
  if (memcmp(text, "SEND\n", 5) == 0) send(member, text, length);
  else if (text[0] == 'C') answer(member, connected, sizeof connected);
  else if (memcmp(text, "SUBSC", 5) == 0) subscribe(member, text, length);
}
