/**
 * A fingerprint of everything dist/ is built from. The build leaves it beside its output, and set-up compares:
 * a checkout gives files new dates without new contents, so dates would rebuild too often or too seldom.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The page of words is the report's glossary. */
const SINGLE_FILES = ["package.json", "tsconfig.json", "tsconfig.build.json", "docs/words.md"];
const FOLDERS = ["server", "client"];
const STAMP = "sources.sha256";

/** One checksum over the names and contents of all sources. */
export function fingerprint(root) {
  const hash = createHash("sha256");
  for (const file of [...SINGLE_FILES, ...FOLDERS.flatMap((folder) => sourcesIn(root, folder))]) {
    const contents = readFileSync(join(root, file));
    hash.update(`${file}\0${contents.length}\0`).update(contents);
  }
  return hash.digest("hex");
}

/** Where the build notes the fingerprint of what it was made from. */
export function stampPath(dist) {
  return join(dist, STAMP);
}

/** True when dist/ was built from exactly these sources. */
export function buildIsCurrent(root) {
  try {
    return readFileSync(stampPath(join(root, "dist")), "utf8").trim() === fingerprint(root);
  } catch {
    return false;
  }
}

function sourcesIn(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isSource(folder, entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .sort();
}

/** Of the server the scripts; of the page everything, for style sheets and pictures are built in too. */
function isSource(folder, name) {
  return !/\.test\.tsx?$/.test(name) && (folder === "client" || name.endsWith(".ts"));
}
