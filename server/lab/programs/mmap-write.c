/* mmap-write: map the file, and write straight from the mapping.
 *
 * Per chunk: one write(). No read: the page cache itself is the buffer.
 * The mapping is deliberately not touched before the loop: the page faults that
 * bring it in are the price of this method. They are taken in the kernel, while
 * write() copies, and so do not add mode transitions.
 *
 *   mmap-write FILE tcp:PORT|PATH CHUNK
 *
 * copyscope shows one flow, `write` memory → tcp (or file), `copy`: 1 copy per
 * output byte, 2 mode transitions a chunk, and page faults in kernel mode. */
#include "lab.h"
#include <sys/mman.h>

int main(int argc, char **argv) {
  struct transfer t = open_transfer(argc, argv, TO_ANY, 0);
  char *file = NULL;
  if (t.size > 0) { /* an empty file cannot be mapped, and needs no loop */
    file = mmap(NULL, (size_t)t.size, PROT_READ, MAP_SHARED, t.in, 0);
    if (file == MAP_FAILED) fail("mmap FILE");
  }

  for (off_t done = 0; done < t.size;) {
    size_t bytes = next_chunk(&t, done);
    write_all(t.out, file + done, bytes);
    done += (off_t)bytes;
  }
  finish_transfer(&t);
}
