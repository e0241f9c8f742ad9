/** `node client/dev/serve.mjs [port]`: the built page with a fake server behind it, to look at and click on. */
import { fileURLToPath } from "node:url";
import { load } from "./load.mjs";

const folder = process.env.COPYSCOPE_PAGE ?? fileURLToPath(new URL("../../dist/client", import.meta.url));
const { stage } = await load("stage.ts");
const server = stage({ folder });
console.log(await server.listen(Number(process.argv[2] ?? 7322)));
server.start();
