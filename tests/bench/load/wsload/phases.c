/* Open, wait for `go`, warm up, measure, drain. None of it without an end. */
#include "wsload.h"

#define OPEN_WITHIN_NS (60 * SECOND)
#define DRAIN_WITHIN_NS (120 * SECOND)
#define STANDSTILL_NS (5 * SECOND)
#define FIND_CUT_NS (500 * MS)
#define SAMPLE_NS (100 * MS)

bool is_measured(int64_t sentNs) {
  return sentNs >= world.measureStartNs && sentNs < world.measureEndNs;
}

/* The end of a turn is for what is still on its way. */
bool is_our_turn(int64_t now) {
  if (world.turnNs == 0) return true;
  bool isSecond = now / world.turnNs % 2 == 1;
  return isSecond == world.isSecond && now % world.turnNs < world.turnNs * 9 / 10;
}

/* The core is the other's meanwhile. */
static int patience_ms(int64_t now) {
  return is_our_turn(now) ? 0 : 1;
}

void open_all(void) {
  world.startNs = now_ns();
  world.measureStartNs = world.measureEndNs = INT64_MAX;
  for (int index = 0; index < world.groupCount; index++)
    for (int at = 0; at < world.groups[index].connectionCount; at++)
      open_later(&world.groups[index].connections[at]);
  open_more();
  while (world.opened < world.connectionCount) {
    turn(5);
    int64_t waitedNs = now_ns() - world.startNs;
    if (waitedNs > OPEN_WITHIN_NS) refuse_unopened(waitedNs);
  }
  world.phase = READY;
}

static void stall(Group *group) {
  for (int at = 0; at < group->memberCount; at++) {
    Connection *member = &group->connections[at];
    if (!member->isCounted && member->state == OPEN) stop_reading(member);
  }
}

static void storm(Group *group) {
  group->hasStorm = false;
  group->stormStartNs = now_ns();
  world.storming++;
  for (int at = 0; at < group->memberCount; at++) {
    Connection *member = &group->connections[at];
    if (member->state != OPEN) continue;
    disconnect(member);
    if (member->other) disconnect(member->other);
    if (member->stretch) member->stretch->hasSession = false;
    forget_numbers(member);
    group->storming++;
    open_later(member);
  }
  if (group->storming == 0) world.storming--;
}

static void begin_measuring(void) {
  begin_usage();
  world.measureStartNs = now_ns();
  world.phase = MEASURING;
}

static void end_second(void) {
  for (int index = 0; index < world.groupCount; index++) {
    Tally *tally = &world.groups[index].tally;
    if (tally->seconds == MOST_SECONDS) continue;
    tally->secondP99Ms[tally->seconds++] = quantile_since_ms(&tally->deliveryBefore, &tally->delivery, 0.99);
  }
}

static void measure(void) {
  int64_t endNs = world.measureStartNs + world.measureNs, sampleNs = 0;
  int64_t secondNs = world.measureStartNs + SECOND;
  for (int64_t now = now_ns(); now < endNs; now = now_ns()) {
    turn(patience_ms(now));
    for (int index = 0; index < world.groupCount; index++) {
      Group *group = &world.groups[index];
      if (group->hasStorm && now - world.measureStartNs >= group->stormAfterNs) storm(group);
    }
    if (now >= secondNs) {
      end_second();
      secondNs += SECOND;
    }
    if (now < sampleNs) continue;
    sample_resident();
    sampleNs = now + SAMPLE_NS;
  }
  world.measureEndNs = now_ns();
  if (world.measureEndNs >= secondNs) end_second();
  world.phase = DRAINING;
  end_usage();
}

/* Where nobody hears the publications, a ping behind them tells when they were read. */
static void fence(void) {
  for (int index = 0; index < world.groupCount; index++) {
    Group *group = &world.groups[index];
    if (group->publish.length == 0 || world.rooms[group->firstRoom].members > 0) continue;
    for (int at = group->memberCount; at < group->connectionCount; at++) {
      Connection *publisher = &group->connections[at];
      if (publisher->state != OPEN) continue;
      publisher->isPinged = true;
      world.pongsAwaited++;
      ping(publisher);
    }
  }
}

static bool is_drained(void) {
  return world.owed == 0 && world.pongsAwaited == 0 && world.storming == 0;
}

static bool never(void) {
  return false;
}

/* Until it is so, or nothing has come for that long, or it takes longer than it ever should. */
static void go_on_until(bool (*isSo)(void), int64_t standstillNs) {
  int64_t startNs = now_ns(), lastNs = startNs;
  uint64_t progress = world.progress;
  while (!isSo()) {
    turn(0);
    int64_t now = now_ns();
    if (world.progress != progress) lastNs = now;
    progress = world.progress;
    if (now - lastNs > standstillNs || now - startNs > DRAIN_WITHIN_NS) return;
  }
}

/* Whom the server cut while he did not read learns of it only behind all that was written to him before. */
static void find_cut(void) {
  bool isAny = false;
  for (int index = 0; index < world.groupCount; index++)
    for (int at = 0; at < world.groups[index].memberCount; at++) {
      Connection *member = &world.groups[index].connections[at];
      if (!member->isStalled || member->state != OPEN) continue;
      read_on(member);
      isAny = true;
    }
  if (isAny) go_on_until(never, FIND_CUT_NS);
}

void run_load(void) {
  find_processes();
  sample_resident();
  world.phase = WARM_UP;
  for (int index = 0; index < world.groupCount; index++)
    if (world.groups[index].stalledPercent > 0) stall(&world.groups[index]);
  begin_load();
  int64_t endNs = now_ns() + world.warmUpNs;
  for (int64_t now = now_ns(); now < endNs; now = now_ns()) turn(patience_ms(now));
  begin_measuring();
  measure();
  fence();
  go_on_until(is_drained, STANDSTILL_NS);
  find_cut();
  world.phase = DONE;
  count_lost();
}
