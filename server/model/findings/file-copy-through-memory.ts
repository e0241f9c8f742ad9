/** A file copied to another through the program's memory, where copy_file_range copies once or, on some filesystems, not at all. */
import { MIB } from "../units.ts";
import type { FindingRule } from "./finding-rule.ts";
import { copiedIn, copiedOut, FILES, passedThrough } from "./moved-through-memory.ts";

/** Saved settings and rotated logs are less. */
const LEAST_BYTES = 4 * MIB;
/** copy_file_range and sendfile take up to 2 GiB a call (MAX_RW_COUNT); this much a call is what programs ask for. */
const CALL_BYTES = MIB;

export const fileCopyRule: FindingRule = {
  rule: "file-copy-through-memory",
  look: (process) => {
    const [read, written] = [copiedIn(process, FILES), copiedOut(process, FILES)];
    const passed = passedThrough(read, written, LEAST_BYTES);
    if (passed === null) return [];
    return [
      {
        title: "Data goes file to file through the program's memory, copied twice",
        evidence: [
          { label: "read from files", value: read.bytes, unit: "bytes" },
          { label: "calls that read", value: read.calls, unit: "calls" },
          { label: "written to files", value: written.bytes, unit: "bytes" },
          { label: "calls that wrote", value: written.calls, unit: "calls" },
        ],
        threshold:
          "At least 4 MiB, and as many bytes written as read to within 5%. Contents are not seen: make sure that the program changes nothing.",
        advice:
          "Copy with copy_file_range, which copies each byte once inside the kernel, and not at all where the filesystem shares extents (btrfs, XFS, bcachefs, NFS 4.2).",
        // One of the two copies goes for certain; the other where extents are shared, which is not known here.
        saves: {
          bytesNotCopied: passed,
          transitionsFewer: Math.max(0, 2 * (read.calls + written.calls - Math.ceil(passed / CALL_BYTES))),
        },
        handedOver: passed,
      },
    ];
  },
};
