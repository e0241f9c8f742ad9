/**
 * Traces as Perfetto understands them: decoded with its published definitions, which `npm test` fetches. Its trace
 * processor itself is a binary that no package registry has, so it is not asked.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const { cache } = JSON.parse(readFileSync(new URL("../matrix/suites.json", import.meta.url), "utf8")) as {
  readonly cache: string;
};
/** Where scripts/setup/perfetto.mjs puts them. */
const FOLDER = join(resolve(process.env["COPYSCOPE_CACHE"] || cache), "perfetto");

/** Numbers of 64 bits come as text. */
export interface DecodedPacket {
  readonly timestamp?: string;
  readonly clock_snapshot?: { readonly clocks: readonly { readonly clock_id: number; readonly timestamp: string }[] };
  readonly track_descriptor?: {
    readonly uuid: string;
    readonly parent_uuid?: string;
    readonly name?: string;
    readonly process?: { readonly pid: number; readonly process_name: string };
    readonly thread?: { readonly pid: number; readonly tid: string; readonly thread_name: string };
    readonly counter?: { readonly unit: string; readonly unit_name: string };
  };
  readonly track_event?: {
    readonly type: "TYPE_SLICE_BEGIN" | "TYPE_SLICE_END" | "TYPE_INSTANT" | "TYPE_COUNTER";
    readonly track_uuid: string;
    readonly name_iid?: string;
    readonly double_counter_value?: number;
    readonly debug_annotations?: readonly {
      readonly name_iid: string;
      readonly int_value?: string;
      readonly string_value?: string;
    }[];
  };
  readonly interned_data?: {
    readonly event_names?: readonly { readonly iid: string; readonly name: string }[];
    readonly debug_annotation_names?: readonly { readonly iid: string; readonly name: string }[];
  };
  readonly sequence_flags?: number;
  readonly trusted_packet_sequence_id?: number;
}

/** Why traces cannot be decoded here; null where they can. With CI=true importing this fails instead. */
export const noPerfetto: string | null = existsSync(join(FOLDER, "perfetto/protos"))
  ? null
  : `Perfetto's definitions are missing in ${FOLDER} (npm test fetches them).`;

if (noPerfetto !== null) {
  if (process.env["CI"] === "true") throw new Error(noPerfetto);
  console.warn(`!!! NOT TESTED. ${noPerfetto}`);
}

/** Throws with Python's words where Perfetto would not understand the trace. */
export function decodedTrace(trace: Uint8Array): readonly DecodedPacket[] {
  const script = fileURLToPath(new URL("./decode.py", import.meta.url));
  const output = execFileSync("python3", [script], {
    input: trace,
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: FOLDER },
    maxBuffer: 2 ** 30,
  });
  return output
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as DecodedPacket);
}
