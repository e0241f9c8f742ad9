/* sleeper: threads that sleep often, so that the clock of each is moved by many short spells.
 *
 *   sleeper T N REPORT
 *
 * Each of T threads N times computes for some 20 microseconds and sleeps for 100.
 * A timer's interrupt ends each sleep, and often comes while a probe runs on that
 * CPU: the kernel skips the wake-up's probe then.
 * REPORT: one JSON line a thread, {"tid","wallNs","cpuNs","waitNs","arrivals"}:
 * CPU time (CLOCK_THREAD_CPUTIME_ID), and from /proc/thread-self/schedstat how
 * long it waited for a CPU and how often it came to one. copyscope's user +
 * kernel must be cpuNs, its runnable waitNs, and all four parts wallNs; on top
 * comes what a thread does before its first line and after its last. */
#include "workload.h"
#include <pthread.h>

static unsigned long rounds;

struct sleeper {
  pid_t tid;
  uint64_t wall_ns, cpu_ns;
  unsigned long long wait_ns, arrivals;
};

static void *doze(void *argument) {
  struct sleeper *self = argument;
  self->tid = (pid_t)syscall(SYS_gettid);
  self->wall_ns = nanoseconds(CLOCK_MONOTONIC);
  uint64_t x = self->wall_ns | 1;
  for (unsigned long i = 0; i < rounds; i++) {
    x = compute(x, 10000);
    struct timespec nap = {.tv_nsec = 100 * 1000};
    nanosleep(&nap, NULL);
  }
  self->wall_ns = nanoseconds(CLOCK_MONOTONIC) - self->wall_ns;
  self->cpu_ns = nanoseconds(CLOCK_THREAD_CPUTIME_ID);

  char text[128];
  unsigned long long ran;
  int fd = open_or_fail("/proc/thread-self/schedstat", O_RDONLY);
  ssize_t n = read(fd, text, sizeof text - 1);
  if (n < 0) fail("/proc/thread-self/schedstat");
  close(fd);
  text[n] = '\0';
  if (sscanf(text, "%llu %llu %llu", &ran, &self->wait_ns, &self->arrivals) != 3)
    give_up("/proc/thread-self/schedstat has not three numbers");
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 4) usage("T N REPORT");
  unsigned long threads = number(argv[1], "T");
  rounds = number(argv[2], "N");

  pthread_t *thread = calloc(threads, sizeof *thread);
  struct sleeper *sleepers = calloc(threads, sizeof *sleepers);
  if (!thread || !sleepers) fail("calloc");
  for (unsigned long i = 0; i < threads; i++) {
    errno = pthread_create(&thread[i], NULL, doze, &sleepers[i]);
    if (errno) fail("pthread_create");
  }
  for (unsigned long i = 0; i < threads; i++) pthread_join(thread[i], NULL);

  FILE *report = open_report(argv[3]);
  for (unsigned long i = 0; i < threads; i++)
    fprintf(report, "{\"tid\":%d,\"wallNs\":%llu,\"cpuNs\":%llu,\"waitNs\":%llu,\"arrivals\":%llu}\n", sleepers[i].tid,
            (unsigned long long)sleepers[i].wall_ns, (unsigned long long)sleepers[i].cpu_ns, sleepers[i].wait_ns,
            sleepers[i].arrivals);
  close_report(report);
}
