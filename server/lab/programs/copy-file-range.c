/* copy-file-range: file to file, inside the kernel.
 *
 * Per chunk: one copy_file_range().
 *
 *   copy-file-range FILE PATH CHUNK
 *
 * copyscope shows one flow, `copy_file_range` file → file: `kernel-copy` on ext4
 * and tmpfs (1 copy per output byte), `clone` where the filesystem shares
 * extents (btrfs, xfs) and CHUNK is a multiple of its block. 2 mode transitions
 * a chunk. */
#include "lab.h"

int main(int argc, char **argv) {
  struct transfer t = open_transfer(argc, argv, TO_PATH, 0);

  for (off_t done = 0; done < t.size;) {
    ssize_t n = copy_file_range(t.in, NULL, t.out, NULL, next_chunk(&t, done), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("copy_file_range");
    if (n == 0) give_up("FILE became shorter");
    done += n;
  }
  finish_transfer(&t);
}
