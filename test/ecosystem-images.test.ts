import { expect, test } from "vitest";
import { gradle } from "../rules/ecosystems/gradle.ts";
import { make } from "../rules/ecosystems/make.ts";
import { mix } from "../rules/ecosystems/mix.ts";
import type { Recognition } from "../src/facts/ecosystem.ts";
import type { Ecosystem } from "../src/rule/ecosystem.ts";
import { EcosystemIndex, readFacts } from "../src/facts/facts.ts";
import { buildGraph } from "../src/graph/graph.ts";
import { parseDockerfile } from "../src/syntax/dockerfile.ts";
import { SourceText } from "../src/text/source.ts";

/** What a command does as far as the image tells that it runs on. */
function recognise(ecosystem: Ecosystem, command: string, image: string): Recognition {
  const text = `FROM ${image}\nRUN ${command}\n`;
  const graph = buildGraph(parseDockerfile(new SourceText("Dockerfile", text)));
  const [fact] = readFacts(graph.stages[0]!.steps[0]!, image, new EcosystemIndex([ecosystem]));
  return fact!.recognition;
}

test.each([
  ["golang:1.24-alpine", "GOARCH"],
  ["docker.io/library/golang", "GOARCH"],
  ["rust:1-slim", "CARGO_BUILD_TARGET"],
  ["node:22", "assets"],
  ["debian:12", "xx-clang"],
  ["example.com/golangci:1", "xx-clang"],
])("a Makefile on %s is advised to use %s", (image, word) => {
  const native = recognise(make, "make -j4 build", image).heavy?.native;
  expect(native?.possible && native.how).toContain(word);
});

test.each([
  ["elixir:1.17", true],
  ["elixir:1.14-otp-25-alpine", true],
  ["hexpm/elixir:1.18.0-erlang-27.2-debian-bookworm", true],
  ["elixir:1.13-otp-24", false],
  ["hexpm/elixir:1.12.3-erlang-23.3-alpine-3.14.0", false],
])("Erlang of %s crashes under emulation: %s", (image, crashes) => {
  expect(recognise(mix, "mix compile", image).hazard !== undefined).toBe(crashes);
});

test.each([
  ["gradle:8.7", true],
  ["eclipse-temurin:17-jdk", true],
  ["gradle:7.6-jdk11", false],
  ["amazoncorretto:8u302", false],
])("Gradle on %s fails to start on 32-bit arm: %s", (image, fails) => {
  const { hazard } = recognise(gradle, "gradle build", image);
  expect(hazard !== undefined).toBe(fails);
});
