/* series: runs programs one after another, and notes how each ended.
 *
 * The command that the lab has copyscope start: attaching the probes takes
 * longer than a transfer, so all transfers share one recording. Each is a
 * process of its own, a child of this one, and so has figures of its own.
 *
 *   series FOLDER TARGET : PROGRAM ARG... [: PROGRAM ARG...]...
 *
 * Writes one line per program to FOLDER/endings: its number (from 0), its pid,
 * its status as a shell has it, and the size of TARGET afterwards (-1: there is
 * none). TARGET is then removed, so that each transfer to it makes a new file.
 * What program N prints goes to FOLDER/N.out.
 *
 * copyscope shows a process that forks and waits; it moves no data but its own
 * lines. */
#include "lab.h"
#include <sys/prctl.h>
#include <sys/wait.h>

static bool is_separator(const char *word) { return strcmp(word, ":") == 0; }

static int create(int folder, const char *name) {
  int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) fail(name);
  return fd;
}

static _Noreturn void become(char **program, int output, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* no transfer outlives the series ... */
  if (getppid() != parent) _exit(1); /* ... nor starts after its end */
  if (dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0) _exit(125);
  execv(program[0], program);
  fail(program[0]);
}

static int status_of(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int main(int argc, char **argv) {
  if (argc < 5 || !is_separator(argv[3])) {
    fprintf(stderr, "usage: series FOLDER TARGET : PROGRAM ARG... [: PROGRAM ARG...]...\n");
    exit(1);
  }
  const char *target = argv[2];
  int folder = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) fail(argv[1]);
  int endings = create(folder, "endings");
  pid_t self = getpid();

  int number = 0;
  for (char **program = argv + 4; program < argv + argc; number++) {
    char **next = program;
    while (*next && !is_separator(*next)) next++;
    *next = NULL;

    char name[32];
    snprintf(name, sizeof name, "%d.out", number);
    int output = create(folder, name);
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid == 0) become(program, output, self);
    close(output);

    int status;
    while (waitpid(pid, &status, 0) < 0)
      if (errno != EINTR) fail("wait");
    struct stat made;
    long long size = stat(target, &made) < 0 ? -1 : (long long)made.st_size;
    unlink(target);
    dprintf(endings, "%d %d %d %lld\n", number, (int)pid, status_of(status), size);
    program = next + 1;
  }
}
