// Written by `npm run gen`. Do not edit.
import type { Ecosystem } from "../src/rule/ecosystem.ts";
import type { Rule } from "../src/rule/rule.ts";
import { ant } from "./ecosystems/ant.ts";
import { apk } from "./ecosystems/apk.ts";
import { apt } from "./ecosystems/apt.ts";
import { archive } from "./ecosystems/archive.ts";
import { autotools } from "./ecosystems/autotools.ts";
import { bun } from "./ecosystems/bun.ts";
import { bundler } from "./ecosystems/bundler.ts";
import { bundlers } from "./ecosystems/bundlers.ts";
import { c } from "./ecosystems/c.ts";
import { cabal } from "./ecosystems/cabal.ts";
import { cargo } from "./ecosystems/cargo/index.ts";
import { cmake } from "./ecosystems/cmake.ts";
import { composer } from "./ecosystems/composer.ts";
import { conda } from "./ecosystems/conda.ts";
import { curl } from "./ecosystems/curl.ts";
import { dart } from "./ecosystems/dart.ts";
import { dnf } from "./ecosystems/dnf.ts";
import { dotnet } from "./ecosystems/dotnet/index.ts";
import { flutter } from "./ecosystems/flutter.ts";
import { gem } from "./ecosystems/gem.ts";
import { git } from "./ecosystems/git.ts";
import { go } from "./ecosystems/go/index.ts";
import { golangciLint } from "./ecosystems/golangci-lint.ts";
import { gradle } from "./ecosystems/gradle.ts";
import { hugo } from "./ecosystems/hugo.ts";
import { java } from "./ecosystems/java.ts";
import { jekyll } from "./ecosystems/jekyll.ts";
import { make } from "./ecosystems/make.ts";
import { maven } from "./ecosystems/maven.ts";
import { meson } from "./ecosystems/meson.ts";
import { mix } from "./ecosystems/mix.ts";
import { mkdocs } from "./ecosystems/mkdocs.ts";
import { nativeImage } from "./ecosystems/native-image.ts";
import { npm } from "./ecosystems/npm/index.ts";
import { pdm } from "./ecosystems/pdm.ts";
import { php } from "./ecosystems/php.ts";
import { pip } from "./ecosystems/pip/index.ts";
import { pipenv } from "./ecosystems/pipenv.ts";
import { pnpm } from "./ecosystems/pnpm/index.ts";
import { poetry } from "./ecosystems/poetry.ts";
import { protoc } from "./ecosystems/protoc.ts";
import { rebar } from "./ecosystems/rebar.ts";
import { rustup } from "./ecosystems/rustup.ts";
import { sbt } from "./ecosystems/sbt.ts";
import { sphinx } from "./ecosystems/sphinx.ts";
import { stack } from "./ecosystems/stack.ts";
import { swift } from "./ecosystems/swift.ts";
import { uv } from "./ecosystems/uv/index.ts";
import { wget } from "./ecosystems/wget.ts";
import { yarn } from "./ecosystems/yarn.ts";
import { zig } from "./ecosystems/zig.ts";
import { zola } from "./ecosystems/zola.ts";
import { zypper } from "./ecosystems/zypper.ts";
import { buildArchLeak } from "./build-arch-leak.ts";
import { emulatedStep } from "./emulated-step.ts";
import { emulatedUnavoidable } from "./emulated-unavoidable.ts";
import { emulationUnsupported } from "./emulation-unsupported.ts";
import { foreignCopyFrom } from "./foreign-copy-from.ts";
import { hardcodedArch } from "./hardcoded-arch.ts";
import { hardcodedPlatform } from "./hardcoded-platform.ts";
import { hostArchProbe } from "./host-arch-probe.ts";
import { ignoredPlatformFlag } from "./ignored-platform-flag.ts";
import { lostShellState } from "./lost-shell-state.ts";
import { pinnedFinalStage } from "./pinned-final-stage.ts";
import { pipPlatformFlag } from "./pip-platform-flag.ts";
import { redundantTargetPlatform } from "./redundant-target-platform.ts";
import { shadowedPlatformArg } from "./shadowed-platform-arg.ts";
import { sharedCacheMount } from "./shared-cache-mount.ts";
import { undeclaredPlatformArg } from "./undeclared-platform-arg.ts";
import { unusedSuppression } from "./unused-suppression.ts";

export const ecosystems: readonly Ecosystem[] = [
  ant,
  apk,
  apt,
  archive,
  autotools,
  bun,
  bundler,
  bundlers,
  c,
  cabal,
  cargo,
  cmake,
  composer,
  conda,
  curl,
  dart,
  dnf,
  dotnet,
  flutter,
  gem,
  git,
  go,
  golangciLint,
  gradle,
  hugo,
  java,
  jekyll,
  make,
  maven,
  meson,
  mix,
  mkdocs,
  nativeImage,
  npm,
  pdm,
  php,
  pip,
  pipenv,
  pnpm,
  poetry,
  protoc,
  rebar,
  rustup,
  sbt,
  sphinx,
  stack,
  swift,
  uv,
  wget,
  yarn,
  zig,
  zola,
  zypper,
];

export const rules: readonly Rule[] = [
  buildArchLeak,
  emulatedStep,
  emulatedUnavoidable,
  emulationUnsupported,
  foreignCopyFrom,
  hardcodedArch,
  hardcodedPlatform,
  hostArchProbe,
  ignoredPlatformFlag,
  lostShellState,
  pinnedFinalStage,
  pipPlatformFlag,
  redundantTargetPlatform,
  shadowedPlatformArg,
  sharedCacheMount,
  undeclaredPlatformArg,
  unusedSuppression,
];
