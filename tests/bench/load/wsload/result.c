/* One line of JSON: `Result` of plan.ts. */
#include "wsload.h"
#include <stdio.h>

static void print_count(const char *name, uint64_t count) {
  printf("\"%s\":%llu,", name, (unsigned long long)count);
}

static void print_quantiles(const char *name, const Histogram *histogram) {
  printf("\"%s\":{\"p50\":%.6g,\"p90\":%.6g,\"p99\":%.6g,\"p999\":%.6g,\"max\":%.6g},", name,
         quantile_ms(histogram, 0.5), quantile_ms(histogram, 0.9), quantile_ms(histogram, 0.99),
         quantile_ms(histogram, 0.999), quantile_ms(histogram, 1));
}

static void print_seconds(const Tally *tally) {
  printf("\"secondP99Ms\":[");
  for (int second = 0; second < tally->seconds; second++)
    printf("%s%.6g", second ? "," : "", tally->secondP99Ms[second]);
  printf("],");
}

static void print_faults(const Tally *tally) {
  printf("\"faults\":{");
  print_count("lost", tally->lost);
  print_count("repeated", tally->repeated);
  print_count("outOfOrder", tally->outOfOrder);
  printf("\"foreign\":%llu}", (unsigned long long)tally->foreign);
}

/* The caller knows the names, in this order. */
static void print_group(const Group *group) {
  const Tally *tally = &group->tally;
  printf("{");
  print_count("published", tally->published);
  print_count("deliveries", tally->deliveries);
  print_count("reads", tally->reads);
  print_count("receipts", tally->receipts);
  print_quantiles("deliveryMs", &tally->delivery);
  print_seconds(tally);
  print_quantiles("completionMs", &tally->completion);
  printf("\"lateMs\":%.6g,", (double)tally->lateNs / MS);
  print_count("cutConnections", tally->cut);
  if (tally->stormNs) printf("\"stormMs\":%.6g,", (double)tally->stormNs / MS);
  if (tally->fencedNs) printf("\"fencedMs\":%.6g,", (double)tally->fencedNs / MS);
  print_faults(tally);
  printf("}");
}

static void print_usage(void) {
  print_count("cpuUs", (uint64_t)usage.runNs / 1000);
  print_count("userUs", (uint64_t)usage.userNs / 1000);
  print_count("waitedUs", (uint64_t)usage.waitedNs / 1000);
  print_count("foreignUs", (uint64_t)usage.foreignNs / 1000);
  print_count("residentKbBefore", (uint64_t)usage.residentKbBefore);
  print_count("residentKbAfter", (uint64_t)usage.residentKbAfter);
  print_count("residentKbPeak", (uint64_t)usage.residentKbPeak);
}

void print_result(void) {
  printf("{\"measuredMs\":%.6g,", (double)(world.measureEndNs - world.measureStartNs) / MS);
  print_usage();
  print_count("polls", world.polls);
  print_count("emptyPolls", world.emptyPolls);
  print_count("busyUs", (uint64_t)world.busyNs / 1000);
  printf("\"groups\":[");
  for (int index = 0; index < world.groupCount; index++) {
    if (index) printf(",");
    print_group(&world.groups[index]);
  }
  printf("]}\n");
  fflush(stdout);
}
