/* read-write: the loop every program starts with.
 *
 * Per chunk: one read(), one write(). At the end: one read() that returns 0.
 *
 *   read-write FILE tcp:PORT|PATH CHUNK
 *   sink & read-write big.bin tcp:41234 65536
 *
 * copyscope shows two flows, `read` file → memory and `write` memory → tcp (or
 * file), both `copy`: 2 copies per output byte, 4 mode transitions a chunk. */
#include "lab.h"

int main(int argc, char **argv) {
  struct transfer t = open_transfer(argc, argv, TO_ANY, 0);
  char *buffer = touched_buffer(t.chunk);

  for (;;) {
    ssize_t n = read(t.in, buffer, t.chunk);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("read FILE");
    if (n == 0) break;
    write_all(t.out, buffer, (size_t)n);
  }
  finish_transfer(&t);
}
