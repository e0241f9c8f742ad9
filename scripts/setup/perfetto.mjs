/** Perfetto's own definitions of its trace format, as its Python package has them: where they are kept for the tests. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./matrix.mjs";

/** What pip is asked for. Only the definitions are used: the package's trace processor would be downloaded elsewhere. */
export function perfettoPackages() {
  return ["perfetto==0.59.1", "protobuf==7.36.2"];
}

/** The folder for PYTHONPATH. */
export function perfettoFolder() {
  return join(cacheFolder(), "perfetto");
}

export function perfettoIsThere() {
  return ["perfetto-0.59.1.dist-info", "protobuf-7.36.2.dist-info"].every((name) =>
    existsSync(join(perfettoFolder(), name)),
  );
}
