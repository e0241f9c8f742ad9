/** What a flow must look like wherever one is read: in a frame, and as what a single call moved. */
import { z } from "zod";
import { ENDPOINT_KINDS, ENDPOINT_TRAITS } from "./endpoint.ts";
import type { FlowIdentity } from "./flow-identity.ts";
import { MECHANISMS } from "./mechanism.ts";

const endpoint = z.object({
  kind: z.enum(ENDPOINT_KINDS),
  filesystem: z.string().nullable(),
  traits: z.array(z.enum(ENDPOINT_TRAITS)),
});

export const flowIdentitySchema = z.object({
  operation: z.string(),
  from: endpoint,
  to: endpoint,
  flags: z.array(z.string()),
  mechanism: z.enum(MECHANISMS),
  copiesPerByte: z.union([z.literal(0), z.literal(1), z.null()]),
}) satisfies z.ZodType<FlowIdentity>;
