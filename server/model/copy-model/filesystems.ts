/**
 * Filesystems that treat their bytes alike, by the names of filesystem-name.ts, and the patterns of files and block
 * devices made from them. A filesystem is in a list only where its source was read; one that is in none is unknown.
 */
import type { EndpointPattern } from "./copy-row.ts";

/**
 * Buffered reads and writes go through the page cache: `read_iter` ends in filemap_read, `write_iter` in
 * generic_perform_write or iomap_file_buffered_write. DAX does without the cache, but the CPU copies all the same.
 * overlay hands the call to the file below (fs/backing-file.c), and stands here for the filesystems people put there.
 */
const PAGE_CACHED: readonly string[] = [
  ...["ext4", "xfs", "btrfs", "f2fs", "bcachefs", "jfs", "nilfs2", "reiserfs", "ocfs2", "gfs2", "vfat", "exfat"],
  ...["ntfs3", "hfsplus", "hfs", "udf", "iso9660", "squashfs", "erofs", "cramfs", "romfs", "minix", "ubifs", "jffs2"],
  ...["ecryptfs", "nfs", "overlay"],
];

/** The page cache is all there is of them. */
export const IN_MEMORY: readonly string[] = ["tmpfs", "ramfs"];

/** iomap_dio_rw on the caller's pages, with exceptions that are rare and named in the row. */
const DIRECT_IO: readonly string[] = ["ext4", "xfs", "f2fs"];

/** Their files are made, or taken in, by a kernel function that has a buffer of its own. */
export const PSEUDO: readonly string[] = [
  ...["proc", "sysfs", "cgroup", "cgroup2", "debugfs", "tracefs", "securityfs", "selinuxfs", "apparmorfs", "smackfs"],
  ...["configfs", "bpf", "efivarfs", "pstore", "binfmt_misc", "fusectl", "resctrl", "mqueue"],
];

/** Server, mount options and file decide whether bytes go through the page cache, straight to the caller, or neither. */
export const CACHED_OR_NOT: readonly string[] = [
  ...["fuse", "cifs", "smb3", "ceph", "9p", "afs", "coda", "lustre", "pvfs2", "vboxsf", "zfs"],
];

/** copy_file_range may share extents, or have the copy made elsewhere: they have `remap_file_range` or `copy_file_range`. */
export const OWN_COPY_FILE_RANGE: readonly string[] = [
  ...["btrfs", "xfs", "bcachefs", "ocfs2", "overlay", "nfs", "cifs", "smb3", "fuse", "ceph"],
];

export const CACHED_FILE: EndpointPattern = { kinds: ["file"], filesystems: PAGE_CACHED };
export const DIRECT_FILE: EndpointPattern = { kinds: ["file"], filesystems: DIRECT_IO, traits: ["direct"] };
export const DIRECT_BLOCK: EndpointPattern = { kinds: ["block"], traits: ["direct"] };
export const TMPFS_DIRECT: EndpointPattern = { kinds: ["file"], filesystems: ["tmpfs"], traits: ["direct"] };

/** Written through the page cache, or to a terminal: a splice into them copies (iter_file_splice_write). */
export const COPIED_INTO: readonly EndpointPattern[] = [
  { kinds: ["file"], filesystems: [...PAGE_CACHED, ...IN_MEMORY], without: ["direct"] },
  TMPFS_DIRECT,
  { kinds: ["block"], without: ["direct"] },
  { kinds: ["tty"] },
];

/** A splice from them hands over pages of the page cache (filemap_splice_read). */
export const PAGES_OF_CACHE: readonly EndpointPattern[] = [
  {
    kinds: ["file"],
    // gfs2 copies since 6.5 (fs/gfs2/file.c: copy_splice_read) and did not before.
    filesystems: [...PAGE_CACHED.filter((name) => name !== "gfs2"), ...IN_MEMORY],
    without: ["direct"],
  },
  { kinds: ["block"], without: ["direct"] },
];

/** A splice from them has the device fill fresh pages by DMA and hands over those (copy_splice_read). */
export const PAGES_BY_DMA: readonly EndpointPattern[] = [DIRECT_FILE, DIRECT_BLOCK];

/** A splice from them has the CPU fill fresh pages and hands over those (copy_splice_read). */
export const PAGES_BY_COPY: readonly EndpointPattern[] = [
  { kinds: ["file"], filesystems: ["proc", "sysfs", "cgroup", "cgroup2"] },
  { kinds: ["tty"] },
  TMPFS_DIRECT,
];

export const ZERO: readonly EndpointPattern[] = [{ kinds: ["zero"] }];
export const PIPE: readonly EndpointPattern[] = [{ kinds: ["pipe"] }];
