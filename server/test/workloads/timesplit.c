/* timesplit: time of known kinds.
 *
 *   timesplit REPORT             the main thread does it
 *   timesplit REPORT THREADS     THREADS threads do it at once, main waits
 *
 * Three rounds, each of 100 ms of CPU in user mode (arithmetic), 100 ms of CPU in
 * the kernel (reads of 1 MiB from /dev/zero), and 100 ms asleep. Both kinds of
 * work stop by the thread's CPU clock, so with more threads than CPUs each still
 * does as much, and waits, runnable, on top.
 * REPORT: one JSON line a thread (workload.h). copyscope's user + kernel +
 * runnable + blocked must make up wallNs, blocked about 300 ms, and user +
 * kernel cpuNs. The split in userUs and kernelUs is the kernel's estimate by
 * timer tick where CONFIG_VIRT_CPU_ACCOUNTING_GEN is off or unused. */
#include "workload.h"
#include <pthread.h>

enum { ROUNDS = 3, SPELL_NS = 100 * 1000 * 1000, BUFFER = 1 << 20 };

static bool spell_over(uint64_t begin) {
  return nanoseconds(CLOCK_THREAD_CPUTIME_ID) - begin >= SPELL_NS;
}

static void compute_for_a_spell(void) {
  uint64_t begin = nanoseconds(CLOCK_THREAD_CPUTIME_ID), x = begin | 1;
  while (!spell_over(begin)) {
    x = compute(x, 500000); /* about a millisecond between two looks at the clock */
  }
}

static void read_zeros(int zero, char *buffer) {
  uint64_t begin = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  while (!spell_over(begin))
    for (int i = 0; i < 10; i++)
      if (read(zero, buffer, BUFFER) < 0 && errno != EINTR) fail("read /dev/zero");
}

static void sleep_a_spell(void) {
  struct timespec left = {.tv_nsec = SPELL_NS};
  while (nanosleep(&left, &left) < 0)
    if (errno != EINTR) fail("nanosleep");
}

static void *spend(void *argument) {
  struct account *account = argument;
  *account = account_opened();
  int zero = open_or_fail("/dev/zero", O_RDONLY);
  char *buffer = malloc(BUFFER);
  if (!buffer) fail("malloc");
  memset(buffer, 1, BUFFER); /* no page fault later */

  for (int round = 0; round < ROUNDS; round++) {
    compute_for_a_spell();
    read_zeros(zero, buffer);
    sleep_a_spell();
  }
  free(buffer);
  close(zero);
  account_closed(account);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc < 2 || argc > 3) usage("REPORT [THREADS]");
  unsigned long threads = argc == 3 ? number(argv[2], "THREADS") : 0;
  unsigned long accounts_kept = threads ? threads : 1;
  struct account *accounts = calloc(accounts_kept, sizeof *accounts);
  pthread_t *thread = calloc(accounts_kept, sizeof *thread);
  if (!accounts || !thread) fail("calloc");

  if (!threads) spend(&accounts[0]);
  for (unsigned long i = 0; i < threads; i++) {
    errno = pthread_create(&thread[i], NULL, spend, &accounts[i]);
    if (errno) fail("pthread_create");
  }
  for (unsigned long i = 0; i < threads; i++) pthread_join(thread[i], NULL);

  FILE *report = open_report(argv[1]);
  for (unsigned long i = 0; i < accounts_kept; i++) print_account(report, &accounts[i]);
  close_report(report);
}
