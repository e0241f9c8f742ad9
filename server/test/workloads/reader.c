/* reader: many one-byte reads of /dev/zero, to put tracing under stress.
 *
 *   reader N [THREADS]
 *
 * Each thread opens /dev/zero and reads N times one byte. With one thread (the
 * default) the main thread does it; with more, main only waits.
 * copyscope must show exactly N × THREADS `read` calls and as many bytes, zero →
 * memory, `fill`. (`strace -c` counts one more: the loader reads libc's header.) */
#include "workload.h"
#include <pthread.h>

static unsigned long reads;

static void *read_zero(void *unused) {
  int zero = open_or_fail("/dev/zero", O_RDONLY);
  char byte;
  for (unsigned long i = 0; i < reads; i++)
    if (read(zero, &byte, 1) != 1) fail("read /dev/zero");
  close(zero);
  return unused;
}

int main(int argc, char **argv) {
  if (argc < 2 || argc > 3) usage("N [THREADS]");
  reads = number(argv[1], "N");
  unsigned long threads = argc == 3 ? number(argv[2], "THREADS") : 1;
  if (threads == 1) {
    read_zero(NULL);
    return 0;
  }

  pthread_t *thread = calloc(threads, sizeof *thread);
  if (!thread) fail("calloc");
  for (unsigned long i = 0; i < threads; i++) {
    errno = pthread_create(&thread[i], NULL, read_zero, NULL);
    if (errno) fail("pthread_create");
  }
  for (unsigned long i = 0; i < threads; i++) pthread_join(thread[i], NULL);
}
