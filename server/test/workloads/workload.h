/* What the workloads share: saying what went wrong, reading a number from the
 * command line, and a thread's own account of itself, as the kernel keeps it. */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static inline _Noreturn void give_up(const char *sentence) {
  fprintf(stderr, "%s: %s\n", program_invocation_short_name, sentence);
  exit(1);
}

static inline _Noreturn void fail(const char *what) {
  fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, strerror(errno));
  exit(1);
}

static inline _Noreturn void usage(const char *arguments) {
  fprintf(stderr, "usage: %s %s\n", program_invocation_short_name, arguments);
  exit(1);
}

static inline unsigned long number(const char *text, const char *name) {
  char *end;
  errno = 0;
  unsigned long value = strtoul(text, &end, 10);
  if (errno || end == text || *end || *text == '-' || value == 0) {
    fprintf(stderr, "%s: %s must be a number above 0, not '%s'\n",
            program_invocation_short_name, name, text);
    exit(1);
  }
  return value;
}

static inline int open_or_fail(const char *path, int flags) {
  int fd = open(path, flags | O_CLOEXEC, 0644);
  if (fd < 0) fail(path);
  return fd;
}

static inline FILE *open_report(const char *path) {
  FILE *report = fopen(path, "we");
  if (!report) fail(path);
  return report;
}

static inline void close_report(FILE *report) {
  if (fclose(report) != 0) fail("write REPORT");
}

static inline uint64_t nanoseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline uint64_t microseconds(struct timeval time) {
  return (uint64_t)time.tv_sec * 1000000u + (uint64_t)time.tv_usec;
}

/* Arithmetic in user space, so many rounds of it: what comes out goes into the next. */
static inline uint64_t compute(uint64_t x, int rounds) {
  for (int i = 0; i < rounds; i++) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
  }
  __asm__ volatile("" : "+r"(x)); /* so that it is not optimised away */
  return x;
}

struct account {
  pid_t tid;
  uint64_t wall_ns;              /* from account_opened() to account_closed() */
  uint64_t cpu_ns;               /* exact: CLOCK_THREAD_CPUTIME_ID */
  uint64_t user_us, kernel_us;   /* getrusage: cpu time, divided by where the timer tick fell */
  unsigned long voluntary, involuntary; /* /proc/thread-self/status, taken last of all */
};

static inline struct account account_opened(void) {
  return (struct account){.tid = (pid_t)syscall(SYS_gettid), .wall_ns = nanoseconds(CLOCK_MONOTONIC)};
}

static inline unsigned long status_field(const char *status, const char *name) {
  const char *line = strstr(status, name);
  if (!line) give_up("/proc/thread-self/status has no switch counters");
  return strtoul(line + strlen(name), NULL, 10);
}

/* One openat, one read and one close on /proc: no stdio, which would add calls. */
static inline void account_closed(struct account *account) {
  struct rusage used;
  account->wall_ns = nanoseconds(CLOCK_MONOTONIC) - account->wall_ns;
  account->cpu_ns = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  if (getrusage(RUSAGE_THREAD, &used) < 0) fail("getrusage");
  account->user_us = microseconds(used.ru_utime);
  account->kernel_us = microseconds(used.ru_stime);

  char status[8192];
  int fd = open_or_fail("/proc/thread-self/status", O_RDONLY);
  ssize_t n = read(fd, status, sizeof status - 1);
  if (n < 0) fail("/proc/thread-self/status");
  close(fd);
  status[n] = '\0';
  account->voluntary = status_field(status, "\nvoluntary_ctxt_switches:");
  account->involuntary = status_field(status, "\nnonvoluntary_ctxt_switches:");
}

/* One JSON object a line. */
static inline void print_account(FILE *report, const struct account *account) {
  fprintf(report,
          "{\"tid\":%d,\"wallNs\":%llu,\"cpuNs\":%llu,\"userUs\":%llu,\"kernelUs\":%llu,"
          "\"voluntary\":%lu,\"involuntary\":%lu}\n",
          account->tid, (unsigned long long)account->wall_ns, (unsigned long long)account->cpu_ns,
          (unsigned long long)account->user_us, (unsigned long long)account->kernel_us,
          account->voluntary, account->involuntary);
}

#endif
