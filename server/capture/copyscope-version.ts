import { readFileSync } from "node:fs";

/** copyscope's version, from package.json: two folders up in the checkout, three in the built package. */
export function copyscopeVersion(): string {
  const here = import.meta.url;
  const file = here.includes("/dist/server/") ? "../../../package.json" : "../../package.json";
  const described = JSON.parse(readFileSync(new URL(file, here), "utf8")) as { readonly version: string };
  return described.version;
}
