/* forkstorm: many short children at once, faster than anyone could look at /proc.
 *
 *   forkstorm N PARALLEL
 *
 * Runs N children, never more than PARALLEL of them started and not yet waited
 * for. Each calls getppid() exactly 10 times and exits.
 * copyscope must count exactly 10 × N `getppid` calls, and lose no child. (Under
 * strace some clone() are restarted, because a child's end interrupts them, and
 * counted twice: ERESTARTNOINTR.) */
#include "workload.h"
#include <sys/wait.h>

static _Noreturn void child(void) {
  for (int i = 0; i < 10; i++) syscall(SYS_getppid);
  _exit(0);
}

static void wait_for_one(void) {
  int status;
  while (wait(&status) < 0)
    if (errno != EINTR) fail("wait for a child");
  if (status != 0) give_up("a child failed");
}

int main(int argc, char **argv) {
  if (argc != 3) usage("N PARALLEL");
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
}
