#include "wsload.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t read_clock(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * SECOND + time.tv_nsec;
}

int64_t now_ns(void) {
  return read_clock(CLOCK_MONOTONIC);
}

/* Of this thread: what others do on its core does not count. */
int64_t spent_ns(void) {
  return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

void *grow(void *at, size_t size) {
  void *bigger = realloc(at, size);
  if (!bigger) refuse(1, "out of memory: %zu bytes were asked for", size);
  return bigger;
}

void append(Bytes *bytes, const void *from, size_t length) {
  if (length == 0) return;
  size_t needed = bytes->length + length;
  if (needed > bytes->capacity) {
    bytes->capacity = needed < 64 ? 64 : needed + needed / 2;
    bytes->at = grow(bytes->at, bytes->capacity);
  }
  memcpy(bytes->at + bytes->length, from, length);
  bytes->length = needed;
}

void append_text(Bytes *bytes, const char *text) {
  append(bytes, text, strlen(text));
}

void append_number(Bytes *bytes, uint64_t number) {
  char digits[24];
  append(bytes, digits, (size_t)snprintf(digits, sizeof digits, "%llu", (unsigned long long)number));
}

void drop_first(Bytes *bytes, size_t length) {
  bytes->length -= length;
  memmove(bytes->at, bytes->at + length, bytes->length);
}

void print_digits(char *at, int digits, uint64_t number) {
  while (digits--) {
    at[digits] = (char)('0' + number % 10);
    number /= 10;
  }
}

/* One line, for people, and the end. */
void refuse(int code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(code);
}
