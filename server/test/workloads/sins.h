/* What the programs share that show a rule of the findings what it looks for (sins), or the same job done well. */
#ifndef SINS_H
#define SINS_H

#include "ends.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

struct deed {
  const char *name;
  void (*does)(void);
};

static _Alignas(4096) char buffer[1 << 20];
static const char *file_in, *file_out;

static inline void read_all(int fd, char *into, size_t bytes) {
  for (size_t done = 0; done < bytes;) {
    ssize_t n = read(fd, into + done, bytes - done);
    if (n <= 0) fail("read");
    done += (size_t)n;
  }
}

static inline void write_all(int fd, const char *from, size_t bytes) {
  for (size_t done = 0; done < bytes;) {
    ssize_t n = write(fd, from + done, bytes - done);
    if (n < 0) fail("write");
    done += (size_t)n;
  }
}

/* A child that is not the one who is looked at: it has another name. */
static inline bool other_process(void) {
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    prctl(PR_SET_NAME, "other");
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_DFL);
  }
  return child == 0;
}

/* Reads everything that comes, in a process of its own, until the other side is closed. */
static inline void drained(int fd, int not_this) {
  if (other_process()) {
    close(not_this);
    while (read(fd, buffer, sizeof buffer) > 0) {}
    _exit(0);
  }
  close(fd);
}

static inline void pinned_to_one_cpu(void) {
  unsigned long allowed[16] = {0}, one[16] = {0};
  long size = syscall(SYS_sched_getaffinity, 0, sizeof allowed, allowed);
  if (size < 0) fail("sched_getaffinity");
  int cpu = 0;
  while (!(allowed[cpu / 64] >> (cpu % 64) & 1)) cpu++;
  one[cpu / 64] = 1UL << (cpu % 64);
  if (syscall(SYS_sched_setaffinity, 0, size, one) < 0) fail("sched_setaffinity");
}

static inline void busy_for_cpu_ns(uint64_t ns) {
  uint64_t begun = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  while (nanoseconds(CLOCK_THREAD_CPUTIME_ID) - begun < ns) {
    for (volatile int i = 0; i < 10000; i++) {}
  }
}

/* PROGRAM NAME IN OUT: does what NAME stands for, under that name. */
static inline int do_one(int argc, char **argv, const struct deed *deeds, size_t count) {
  if (argc != 4) usage("NAME IN OUT");
  file_in = argv[2];
  file_out = argv[3];
  alarm(60);
  memset(buffer, 'x', sizeof buffer);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(deeds[i].name, argv[1]) != 0) continue;
    prctl(PR_SET_NAME, deeds[i].name);
    deeds[i].does();
    return 0;
  }
  give_up("there is no such deed");
}

#endif
