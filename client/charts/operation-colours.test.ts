import fc from "fast-check";
import { expect, it } from "vitest";
import { OPERATIONS } from "../../server/model/operation.ts";
import { operationColours } from "./operation-colours.ts";

const names = [...OPERATIONS.map(({ name }) => name), "io_uring read", "page fault", "something new"];
const some = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 7 });

it("tells up to seven operations apart, and does not hang on their order", () => {
  fc.assert(
    fc.property(some, (operations) => {
      const colours = operationColours(operations);
      expect(new Set(colours.values()).size).toBe(operations.length);
      expect(operationColours(operations.toReversed())).toEqual(colours);
    }),
  );
});

it("leaves the usual call of a family its colour, whatever comes beside it", () => {
  const usual = ["read", "write", "recvfrom", "sendto", "sendfile", "splice"];
  fc.assert(
    fc.property(fc.constantFrom(...usual), some, (operation, others) => {
      const colour = operationColours([operation]).get(operation);
      expect(operationColours([...new Set([...others, operation])]).get(operation)).toBe(colour);
    }),
  );
});

it("has a colour for more operations than there are colours", () => {
  expect(operationColours(names).size).toBe(names.length);
});
