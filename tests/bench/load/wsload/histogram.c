/* Log-linear: 64 steps to each doubling of 64 ns, so a value is known to 1.6 %. */
#include "wsload.h"
#include <stdlib.h>
#include <string.h>

#define STEPS 64
#define STEP_BITS 6
#define UNIT_BITS 6
#define DOUBLINGS 40
#define SIZE (STEPS * DOUBLINGS)

static size_t index_of(uint64_t units) {
  if (units < STEPS) return units;
  int shift = 63 - __builtin_clzll(units) - STEP_BITS;
  return (size_t)shift * STEPS + (units >> shift);
}

static double middle_of(size_t index) {
  if (index < STEPS) return (double)index;
  size_t shift = index / STEPS - 1;
  return ((double)(index - shift * STEPS) + 0.5) * (double)(1ull << shift);
}

void record(Histogram *histogram, int64_t ns) {
  if (!histogram->counts) histogram->counts = calloc(SIZE, sizeof(uint64_t));
  if (ns < 0) ns = 0;
  histogram->counts[index_of((uint64_t)ns >> UNIT_BITS)]++;
  histogram->total++;
  if (ns > histogram->max) histogram->max = ns;
}

double quantile_ms(const Histogram *histogram, double share) {
  double max = (double)histogram->max / MS;
  if (histogram->total == 0 || share >= 1) return max;
  uint64_t wanted = (uint64_t)(share * (double)histogram->total), seen = 0;
  for (size_t index = 0; index < SIZE; index++) {
    seen += histogram->counts[index];
    if (seen <= wanted) continue;
    double ms = middle_of(index) * (1 << UNIT_BITS) / MS;
    return ms < max ? ms : max;
  }
  return max;
}

/* Of what was recorded since `before`, which becomes what there is now. */
double quantile_since_ms(Histogram *before, const Histogram *histogram, double share) {
  static uint64_t counts[SIZE];
  if (!histogram->counts) return 0;
  if (!before->counts) before->counts = calloc(SIZE, sizeof(uint64_t));
  Histogram since = {counts, histogram->total - before->total, histogram->max};
  for (size_t index = 0; index < SIZE; index++) counts[index] = histogram->counts[index] - before->counts[index];
  memcpy(before->counts, histogram->counts, sizeof counts);
  before->total = histogram->total;
  return quantile_ms(&since, share);
}
