/** Whether node_modules is what package-lock.json asks for, by versions and checksums rather than by dates. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** True when every package of the lock file is installed as locked, and nothing else is. Optional ones may differ. */
export function npmPackagesAreCurrent(root) {
  const locked = packagesIn(join(root, "package-lock.json"));
  // npm keeps a second lock file in node_modules that lists what it installed.
  const installed = packagesIn(join(root, "node_modules", ".package-lock.json"));
  if (!locked || !installed) return false;

  const nothingExtra = Object.entries(installed).every(([path, found]) => path in locked || found.optional === true);
  const allThere = Object.entries(locked).every(([path, wanted]) => {
    const found = installed[path];
    // Optional packages are builds for one system each; those for others are not installed.
    if (!found) return path === "" || wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
  return nothingExtra && allThere;
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? null;
  } catch {
    return null;
  }
}
