/* threads: threads that move known bytes and then give account of themselves.
 *
 *   threads T N FILE REPORT
 *
 * Each of T threads opens FILE (at least 100 bytes) and /dev/null, and N times
 * preads 100 bytes and writes them. Then it takes its account (workload.h),
 * which costs it one read of /proc. Main writes the accounts to REPORT, one JSON
 * line a thread, when all threads are done.
 * copyscope must count T × N `pread64` of 100 bytes, as many `write`, and per
 * thread the account's switches. What comes after the account is not in it: the
 * last switch, off the CPU for good (voluntary; sched_switch shows prev_state 16,
 * for a main thread 32), and now and then a preemption, or a wait for a lock of
 * the address space, on the way there. */
#include "workload.h"
#include <pthread.h>

enum { PIECE = 100 };
static unsigned long rounds;
static const char *path;

static void *work(void *argument) {
  struct account *account = argument;
  *account = account_opened();
  int file = open_or_fail(path, O_RDONLY), null = open_or_fail("/dev/null", O_WRONLY);
  char piece[PIECE];
  for (unsigned long i = 0; i < rounds; i++) {
    if (pread(file, piece, PIECE, 0) != PIECE) give_up("FILE has less than 100 bytes");
    if (write(null, piece, PIECE) != PIECE) fail("write /dev/null");
  }
  close(file);
  close(null);
  account_closed(account);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 5) usage("T N FILE REPORT");
  unsigned long threads = number(argv[1], "T");
  rounds = number(argv[2], "N");
  path = argv[3];

  pthread_t *thread = calloc(threads, sizeof *thread);
  struct account *accounts = calloc(threads, sizeof *accounts);
  if (!thread || !accounts) fail("calloc");
  for (unsigned long i = 0; i < threads; i++) {
    errno = pthread_create(&thread[i], NULL, work, &accounts[i]);
    if (errno) fail("pthread_create");
  }
  for (unsigned long i = 0; i < threads; i++) pthread_join(thread[i], NULL);

  FILE *report = open_report(argv[4]);
  for (unsigned long i = 0; i < threads; i++) print_account(report, &accounts[i]);
  close_report(report);
}
