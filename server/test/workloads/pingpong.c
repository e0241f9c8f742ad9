/* pingpong: two threads on one CPU that hand each other a byte.
 *
 *   pingpong ROUNDS REPORT
 *
 * One writes a byte into one pipe and reads the answer from another; the other
 * does it the other way round. Both run on the first CPU this process may use,
 * so every hand-over is a context switch: voluntary when the writer went to sleep
 * in its read, involuntary when the reader it woke took the CPU at once.
 * REPORT holds their accounts (workload.h), one JSON line a thread: voluntary and
 * involuntary switches together about ROUNDS. copyscope must count the same of
 * each, per thread, but for what comes after the account (see threads.c); and
 * ROUNDS × 2 `read` and as many `write` of 1 byte, between pipe and memory. */
#include "workload.h"
#include <pthread.h>
#include <sched.h>

static unsigned long rounds;

struct player {
  int in, out;
  bool serves;
  struct account account;
};

static void take(int pipe) {
  char ball;
  if (read(pipe, &ball, 1) != 1) fail("read the pipe");
}

static void give(int pipe) {
  if (write(pipe, "o", 1) != 1) fail("write the pipe");
}

static void *play(void *argument) {
  struct player *player = argument;
  player->account = account_opened();
  for (unsigned long i = 0; i < rounds; i++) {
    if (player->serves) give(player->out);
    take(player->in);
    if (!player->serves) give(player->out);
  }
  account_closed(&player->account);
  return NULL;
}

static void stay_on_one_cpu(void) {
  cpu_set_t allowed, one;
  if (sched_getaffinity(0, sizeof allowed, &allowed) < 0) fail("sched_getaffinity");
  int cpu = 0;
  while (!CPU_ISSET(cpu, &allowed)) cpu++;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  if (sched_setaffinity(0, sizeof one, &one) < 0) fail("sched_setaffinity");
}

int main(int argc, char **argv) {
  if (argc != 3) usage("ROUNDS REPORT");
  rounds = number(argv[1], "ROUNDS");
  stay_on_one_cpu(); /* the threads inherit it */

  int ping[2], pong[2];
  if (pipe2(ping, O_CLOEXEC) < 0 || pipe2(pong, O_CLOEXEC) < 0) fail("pipe");
  struct player players[2] = {{.in = pong[0], .out = ping[1], .serves = true},
                              {.in = ping[0], .out = pong[1]}};
  pthread_t thread[2];
  for (int i = 0; i < 2; i++) {
    errno = pthread_create(&thread[i], NULL, play, &players[i]);
    if (errno) fail("pthread_create");
  }
  for (int i = 0; i < 2; i++) pthread_join(thread[i], NULL);

  FILE *report = open_report(argv[2]);
  for (int i = 0; i < 2; i++) print_account(report, &players[i].account);
  close_report(report);
}
