/** Into files, block devices, terminals and /dev/null, without a buffer of the caller between. */
import type { CopyModelSection, EndpointPattern } from "./copy-row.ts";
import {
  COPIED_INTO,
  DIRECT_BLOCK,
  DIRECT_FILE,
  OWN_COPY_FILE_RANGE,
  PAGES_BY_COPY,
  PAGES_BY_DMA,
  PAGES_OF_CACHE,
  PIPE,
  ZERO,
} from "./filesystems.ts";

const NOT_COPIED: readonly EndpointPattern[] = [...PAGES_OF_CACHE, ...PAGES_BY_DMA, ...ZERO];
const NOWHERE: readonly EndpointPattern[] = [{ kinds: ["null", "zero"] }];
const DIRECT: readonly EndpointPattern[] = [DIRECT_FILE, DIRECT_BLOCK];

export const INTO_FILES: CopyModelSection = {
  title: "Into files, block devices, terminals and /dev/null",
  about:
    "splice and sendfile can hand pages to a socket or a pipe, but a file has pages of its own: the bytes are written into them, as write does. copy_file_range is a sendfile wherever the filesystem knows no better.",
  rows: [
    {
      id: "copy-file-range",
      when: { operations: ["copy_file_range"], to: [{ kinds: ["file"], filesystems: OWN_COPY_FILE_RANGE }] },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "The filesystem is asked to share the extents (a reflink), or to have its server copy, and only where it refuses, for alignment's sake among others, does the kernel copy. The call returns the same number whichever happened.",
      source:
        "fs/read_write.c: vfs_copy_file_range (->copy_file_range, ->remap_file_range with REMAP_FILE_CAN_SHORTEN, splice); copy_file_range(2)",
    },
    {
      id: "generated-into-null",
      when: { operations: ["sendfile"], from: PAGES_BY_COPY, to: NOWHERE },
      mechanism: "kernel-copy",
      copiesPerByte: 1,
      because: "The bytes are copied into fresh pages before they are thrown away.",
      source: "fs/splice.c: copy_splice_read; drivers/char/mem.c: pipe_to_null",
    },
    {
      id: "into-null",
      when: { operations: ["sendfile", "splice"], from: [...NOT_COPIED, ...PIPE], to: NOWHERE },
      mechanism: "discard",
      copiesPerByte: 0,
      because: "Pages that were never copied are let go of.",
      source: "drivers/char/mem.c: splice_write_null, pipe_to_null (for /dev/zero too in newer kernels)",
    },
    {
      id: "generated-into-direct-file",
      when: { operations: ["sendfile"], from: PAGES_BY_COPY, to: DIRECT },
      mechanism: "kernel-copy",
      copiesPerByte: 1,
      because: "The CPU copies into fresh pages, which the device reads by DMA.",
      source: "fs/splice.c: copy_splice_read, iter_file_splice_write; fs/iomap/direct-io.c: iomap_dio_rw",
    },
    {
      id: "into-direct-file",
      when: { operations: ["sendfile", "copy_file_range", "splice"], from: [...NOT_COPIED, ...PIPE], to: DIRECT },
      mechanism: "direct",
      copiesPerByte: 0,
      because:
        "The block layer is handed the pages as they come from the page cache, the pipe or the other device. They must be aligned as for any direct write; the exceptions are those of direct writes from memory.",
      source:
        "fs/splice.c: iter_file_splice_write (init_sync_kiocb sets IOCB_DIRECT); fs/iomap/direct-io.c: iomap_dio_rw; block/fops.c: blkdev_direct_IO",
    },
    {
      id: "generated-into-file",
      when: { operations: ["sendfile"], from: PAGES_BY_COPY, to: COPIED_INTO },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "Copied twice within the kernel, into fresh pages and from them into the target's. A row can say one copy a byte or none.",
      source: "fs/splice.c: copy_splice_read, iter_file_splice_write",
    },
    {
      id: "file-into-file",
      when: { operations: ["sendfile", "copy_file_range"], from: NOT_COPIED, to: COPIED_INTO },
      mechanism: "kernel-copy",
      copiesPerByte: 1,
      because:
        "The CPU copies from the source's pages into the target's page cache (or the terminal's buffer), once, where read and write would copy twice. copy_file_range does so on filesystems that cannot share extents, such as ext4 and tmpfs.",
      source:
        "fs/splice.c: do_splice_direct, iter_file_splice_write (->write_iter); fs/read_write.c: vfs_copy_file_range (do_splice_direct or splice_file_range)",
    },
    {
      id: "pipe-into-file",
      when: { operations: ["splice"], from: PIPE, to: COPIED_INTO },
      mechanism: "kernel-copy",
      copiesPerByte: 1,
      because:
        "The CPU copies from the pipe's pages into the target's page cache (or the terminal's buffer). SPLICE_F_MOVE, which asks for more, does nothing since 2.6.21.",
      source: "fs/splice.c: iter_file_splice_write (->write_iter); splice(2), SPLICE_F_MOVE",
    },
  ],
};
