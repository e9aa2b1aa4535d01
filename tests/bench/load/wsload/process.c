/* What the server and the processes it started cost, from /proc. */
#include "wsload.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_PROCESSES 256
#define MOST_THREADS 4096

typedef struct {
  int id;
  int64_t runNs, waitedNs;
} Thread;

static int processes[MOST_PROCESSES], processCount;
static Thread threads[MOST_THREADS];
static int threadCount;
static int64_t userTicks, systemTicks, coreNs;

Usage usage;

static bool read_file(const char *path, char *text, size_t size) {
  FILE *file = fopen(path, "r");
  if (!file) return false;
  size_t got = fread(text, 1, size - 1, file);
  fclose(file);
  text[got] = 0;
  return got > 0;
}

/* The fields behind the name, which may hold anything. */
static const char *read_stat(int pid, char *text, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  if (!read_file(path, text, size)) return NULL;
  char *end = strrchr(text, ')');
  return end ? end + 2 : NULL;
}

static int parent_of(int pid) {
  char text[1024];
  const char *fields = read_stat(pid, text, sizeof text);
  int parent = 0;
  return fields && sscanf(fields, "%*c %d", &parent) == 1 ? parent : 0;
}

static bool is_known(int pid) {
  for (int index = 0; index < processCount; index++)
    if (processes[index] == pid) return true;
  return false;
}

static bool add_children(void) {
  DIR *all = opendir("/proc");
  int before = processCount;
  for (struct dirent *entry; all && (entry = readdir(all));) {
    int pid = atoi(entry->d_name);
    if (pid <= 0 || pid == getpid() || is_known(pid) || processCount == MOST_PROCESSES) continue;
    if (is_known(parent_of(pid))) processes[processCount++] = pid;
  }
  if (all) closedir(all);
  return processCount > before;
}

void find_processes(void) {
  if (world.pid == 0) return;
  processes[processCount++] = world.pid;
  while (add_children()) continue;
}

static void read_thread(int pid, int id, int64_t *runNs, int64_t *waitedNs) {
  char path[64], text[128];
  long long run = 0, waited = 0;
  snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", pid, id);
  if (read_file(path, text, sizeof text)) sscanf(text, "%lld %lld", &run, &waited);
  *runNs = run;
  *waitedNs = waited;
}

typedef void Visit(int pid, int thread);

static void each_thread(Visit *visit) {
  for (int index = 0; index < processCount; index++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", processes[index]);
    DIR *all = opendir(path);
    for (struct dirent *entry; all && (entry = readdir(all));)
      if (atoi(entry->d_name) > 0) visit(processes[index], atoi(entry->d_name));
    if (all) closedir(all);
  }
}

static void remember(int pid, int id) {
  if (threadCount == MOST_THREADS) return;
  Thread *thread = &threads[threadCount++];
  thread->id = id;
  read_thread(pid, id, &thread->runNs, &thread->waitedNs);
}

static void add_spent(int pid, int id) {
  int64_t runNs, waitedNs;
  read_thread(pid, id, &runNs, &waitedNs);
  usage.runNs += runNs;
  usage.waitedNs += waitedNs;
  for (int index = 0; index < threadCount; index++) {
    if (threads[index].id != id) continue;
    usage.runNs -= threads[index].runNs;
    usage.waitedNs -= threads[index].waitedNs;
  }
}

static void read_ticks(int64_t *user, int64_t *system) {
  char text[1024];
  *user = *system = 0;
  for (int index = 0; index < processCount; index++) {
    long long mine = 0, kernels = 0;
    const char *fields = read_stat(processes[index], text, sizeof text);
    if (fields) sscanf(fields, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lld %lld", &mine, &kernels);
    *user += mine;
    *system += kernels;
  }
}

static int64_t busy_of_core(void) {
  static char text[65536];
  char name[16];
  long long user = 0, nice = 0, system = 0, idle = 0, io = 0, hard = 0, soft = 0;
  snprintf(name, sizeof name, "\ncpu%d ", world.core);
  if (!read_file("/proc/stat", text, sizeof text)) return 0;
  const char *line = strstr(text, name);
  if (!line) return 0;
  sscanf(line + strlen(name), "%lld %lld %lld %lld %lld %lld %lld",
         &user, &nice, &system, &idle, &io, &hard, &soft);
  return (user + nice + system + hard + soft) * (SECOND / sysconf(_SC_CLK_TCK));
}

static long resident_kb(void) {
  long sum = 0, page = sysconf(_SC_PAGESIZE) / 1024;
  for (int index = 0; index < processCount; index++) {
    char path[64], text[128];
    long pages = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", processes[index]);
    if (read_file(path, text, sizeof text)) sscanf(text, "%*d %ld", &pages);
    sum += pages * page;
  }
  return sum;
}

/* The first is what there was before. */
void sample_resident(void) {
  long kb = resident_kb();
  if (usage.residentKbBefore == 0) usage.residentKbBefore = kb;
  if (kb > usage.residentKbPeak) usage.residentKbPeak = kb;
}

void begin_usage(void) {
  each_thread(remember);
  read_ticks(&userTicks, &systemTicks);
  coreNs = busy_of_core();
}

/* Ticks are coarse: they say only which share of the exact time was the program's own. */
void end_usage(void) {
  int64_t user, system;
  each_thread(add_spent);
  read_ticks(&user, &system);
  user -= userTicks;
  system -= systemTicks;
  if (user + system > 0) usage.userNs = (int64_t)((double)usage.runNs * (double)user / (double)(user + system));
  usage.foreignNs = busy_of_core() - coreNs - usage.runNs;
  if (usage.foreignNs < 0) usage.foreignNs = 0;
  usage.residentKbAfter = resident_kb();
  sample_resident();
}
