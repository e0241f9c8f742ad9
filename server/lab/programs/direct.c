/* direct: O_DIRECT, around the page cache.
 *
 * Per chunk: one read() of FILE, opened O_DIRECT, and one write() to DEST, which
 * is opened O_DIRECT too when it is a file.
 * O_DIRECT moves whole blocks only. FILE's last, shorter part is read as it is
 * (a read may end at the end of the file). It cannot be written so: after the
 * whole blocks, two fcntl() take O_DIRECT off DEST and one more write() puts the
 * last bytes through the page cache. Nothing is padded, so bytes stay FILE's.
 *
 *   direct FILE tcp:PORT|PATH CHUNK          CHUNK a multiple of 4096
 *
 * copyscope shows `read` file → memory `direct`, and `write` memory → file
 * `direct` (0 copies per output byte, but for the tail of less than 4096 bytes)
 * or memory → tcp `copy` (1 copy). 4 mode transitions a chunk. Disk reads and
 * writes show in dma. tmpfs takes O_DIRECT since Linux 6.6 but still copies. */
#include "lab.h"

#define BLOCK 4096 /* satisfies every common device; statx(STATX_DIOALIGN) has the true one */

static void write_through_cache(int fd, const char *bytes, size_t count) {
  if (count == 0) return;
  if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_DIRECT) < 0) fail("take O_DIRECT off DEST");
  write_all(fd, bytes, count);
}

int main(int argc, char **argv) {
  struct transfer t = open_transfer(argc, argv, TO_ANY, O_DIRECT);
  if (t.chunk % BLOCK) give_up("CHUNK must be a multiple of 4096");
  char *buffer = touched_buffer(t.chunk);

  for (off_t done = 0; done < t.size;) {
    ssize_t n = read(t.in, buffer, t.chunk);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("read FILE");
    if (n == 0) give_up("FILE became shorter");
    done += n;

    size_t tail = t.to_socket ? 0 : (size_t)n % BLOCK;
    if (tail && done < t.size) give_up("a short read left FILE between two blocks");
    write_all(t.out, buffer, (size_t)n - tail);
    write_through_cache(t.out, buffer + n - tail, tail);
  }
  finish_transfer(&t);
}
