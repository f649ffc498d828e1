import { expect, test } from "vitest";
import { readImageReference } from "./image-reference.ts";

test.each([
  ["python", undefined, "python", undefined, undefined],
  ["python:3.12-slim", undefined, "python", "3.12-slim", undefined],
  ["team/app:1", undefined, "team/app", "1", undefined],
  ["app@sha256:aa", undefined, "app", undefined, "sha256:aa"],
  ["app:1.2@sha256:aa", undefined, "app", "1.2", "sha256:aa"],
  ["localhost/app:1", "localhost", "app", "1", undefined],
  ["reg:5000/team/app", "reg:5000", "team/app", undefined, undefined],
  ["reg:5000/team/app:1.2", "reg:5000", "team/app", "1.2", undefined],
  ["reg:5000/team/app:1.2@sha256:aa", "reg:5000", "team/app", "1.2", "sha256:aa"],
  ["app:${TAG}", undefined, "app", "${TAG}", undefined],
  ["${REGISTRY}/app:${TAG:-1.2}", undefined, "${REGISTRY}/app", "${TAG:-1.2}", undefined],
])("%s", (text, registry, repository, tag, digest) => {
  expect(readImageReference(text)).toEqual({ text, registry, repository, tag, digest });
});

test("an empty text is no name", () => {
  expect(readImageReference("")).toBeUndefined();
});
