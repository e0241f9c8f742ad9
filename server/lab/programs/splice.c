/* splice: file → pipe → destination, the pipe holding references to pages.
 *
 * Per chunk: two splice(). The pipe was made large enough for a chunk before.
 * SPLICE_F_MORE is set towards the destination while more is to come, so that
 * TCP fills its segments, and left out on the last chunk, so that it goes out.
 *
 *   splice FILE tcp:PORT|PATH CHUNK
 *
 * copyscope shows two flows: `splice` file → pipe, `reference`, and `splice`
 * pipe → tcp, `reference` (pipe → file: `kernel-copy`). 0 copies per output byte
 * to a socket, 1 to a file; 4 mode transitions a chunk. */
#include "lab.h"

int main(int argc, char **argv) {
  struct transfer t = open_transfer(argc, argv, TO_ANY, 0);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) fail("pipe");
  if (fcntl(ends[1], F_SETPIPE_SZ, t.chunk) < 0) fail("make the pipe as large as CHUNK");

  for (off_t done = 0; done < t.size;) {
    ssize_t held = splice(t.in, NULL, ends[1], NULL, next_chunk(&t, done), SPLICE_F_MOVE);
    if (held < 0 && errno == EINTR) continue;
    if (held < 0) fail("splice FILE into the pipe");
    if (held == 0) give_up("FILE became shorter");
    done += held;

    unsigned more = done < t.size ? SPLICE_F_MORE : 0;
    while (held > 0) {
      ssize_t n = splice(ends[0], NULL, t.out, NULL, (size_t)held, SPLICE_F_MOVE | more);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail("splice the pipe into DEST");
      held -= n;
    }
  }
  finish_transfer(&t);
}
