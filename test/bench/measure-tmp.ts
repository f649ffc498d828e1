import { engine } from "/work/main/src/index.ts";
import { SourceText } from "/work/main/src/text/source.ts";
import { HOSTILE } from "/work/main/test/bench/hostile.ts";
const mine = ["build-arch-leak","hardcoded-arch","host-arch-probe"];
for (const [name, make] of Object.entries(HOSTILE)) {
  if (!/native|programs|downloads|moves|heavy|go build|COPY from/.test(name)) continue;
  const text = make(1<<20);
  const run = (rules: string[]) => { const t=performance.now(); engine.lint(new SourceText("D", text), {rules: new Set(rules)}); return performance.now()-t; };
  run([]); 
  const a = Math.min(run([]),run([])); const b=Math.min(run(mine),run(mine));
  console.log(name, a.toFixed(0), b.toFixed(0));
}
