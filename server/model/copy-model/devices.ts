/** Reads and writes of pipes, terminals, character devices and descriptors without a file. */
import type { CopyModelSection } from "./copy-row.ts";
import { PIPE, ZERO } from "./filesystems.ts";
import { READS, READS_AND_WRITES, WRITES } from "./operation-families.ts";

export const DEVICES: CopyModelSection = {
  title: "Reading and writing pipes, terminals and devices",
  about: "What stands here moves bytes between the caller's buffer and a buffer of the kernel.",
  rows: [
    {
      id: "pipe",
      when: { operations: READS_AND_WRITES, descriptor: PIPE },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "A write copies into pages of the pipe and a read copies out of them: through a pipe every byte is copied twice, once at each end. On a pipe O_DIRECT means packets, not DMA.",
      source:
        "fs/pipe.c: anon_pipe_write (copy_page_from_iter), anon_pipe_read (copy_page_to_iter); pipe_write and pipe_read in older kernels",
    },
    {
      id: "null",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["null"] }] },
      mechanism: "discard",
      copiesPerByte: 0,
      because: "A write returns its length without looking at the bytes. A read finds nothing.",
      source: "drivers/char/mem.c: write_null, write_iter_null, read_null",
    },
    {
      id: "zero-read",
      when: { operations: READS, descriptor: ZERO },
      mechanism: "fill",
      copiesPerByte: 0,
      because: "The CPU writes zeros into the caller's buffer. It writes memory but reads none, so it is no copy.",
      source: "drivers/char/mem.c: read_zero (clear_user), read_iter_zero (iov_iter_zero)",
    },
    {
      id: "zero-write",
      when: { operations: WRITES, descriptor: ZERO },
      mechanism: "discard",
      copiesPerByte: 0,
      because: "Writing to /dev/zero is writing to /dev/null.",
      source: "drivers/char/mem.c: #define write_iter_zero write_iter_null",
    },
    {
      id: "tty",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["tty"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "Bytes are copied between the caller and a small kernel buffer. What the line discipline and the driver do with them afterwards is not counted.",
      source:
        "drivers/tty/tty_io.c: iterate_tty_read (copy_to_iter), iterate_tty_write (copy_from_iter; do_tty_write in older kernels)",
    },
    {
      id: "eventfd",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["eventfd"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because: "Eight bytes, a counter, are copied.",
      source: "fs/eventfd.c: eventfd_read (copy_to_iter), eventfd_write (copy_from_user); eventfd(2)",
    },
    {
      id: "anonymous-descriptor",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["anon"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "timerfd, signalfd, inotify, userfaultfd and their like copy small records between the kernel and the caller.",
      source:
        "fs/timerfd.c: timerfd_read_iter; fs/signalfd.c: signalfd_copyinfo; fs/notify/inotify/inotify_user.c: copy_event_to_user",
    },
    {
      id: "random",
      when: { operations: READS, descriptor: [{ kinds: ["chardev"], traits: ["random"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because: "Each block is generated in a small kernel buffer and copied to the caller's.",
      source: "drivers/char/random.c: get_random_bytes_user (copy_to_iter)",
    },
    {
      id: "character-device",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["chardev"] }] },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "Every driver does as it likes: a tun device copies, /dev/sg may do DMA to the caller's pages, /dev/fuse may move pages. The kind of the descriptor does not tell them apart.",
      source: "drivers/net/tun.c: tun_do_read; drivers/scsi/sg.c: sg_start_req; fs/fuse/dev.c: fuse_dev_splice_write",
    },
  ],
};
