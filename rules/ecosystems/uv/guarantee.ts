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
byte code 146 before and 8 after, the native one 19.

A wrong guess shows as a build that fails or as packages that are installed under emulation all the same. The fix is unsafe where
uv's cache would be part of the image (no cache mount, no \`--no-cache\`): what has not to be downloaded does not get there.

\`uv pip install --system\` has no fix: what uv added among the packages of the image cannot be told apart.`;
