/** sendfile, splice or copy_file_range that copies all the same, inside the kernel. */
import type { FindingRule } from "./finding-rule.ts";
import { MIB } from "./units.ts";

const CALLS = ["sendfile", "splice", "copy_file_range"];

export const kernelCopyRule: FindingRule = {
  rule: "zero-copy-call-copies",
  look: ({ flows }) =>
    flows
      .filter((flow) => flow.mechanism === "kernel-copy" && CALLS.includes(flow.operation) && flow.bytes >= MIB)
      .map((flow) => ({
        title: `${flow.operation} from ${flow.from} to ${flow.to} copies each byte once, inside the kernel`,
        evidence: [
          { label: "copied inside the kernel", value: flow.bytes, unit: "bytes" },
          { label: `${flow.operation} calls`, value: flow.calls, unit: "calls" },
        ],
        threshold: "At least 1 MiB moved so: less is not worth a change.",
        advice:
          flow.to === "file"
            ? "Into a file the kernel must copy, unless the filesystem can share extents (btrfs, XFS, bcachefs, NFS 4.2): there copy_file_range or FICLONE between two files of one filesystem copies nothing."
            : "This destination takes no pages by reference. It is still one copy fewer than read and write.",
        // What is saved depends on a filesystem that was not measured.
        saves: { bytesNotCopied: null, transitionsFewer: null },
      })),
};
