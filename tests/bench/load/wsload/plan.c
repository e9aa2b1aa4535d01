/* The plan: `key value` lines until `end-plan`, texts with \n \r \t \0 \\ escaped. Later lines are commands. */
#include "wsload.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Bytes input;
static bool isInputClosed;

bool is_input_closed(void) {
  return isInputClosed && input.length == 0;
}

static bool read_input(void) {
  char chunk[65536];
  ssize_t got = read(STDIN_FILENO, chunk, sizeof chunk);
  if (got == 0) isInputClosed = true;
  if (got > 0) append(&input, chunk, (size_t)got);
  return got > 0;
}

/* A whole line, if one has come. */
static char *take_line(void) {
  char *end = input.length ? memchr(input.at, '\n', input.length) : NULL;
  if (!end) return NULL;
  size_t length = (size_t)(end - input.at);
  char *line = grow(NULL, length + 1);
  memcpy(line, input.at, length);
  line[length] = 0;
  drop_first(&input, length + 1);
  return line;
}

bool next_command(char *line, size_t size) {
  read_input();
  char *taken = take_line();
  if (!taken) return false;
  snprintf(line, size, "%s", taken);
  free(taken);
  return true;
}

static char unescaped(char letter) {
  switch (letter) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case '0': return 0;
    case '\\': return '\\';
  }
  refuse(2, "plan: unknown escape \\%c; there are \\n \\r \\t \\0 \\\\", letter);
}

static Bytes text_of(const char *value) {
  Bytes text = {0};
  for (const char *at = value; *at; at++) {
    char byte = *at == '\\' ? unescaped(*++at) : *at;
    append(&text, &byte, 1);
  }
  return text;
}

static long number_of(const char *key, const char *value) {
  char *end;
  long number = strtol(value, &end, 10);
  if (end == value || *end || number < 0)
    refuse(2, "plan: %s must be a whole number from 0 on, not \"%s\"", key, value);
  return number;
}

static void add_step(Steps *steps, const char *value) {
  steps->steps = grow(steps->steps, (size_t)(steps->count + 1) * sizeof(Step));
  steps->steps[steps->count++] = (Step){.say = text_of(value)};
}

static void add_until(Steps *steps, const char *value) {
  if (steps->count == 0) refuse(2, "plan: something is waited for before anything is said");
  steps->steps[steps->count - 1].until = text_of(value);
}

static void add_heard(Group *group, const char *value) {
  if (group->answerCount == MOST_ANSWERS) refuse(2, "plan: more than %d answers", MOST_ANSWERS);
  group->heard[group->answerCount++] = text_of(value);
}

static void add_answer(Group *group, const char *value) {
  if (group->answerCount == 0) refuse(2, "plan: an answer to nothing");
  group->answers[group->answerCount - 1] = text_of(value);
}

static Group *add_group(const char *name) {
  if (world.groupCount == MOST_GROUPS) refuse(2, "plan: more than %d groups", MOST_GROUPS);
  Group *group = &world.groups[world.groupCount++];
  group->name = strdup(name);
  return group;
}

static void set_transport(Group *group, const char *value) {
  group->isXhr = strcmp(value, "xhr-streaming") == 0;
  if (!group->isXhr && strcmp(value, "websocket") != 0) refuse(2, "plan: unknown transport \"%s\"", value);
}

static bool set_world(const char *key, const char *value) {
  if (!strcmp(key, "host")) world.host = strdup(value);
  else if (!strcmp(key, "port")) world.port = (int)number_of(key, value);
  else if (!strcmp(key, "pid")) world.pid = (int)number_of(key, value);
  else if (!strcmp(key, "core")) world.core = (int)number_of(key, value);
  else if (!strcmp(key, "warm-up-ms")) world.warmUpNs = number_of(key, value) * MS;
  else if (!strcmp(key, "measure-ms")) world.measureNs = number_of(key, value) * MS;
  else if (!strcmp(key, "turn-ms")) world.turnNs = number_of(key, value) * MS;
  else if (!strcmp(key, "is-second")) world.isSecond = number_of(key, value) != 0;
  else return false;
  return true;
}

