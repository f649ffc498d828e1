import { moveAssets } from "../shared/asset-stage.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { BUNDLERS, recogniseBundler } from "../shared/bundling.ts";

/** Bundlers called directly; `npx`, `yarn` and their kind look through to the same table. */
export const bundlers: Ecosystem = {
  id: "bundlers",
  title: "JavaScript bundlers",
  commands: BUNDLERS,
  recipe: moveAssets,
  recognise: recogniseBundler,
};
