import { describe, expect, it } from "vitest";
import { FILESYSTEM_NAMES, filesystemName } from "./filesystem-name.ts";

describe("filesystemName", () => {
  it.each([
    [0xef53, "ext4"],
    [0x01021994, "tmpfs"],
    [0x9123683e, "btrfs"],
    [0xff534d42, "cifs"],
    [0x9fa0, "proc"],
    [0x63677270, "cgroup2"],
    [0x65735546, "fuse"],
    [0x19800202, "mqueue"],
    [0x50495045, "pipefs"],
  ])("names 0x%s as /proc/filesystems does", (magic, name) => {
    expect(filesystemName(magic)).toBe(name);
  });

  it("gives an unknown number in hexadecimal, so that it can be looked up", () => {
    expect(filesystemName(0x1badcafe)).toBe("0x1badcafe");
    expect(filesystemName(0)).toBe("0x0");
  });

  it("knows every filesystem that a Linux machine mounts at boot", () => {
    for (const name of ["ext4", "tmpfs", "proc", "sysfs", "cgroup2", "devpts", "mqueue", "hugetlbfs", "tracefs"]) {
      expect(FILESYSTEM_NAMES).toContain(name);
    }
  });
});
