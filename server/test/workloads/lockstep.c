/* lockstep: two threads make the same call for the first time, at the same moment, on two processors.
 *
 *   lockstep NUMBERS
 *
 * Each of two threads, on a processor of its own, makes one call of each of NUMBERS numbers from 1000 up, which are no
 * system calls (ENOSYS). Before each of them both wait for the other, so that both probes look for a key that no
 * map has yet.
 * copyscope must count every `syscall_N` twice: a bpftrace that drops one of two first updates of a key counts half
 * of them once. Exits with 77 where there are no two processors. */
#include "workload.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { FIRST = 1000 };
static unsigned long numbers;
static int processor[2];
static atomic_ulong arrived;

static void *work(void *argument) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(*(int *)argument, &one);
  if (sched_setaffinity(0, sizeof one, &one) < 0) fail("sched_setaffinity");
  for (unsigned long i = 0; i < numbers; i++) {
    atomic_fetch_add(&arrived, 1);
    while (atomic_load(&arrived) < 2 * (i + 1)) continue;
    if (syscall((long)(FIRST + i)) != -1 || errno != ENOSYS) give_up("a number above 1000 is a system call here");
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 2) usage("NUMBERS");
  numbers = number(argv[1], "NUMBERS");
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) < 0) fail("sched_getaffinity");
  int found = 0;
  for (int cpu = 0; cpu < CPU_SETSIZE && found < 2; cpu++) {
    if (CPU_ISSET(cpu, &allowed)) processor[found++] = cpu;
  }
  if (found < 2) return 77;

  pthread_t thread[2];
  for (int i = 0; i < 2; i++) {
    errno = pthread_create(&thread[i], NULL, work, &processor[i]);
    if (errno) fail("pthread_create");
  }
  for (int i = 0; i < 2; i++) pthread_join(thread[i], NULL);
}
