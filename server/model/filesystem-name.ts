/**
 * What a filesystem is called, from the magic number in its superblock (`super_block.s_magic`). The probes
 * collect the number, because the name is text and text does not make a good map key.
 *
 * Sources: include/uapi/linux/magic.h of Linux 7.2, and for those it lacks the filesystem's own header or
 * `fill_super` function. Names are those of /proc/filesystems.
 *
 * Where several filesystems share a number, one name stands for all:
 * - 0xEF53 is ext2, ext3 and ext4. It is named ext4, the driver that serves all three in today's kernels
 *   (CONFIG_EXT4_USE_FOR_EXT2), though a kernel may still be built with the old ext2 driver.
 * - 0x01021994 is tmpfs and devtmpfs, which is a tmpfs, as are memfd_create's files and shared memory.
 *   With CONFIG_TMPFS off, all of these are ramfs.
 * - 0x65735546 is every FUSE filesystem: fuse, fuseblk and virtiofs.
 * - 0x6969 is every version of NFS, 0xFF534D42 every version of SMB that the cifs module speaks.
 * - 0x4d44 is vfat and msdos, which share all their code but that for names.
 */
const NAMES: ReadonlyMap<number, string> = new Map([
  // On a block device, or flash.
  [0xef53, "ext4"],
  [0x58465342, "xfs"],
  [0x9123683e, "btrfs"],
  [0xf2f52010, "f2fs"],
  [0xca451a4e, "bcachefs"],
  [0x2fc12fc1, "zfs"], // OpenZFS: include/sys/fs/zfs.h, ZFS_SUPER_MAGIC
  [0x4d44, "vfat"],
  [0x2011bab0, "exfat"],
  [0x7366746e, "ntfs3"], // fs/ntfs3/super.c, ntfs_fill_super
  [0x5346544e, "ntfs"], // fs/ntfs/ntfs.h, NTFS_SB_MAGIC
  [0x3153464a, "jfs"], // fs/jfs/jfs_incore.h
  [0x3434, "nilfs2"],
  [0x52654973, "reiserfs"],
  [0x01161970, "gfs2"], // include/uapi/linux/gfs2_ondisk.h
  [0x7461636f, "ocfs2"],
  [0x482b, "hfsplus"], // include/linux/hfs_common.h
  [0x4244, "hfs"],
  [0x15013346, "udf"],
  [0x9660, "iso9660"],
  [0x73717368, "squashfs"],
  [0xe0f5e1e2, "erofs"],
  [0x28cd3d45, "cramfs"],
  [0x7275, "romfs"], // include/uapi/linux/romfs_fs.h
  [0x24051905, "ubifs"], // fs/ubifs/ubifs.h
  [0x72b6, "jffs2"],
  [0x5a4f4653, "zonefs"],
  [0x137f, "minix"],
  [0x138f, "minix"],
  [0x2468, "minix"],
  [0x2478, "minix"],
  [0x4d5a, "minix"],
  [0xadf5, "adfs"],
  [0xadff, "affs"],
  [0x00011954, "ufs"], // fs/ufs/ufs_fs.h, UFS_MAGIC
  [0x19540119, "ufs"],
  [0x414a53, "efs"],
  [0xf995e849, "hpfs"],
  [0x1badface, "bfs"], // include/uapi/linux/bfs_fs.h
  [0xc2993d87, "omfs"], // fs/omfs/omfs_fs.h
  [0x002f, "qnx4"],
  [0x68191122, "qnx6"],
  // Over another filesystem, another machine, or a server in user space.
  [0x794c7630, "overlay"],
  [0xf15f, "ecryptfs"],
  [0x65735546, "fuse"],
  [0x6969, "nfs"],
  [0xff534d42, "cifs"],
  [0xfe534d42, "smb3"],
  [0x01021997, "9p"],
  [0x00c36400, "ceph"],
  [0x6b414653, "afs"],
  [0x5346414f, "afs"], // OpenAFS
  [0x73757245, "coda"],
  [0x0bd00bd0, "lustre"],
  [0x20030528, "pvfs2"], // fs/orangefs/protocol.h
  [0x786f4256, "vboxsf"], // fs/vboxsf/super.c
  [0x00c0ffee, "hostfs"],
  // In memory.
  [0x01021994, "tmpfs"],
  [0x858458f6, "ramfs"],
  [0x958458f6, "hugetlbfs"],
  // Made by the kernel as it is read.
  [0x9fa0, "proc"],
  [0x62656572, "sysfs"],
  [0x27e0eb, "cgroup"],
  [0x63677270, "cgroup2"],
  [0x64626720, "debugfs"],
  [0x74726163, "tracefs"],
  [0x73636673, "securityfs"],
  [0xf97cff8c, "selinuxfs"],
  [0x43415d53, "smackfs"],
  [0x5a3c69f0, "apparmorfs"],
  [0x62656570, "configfs"], // fs/configfs/mount.c
  [0xcafe4a11, "bpf"],
  [0xde5e81e4, "efivarfs"],
  [0x6165676c, "pstore"],
  [0x42494e4d, "binfmt_misc"],
  [0x65735543, "fusectl"], // fs/fuse/control.c
  [0x07655821, "resctrl"],
  [0x1cd1, "devpts"],
  [0x19800202, "mqueue"], // ipc/mqueue.c
  [0x0187, "autofs"],
  [0x6c6f6f70, "binder"],
  [0x67596969, "rpc_pipefs"], // net/sunrpc/rpc_pipe.c
  [0x6e667364, "nfsd"], // fs/nfsd/nfsctl.c
  [0x76a9f425, "ocfs2_dlmfs"],
  [0x9fa1, "openpromfs"],
  [0xabba1974, "xenfs"],
  // Homes of descriptors that have no path.
  [0x534f434b, "sockfs"],
  [0x50495045, "pipefs"],
  [0x09041934, "anon_inodefs"],
  [0x62646576, "bdev"],
  [0x6e736673, "nsfs"],
  [0x50494446, "pidfs"],
  [0x444d4142, "dmabuf"],
  [0x5345434d, "secretmem"],
  [0xa10a10a1, "aio"], // fs/aio.c
  [0x4e554c4c, "nullfs"],
]);

/** Every name that {@link filesystemName} can give, but for the hexadecimal ones. */
export const FILESYSTEM_NAMES: ReadonlySet<string> = new Set(NAMES.values());

/**
 * The filesystem's name for the low 32 bits of its magic number, given as 0 to 2^32-1. A number nobody here
 * knows comes back as hexadecimal, `0x1badcafe`, so that it can be looked up.
 */
export function filesystemName(magic: number): string {
  return NAMES.get(magic) ?? `0x${magic.toString(16)}`;
}
