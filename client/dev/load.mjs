/** Loads a TypeScript module of this folder in plain Node, through Vite: the fake server and what it needs. */
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

/** @param {string} name a file beside this one */
export async function load(name) {
  const path = fileURLToPath(new URL(name, import.meta.url));
  const { module } = await runnerImport(path, { configFile: false, logLevel: "error" });
  return module;
}
