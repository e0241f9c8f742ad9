/* spinner: computes and makes no system call, until a signal ends it or its time is over.
 *
 *   spinner SECONDS [CPU [PRIORITY]]
 *
 * On that CPU only, where one is given; with a PRIORITY as a SCHED_FIFO thread,
 * which leaves its CPU to nobody (but for what the kernel keeps for others of
 * each second). The time is read from the vdso, which is no system call.
 * copyscope must say of it that it was in user mode, in every frame. */
#include "workload.h"
#include <sched.h>

int main(int argc, char **argv) {
  if (argc < 2 || argc > 4) usage("SECONDS [CPU [PRIORITY]]");
  uint64_t end = nanoseconds(CLOCK_MONOTONIC) + number(argv[1], "SECONDS") * 1000000000u;
  if (argc > 2) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(strtoul(argv[2], NULL, 10), &set);
    if (sched_setaffinity(0, sizeof set, &set) < 0) fail("sched_setaffinity");
  }
  if (argc > 3) {
    struct sched_param param = {.sched_priority = (int)number(argv[3], "PRIORITY")};
    if (sched_setscheduler(0, SCHED_FIFO, &param) < 0) fail("sched_setscheduler");
  }
  uint64_t x = end | 1;
  while (nanoseconds(CLOCK_MONOTONIC) < end) {
    x = compute(x, 100000);
  }
}
