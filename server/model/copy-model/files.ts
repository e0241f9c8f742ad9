/** Reads and writes of files and block devices. */
import type { CopyModelSection } from "./copy-row.ts";
import {
  CACHED_FILE,
  CACHED_OR_NOT,
  DIRECT_BLOCK,
  DIRECT_FILE,
  IN_MEMORY,
  PSEUDO,
  TMPFS_DIRECT,
} from "./filesystems.ts";
import { PROCESS_VM, READS, READS_AND_WRITES } from "./operation-families.ts";

export const FILES: CopyModelSection = {
  title: "Reading and writing files and block devices",
  about:
    "Without O_DIRECT the CPU copies between the caller's buffer and the page cache, whether or not the disk had to be asked. With it, the device reads and writes the caller's own pages.",
  rows: [
    {
      id: "tmpfs-direct",
      when: { operations: READS_AND_WRITES, descriptor: [TMPFS_DIRECT] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "tmpfs accepts O_DIRECT since 6.6 but has no device to do DMA with: its functions do not look at the flag and copy as without it. Before 6.6 the open fails.",
      source:
        "mm/shmem.c: shmem_file_open sets FMODE_CAN_ODIRECT; shmem_file_read_iter, shmem_file_write_iter ignore IOCB_DIRECT",
    },
    {
      id: "file-direct",
      when: { operations: READS_AND_WRITES, descriptor: [DIRECT_FILE] },
      mechanism: "direct",
      copiesPerByte: 0,
      because:
        "The block layer is handed the caller's pages. Exceptions, which are copied: encrypted, verity, data-journalled, compressed and inline files (statx says so with a STATX_DIOALIGN of 0), DAX, f2fs on zoned devices, and XFS where it writes parts of shared blocks or, in newer kernels, the device needs stable pages.",
      source:
        "fs/iomap/direct-io.c: iomap_dio_rw; fs/ext4/file.c: ext4_should_use_dio; fs/xfs/xfs_file.c: xfs_file_dio_write; fs/f2fs/file.c: f2fs_should_use_dio",
    },
    {
      id: "btrfs-direct",
      when: {
        operations: READS_AND_WRITES,
        descriptor: [{ kinds: ["file"], filesystems: ["btrfs"], traits: ["direct"] }],
      },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "Writes to files with checksums, which is the default, go through the page cache from 6.15 on (and in the stable kernels that took the change, 6.12.y for one) and are direct before; reads of compressed or inline extents never are.",
      source: "fs/btrfs/direct-io.c: btrfs_direct_write (the test for BTRFS_INODE_NODATASUM), btrfs_dio_iomap_begin",
    },
    {
      id: "direct-elsewhere",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["file"], traits: ["direct"] }] },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "O_DIRECT is a request. This filesystem may grant it, fall back to the page cache (vfat does where a file grows), or pass it to a server or to a file below.",
      source: "open(2), O_DIRECT; fs/fat/inode.c: fat_direct_IO; fs/backing-file.c: backing_file_read_iter",
    },
    {
      id: "page-cache",
      when: { operations: READS_AND_WRITES, descriptor: [CACHED_FILE] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "The CPU copies between the page cache and the caller's buffer, or with DAX between the persistent memory and the buffer. On overlay the file below does so, unless that in turn is FUSE or a network filesystem that bypasses the cache.",
      source:
        "mm/filemap.c: filemap_read (copy_folio_to_iter), generic_perform_write (copy_folio_from_iter_atomic); fs/dax.c: dax_iomap_iter",
    },
    {
      id: "memory-file",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["file"], filesystems: IN_MEMORY }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "The file's pages are page cache and nothing else, yet a read or write still copies between them and the caller's buffer. memfd_create's files and shared memory are such files.",
      source: "mm/shmem.c: shmem_file_read_iter; mm/filemap.c: generic_perform_write; fs/ramfs/file-mmu.c",
    },
    {
      id: "hugetlbfs",
      when: { operations: READS, descriptor: [{ kinds: ["file"], filesystems: ["hugetlbfs"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because: "Reads copy out of the huge page. Such files are written through mmap only, which no call shows.",
      source: "fs/hugetlbfs/inode.c: hugetlbfs_read_iter (copy_folio_to_iter or copy_page_to_iter)",
    },
    {
      id: "pseudo-file",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["file"], filesystems: PSEUDO }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "The kernel makes the text in a buffer of its own and copies it out, or copies it in and reads it there. (/proc/PID/mem copies a second time, to or from the other process.)",
      source:
        "fs/seq_file.c: seq_read_iter; fs/kernfs/file.c: kernfs_file_read_iter, kernfs_fop_write_iter; fs/libfs.c: simple_read_from_buffer",
    },
    {
      id: "cached-or-not",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["file"], filesystems: CACHED_OR_NOT }] },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "Mount options, the server's leases or the file's own flags (FUSE's FOPEN_DIRECT_IO, cifs's cache=none) decide whether bytes go through the page cache or straight between the transport and the caller's pages, and no descriptor shows which.",
      source:
        "fs/fuse/file.c: fuse_file_read_iter; fs/smb/client/file.c: cifs_strict_readv; fs/ceph/file.c: ceph_read_iter; fs/9p/vfs_file.c: v9fs_file_read_iter",
    },
    {
      id: "block-direct",
      when: { operations: READS_AND_WRITES, descriptor: [DIRECT_BLOCK] },
      mechanism: "direct",
      copiesPerByte: 0,
      because:
        "The block layer is handed the caller's pages. What the driver does with them it does not tell: a RAM disk, a loop device or dm-crypt touches every byte again.",
      source: "block/fops.c: blkdev_direct_IO",
    },
    {
      id: "block",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["block"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because: "A block device opened without O_DIRECT has a page cache of its own, and the CPU copies to and from it.",
      source: "block/fops.c: blkdev_read_iter (filemap_read), blkdev_buffered_write",
    },
    {
      id: "process-vm",
      when: { operations: PROCESS_VM, from: [{ kinds: ["memory"] }], to: [{ kinds: ["memory"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because: "The other process's pages are pinned and copied to or from the caller's buffer, once.",
      source: "mm/process_vm_access.c: process_vm_rw_pages (copy_page_to_iter, copy_page_from_iter)",
    },
  ],
};
