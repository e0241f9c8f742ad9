/** What is mounted where, from /proc/self/mountinfo (proc_pid_mountinfo(5)). */

export interface Mount {
  readonly point: string;
  readonly type: string;
}

/**
 * Reads mountinfo. A line: `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue`,
 * with any number of optional fields before the dash, and blanks in paths written as `\040`.
 */
export function mountsFromMountinfo(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line) => {
    const [before, after] = line.split(" - ");
    const point = before?.split(" ")[4];
    const type = after?.split(" ")[0];
    if (point === undefined || !type) return [];
    return [
      { point: point.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))), type },
    ];
  });
}
