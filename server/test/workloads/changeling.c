/* changeling: a thread that is not the main one executes another program, and takes the process's number with it.
 *
 *   changeling ROUNDS REPORT     (started by its path)
 *
 * The main thread waits. Another thread executes this program again, which ends
 * the main thread (fs/exec.c, de_thread); ROUNDS times it then computes for a
 * while and sleeps for 100 microseconds, and writes its account to REPORT, one
 * line of JSON (workload.h). copyscope must know its time and its switches. */
#include "workload.h"
#include <pthread.h>

static char **words;

static void *change(void *argument) {
  execv(words[0], (char *[]){words[0], words[1], words[2], "changed", NULL});
  fail("execv");
  return argument;
}

int main(int argc, char **argv) {
  if (argc < 3 || argc > 4) usage("ROUNDS REPORT");
  words = argv;
  if (argc == 3) {
    pthread_t thread;
    errno = pthread_create(&thread, NULL, change, NULL);
    if (errno) fail("pthread_create");
    pthread_join(thread, NULL);
  }
  struct account account = account_opened();
  uint64_t x = account.wall_ns | 1;
  for (unsigned long i = number(argv[1], "ROUNDS"); i > 0; i--) {
    x = compute(x, 50000);
    struct timespec nap = {.tv_nsec = 100 * 1000};
    nanosleep(&nap, NULL);
  }
  account_closed(&account);
  FILE *report = open_report(argv[2]);
  print_account(report, &account);
  close_report(report);
}
