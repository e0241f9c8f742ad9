/* forkstorm: many short children at once, faster than anyone could look at /proc.
 *
 *   forkstorm N PARALLEL [REPORT]
 *
 * Runs N children, never more than PARALLEL of them started and not yet waited
 * for. Each calls getppid() exactly 10 times and exits.
 * copyscope must count exactly 10 × N `getppid` calls, and lose no child. (Under
 * strace some clone() are restarted, because a child's end interrupts them, and
 * counted twice: ERESTARTNOINTR.)
 * REPORT gets the children's switches together, as wait4 tells them. A child that is
 * waited for before it has left its CPU for good has one more, which nobody can read. */
#include "workload.h"
#include <sys/wait.h>

static _Noreturn void child(void) {
  for (int i = 0; i < 10; i++) syscall(SYS_getppid);
  _exit(0);
}

static unsigned long voluntary, involuntary;

static void wait_for_one(void) {
  int status;
  struct rusage usage;
  while (wait4(-1, &status, 0, &usage) < 0)
    if (errno != EINTR) fail("wait for a child");
  voluntary += usage.ru_nvcsw;
  involuntary += usage.ru_nivcsw;
  if (status != 0) give_up("a child failed");
}

int main(int argc, char **argv) {
  if (argc != 3 && argc != 4) usage("N PARALLEL [REPORT]");
  unsigned long children = number(argv[1], "N"), parallel = number(argv[2], "PARALLEL");

  unsigned long alive = 0;
  for (unsigned long i = 0; i < children; i++) {
    if (alive == parallel) {
      wait_for_one();
      alive--;
    }
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid == 0) child();
    alive++;
  }
  for (; alive > 0; alive--) wait_for_one();
  if (argc == 3) return 0;
  FILE *report = open_report(argv[3]);
  fprintf(report, "{\"voluntary\":%lu,\"involuntary\":%lu}\n", voluntary, involuntary);
  close_report(report);
}