static bool set_text(Group *group, const char *key, const char *value) {
  if (!strcmp(key, "transport")) set_transport(group, value);
  else if (!strcmp(key, "path")) group->path = strdup(value);
  else if (!strcmp(key, "publisher-path")) group->publisherPath = strdup(value);
  else if (!strcmp(key, "member-say")) add_step(&group->member, value);
  else if (!strcmp(key, "member-until")) add_until(&group->member, value);
  else if (!strcmp(key, "publisher-say")) add_step(&group->publisher, value);
  else if (!strcmp(key, "publisher-until")) add_until(&group->publisher, value);
  else if (!strcmp(key, "publish")) group->publish = text_of(value);
  else if (!strcmp(key, "own")) group->own = text_of(value);
  else if (!strcmp(key, "heard")) add_heard(group, value);
  else if (!strcmp(key, "answer")) add_answer(group, value);
  else if (!strcmp(key, "acknowledge")) group->acknowledge = text_of(value);
  else if (!strcmp(key, "beat")) group->beat = text_of(value);
  else return false;
  return true;
}

static bool set_number(Group *group, const char *key, const char *value) {
  if (!strcmp(key, "per-second")) group->perSecond = atof(value);
  else if (!strcmp(key, "first-room")) group->firstRoom = (int)number_of(key, value);
  else if (!strcmp(key, "rooms")) group->rooms = (int)number_of(key, value);
  else if (!strcmp(key, "members-per-room")) group->membersPerRoom = (int)number_of(key, value);
  else if (!strcmp(key, "publishers")) group->publishers = (int)number_of(key, value);
  else if (!strcmp(key, "stalled-percent")) group->stalledPercent = (int)number_of(key, value);
  else if (!strcmp(key, "in-flight")) group->inFlight = (int)number_of(key, value);
  else if (!strcmp(key, "acknowledge-every")) group->acknowledgeEvery = (uint32_t)number_of(key, value);
  else if (!strcmp(key, "beat-every-ms")) group->beatNs = number_of(key, value) * MS;
  else if (!strcmp(key, "has-receipts")) group->hasReceipts = number_of(key, value) != 0;
  else if (!strcmp(key, "storm-after-ms")) {
    group->hasStorm = true;
    group->stormAfterNs = number_of(key, value) * MS;
  } else return false;
  return true;
}

static void check_rooms(const Group *group) {
  if (group->rooms < 1) refuse(2, "group %s: no room", group->name);
  if (group->firstRoom + group->rooms > MOST_ROOMS)
    refuse(2, "group %s: room %d is past the last, %d", group->name, group->firstRoom + group->rooms - 1,
           MOST_ROOMS - 1);
  if (group->stalledPercent > 100) refuse(2, "group %s: %d %% cannot stall", group->name, group->stalledPercent);
}

static void check_load(const Group *group) {
  bool hasLoad = group->inFlight > 0 || group->perSecond > 0;
  if (hasLoad && group->publishers == 0) refuse(2, "group %s: a load and no publisher", group->name);
  if (hasLoad && group->publish.length == 0) refuse(2, "group %s: a load and nothing to publish", group->name);
  if (group->acknowledge.length && group->acknowledgeEvery == 0)
    refuse(2, "group %s: acknowledge.every must be 1 or more", group->name);
  if (group->beat.length && group->beatNs == 0) refuse(2, "group %s: beat.everyMs must be 1 or more", group->name);
}

static void check_plan(void) {
  if (!world.host) refuse(2, "plan: no host");
  if (world.port < 1 || world.port > 65535) refuse(2, "plan: %d is no port", world.port);
  if (world.measureNs <= 0) refuse(2, "plan: nothing to measure in 0 ms");
  if (world.groupCount == 0) refuse(2, "plan: no group");
  for (int index = 0; index < world.groupCount; index++) {
    const Group *group = &world.groups[index];
    if (!group->path || group->path[0] != '/') refuse(2, "group %s: its path must begin with /", group->name);
    check_rooms(group);
    check_load(group);
  }
}

void read_plan(void) {
  Group *group = NULL;
  for (char *line;; free(line)) {
    while (!(line = take_line()))
      if (!read_input()) refuse(2, "plan: it ends without end-plan");
    if (!strcmp(line, "end-plan")) break;
    char *space = strchr(line, ' ');
    const char *value = space ? space + 1 : "";
    if (space) *space = 0;
    if (!strcmp(line, "group")) group = add_group(value);
    else if (group ? !set_text(group, line, value) && !set_number(group, line, value) : !set_world(line, value))
      refuse(2, "plan: unknown line \"%s %s\"", line, value);
  }
  check_plan();
  fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
}
