/* caller: many of the cheapest system call there is, from several threads at once.
 *
 *   caller N THREADS
 *
 * Each thread calls getppid() N times; main only waits for them.
 * copyscope must show exactly N × THREADS `getppid`. */
#include "workload.h"
#include <pthread.h>

static unsigned long calls;

static void *call(void *unused) {
  for (unsigned long i = 0; i < calls; i++) syscall(SYS_getppid);
  return unused;
}

int main(int argc, char **argv) {
  if (argc != 3) usage("N THREADS");
  calls = number(argv[1], "N");
  unsigned long threads = number(argv[2], "THREADS");
  pthread_t *thread = calloc(threads, sizeof *thread);
  if (!thread) fail("calloc");
  for (unsigned long i = 0; i < threads; i++) {
    errno = pthread_create(&thread[i], NULL, call, NULL);
    if (errno) fail("pthread_create");
  }
  for (unsigned long i = 0; i < threads; i++) pthread_join(thread[i], NULL);
}
