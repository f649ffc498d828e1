/** What `--fix` keeps of an environment that uv fills, for the ecosystem's page. */
export const GUARANTEE = `A stage in front repeats the author's stage up to uv on the build platform, where uv is told the target's machine
and level of glibc or musl, and takes nothing but wheels. The virtual environment is copied in, and the author's own RUN,
which stays byte for byte, runs on the target: uv reads the lock or the requirements there, asks the environment what it has,
and installs, replaces or removes what differs. So

- packages, scripts, \`RECORD\` and byte code (\`UV_COMPILE_BYTECODE\`) are those that uv itself wrote, in the same folder: the
  files of images from real builds were the same, one by one;
- a package that uv.lock has no wheel of is left to the target (\`--no-install-package\`), and so are the project itself and the
  members of its workspace;
- where another package has no wheel, on 32-bit machines, with a Python that uv has downloaded and with a uv before 0.7.21 nothing is
  prepared, and the build is the original one.

With 74 packages for linux/arm64 the emulated uv took 17 seconds of processor time before and 2.5 after, the native one 2; with
byte code 146 before and 8 after, the native one 19. Whole builds, side by side in seconds, base images unpacked before, the
same images file by file:

| | original | fixed | for the building machine |
| --- | --- | --- | --- |
| \`uv sync --frozen\`, 35 packages | 11.4 | 4.8 | 1.6 |
| \`uv pip install\`, 9 and what they need | 12.6 | 7.2 | 2.5 |
| \`uv sync\` without uv.lock, 35 packages | 12.3 | 14.4 | 4.4 |
| the same with byte code, on a busy machine | 94.3 | 38.1 | 11.3 |

So without uv.lock there is a fix only where byte code is compiled: uv decides on versions again on the target.

A wrong guess shows as a build that fails or as packages that are installed under emulation all the same. The fix is unsafe where
uv's cache would be part of the image (no cache mount, no \`--no-cache\`): what has not to be downloaded does not get there.

\`uv pip install --system\` has no fix: what uv added among the packages of the image cannot be told apart.`;
