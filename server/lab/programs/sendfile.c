/* sendfile: the kernel moves the file, the program only says how far.
 *
 * Per chunk: one sendfile().
 *
 *   sendfile FILE tcp:PORT|PATH CHUNK
 *
 * copyscope shows one flow. file → tcp is `reference`: the socket sends the page
 * cache's own pages, 0 copies per output byte. file → file is `kernel-copy`: 1
 * copy, made without leaving the kernel. 2 mode transitions a chunk either way. */
#include "lab.h"
#include <sys/sendfile.h>

int main(int argc, char **argv) {
  struct transfer t = open_transfer(argc, argv, TO_ANY, 0);

  for (off_t done = 0; done < t.size;) { /* sendfile() itself moves `done` on */
    ssize_t n = sendfile(t.out, t.in, &done, next_chunk(&t, done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("sendfile");
    if (n == 0) give_up("FILE became shorter");
  }
  finish_transfer(&t);
}
