#include "wsload.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Connections are looked after meanwhile: they beat and answer pings. */
static void await_command(const char *wanted) {
  char line[64];
  while (!is_input_closed()) {
    turn(10);
    if (!next_command(line, sizeof line)) continue;
    if (!strcmp(line, wanted)) return;
    if (!strcmp(line, "end")) exit(0);
    refuse(2, "\"%s\" was said where \"%s\" is expected", line, wanted);
  }
  exit(0);
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  read_plan();
  make_world();
  begin_watching();
  open_all();
  printf("{\"ready\":%.6g}\n", (double)(now_ns() - world.startNs) / MS);
  fflush(stdout);
  await_command("go");
  run_load();
  print_result();
  await_command("end");
}
