import { expect, test } from "vitest";
import { readImageReference } from "../src/syntax/image-reference.ts";
import { nodeMajor } from "../rules/shared/node.ts";

test.each([
  ["node:18", 18],
  ["node:20-alpine", 20],
  ["docker.io/library/node:22.3.0-slim", 22],
  ["arm32v7/node:16", 16],
  ["node:hydrogen-alpine", 18],
  ["node:iron", 20],
  ["node:lts", undefined],
  ["node", undefined],
  ["python:3.12", undefined],
  ["example.com/my-node:18", undefined],
  [undefined, undefined],
])("%s has Node %s", (image, major) => {
  expect(nodeMajor(image === undefined ? undefined : readImageReference(image))).toBe(major);
});
