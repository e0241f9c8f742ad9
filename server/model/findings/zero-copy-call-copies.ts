/** sendfile, splice or copy_file_range that copies all the same, inside the kernel, and why. */
import { mechanismOf } from "../copy-model.ts";
import type { ReportFlow } from "../report.ts";
import { MIB } from "../units.ts";
import type { FindingRule } from "./finding-rule.ts";

const CALLS: readonly string[] = ["sendfile", "splice", "copy_file_range"];

/** The copy model's own reason. */
function why({ operation, from, to, fromFilesystem, toFilesystem, fromTraits, toTraits, flags }: ReportFlow): string {
  const { row } = mechanismOf({
    operation,
    from: { kind: from, filesystem: fromFilesystem, traits: fromTraits },
    to: { kind: to, filesystem: toFilesystem, traits: toTraits },
    flags,
  });
  return `Why: ${row.because} (${row.source})`;
}

function adviceFor({ from, to }: ReportFlow): string {
  if (to === "file" && from === "file") {
    return "Into a file the kernel must copy, unless the filesystem can share extents (btrfs, XFS, bcachefs, NFS 4.2): there copy_file_range or FICLONE between two files of one filesystem copies nothing.";
  }
  if (to === "file")
    return "Into a file's page cache the kernel must copy. O_DIRECT on the target leaves that to the device.";
  return "Between these two there are no pages to hand over. It is still one copy fewer than read and write.";
}

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
        advice: `${adviceFor(flow)} ${why(flow)}`,
        // What is saved depends on a filesystem that was not measured.
        saves: {},
      })),
};
