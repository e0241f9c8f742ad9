/* forker: children, one after another, each gone before the next begins.
 *
 *   forker N              each child execs /bin/true
 *   forker N --no-exec    each child writes 1 byte to /dev/null and exits
 *
 * copyscope must find N children of one process. With --no-exec their calls are
 * known: N `write` of N bytes, memory → null, one a child. */
#include "workload.h"
#include <sys/wait.h>

static _Noreturn void child(bool exec, int null) {
  if (!exec) _exit(write(null, "x", 1) == 1 ? 0 : 1);
  char *arguments[] = {"true", NULL}, *environment[] = {NULL};
  execve("/bin/true", arguments, environment);
  _exit(127);
}

int main(int argc, char **argv) {
  bool exec = argc == 2;
  if (argc < 2 || argc > 3 || (!exec && strcmp(argv[2], "--no-exec") != 0)) usage("N [--no-exec]");
  unsigned long children = number(argv[1], "N");
  int null = open_or_fail("/dev/null", O_WRONLY);

  for (unsigned long i = 0; i < children; i++) {
    int status;
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid == 0) child(exec, null);
    while (waitpid(pid, &status, 0) < 0)
      if (errno != EINTR) fail("wait for a child");
    if (status != 0) give_up("a child failed");
  }
}
