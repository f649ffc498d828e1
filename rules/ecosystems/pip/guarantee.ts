/** What `--fix` keeps of an image that pip fills, for the ecosystem's page. */
export const GUARANTEE = `\`prefill\`, the default, puts a stage in front: the author's stage up to its \`pip install\`, on the build
platform, with a \`sitecustomize.py\` that lets pip choose as on the target (its markers, its wheels; the level of glibc or musl
is that of the same image). The files of what came as a wheel are copied to where they belong, and the author's own RUN,
which stays byte for byte, runs on the target. So

- the packages, scripts, data files, \`RECORD\` and byte code are those that pip itself wrote, in the same folders: image files
  compared one by one after real builds were the same, contents, modes and owners (the group of files where Debian's
  \`/usr/local\` hands down the group \`staff\` was not among them);
- versions, hashes, index options, constraints and extras are the author's: his words run in both stages;
- a package without a wheel, one from a repository or a folder, and one that the image has in another version are left to the
  target's pip. They cost what they cost before, and the others cost nothing;
- an environment that the stage makes itself (\`python -m venv /venv\`, without options) is copied in as the native stage made it,
  before anything was installed into it, and made again by the author's own RUN, which finds its pip there. That halves what
  takes longest for a few packages: 29 seconds under QEMU for linux/arm64, 4 natively;
- nothing sees the packages before their time: where a command in front of pip in its RUN reads, changes or removes what may
  be theirs (\`pip freeze\`, \`pip uninstall\`, \`find / -name '*.pyc' -delete\`), there is no fix, and steps with such a command
  between them are prepared for one by one;
- only files that a wheel lists are copied, and none of a wheel that the stage itself has built or fetched (\`pip wheel\`), which would be
  for the machine that builds: there is no fix then;
- where the native stage prepares nothing (a pip before 22.2, a source package that does not build there), the build is the
  original one, and takes as long.

A wrong guess shows as a build that fails, or as a package that is installed under emulation all the same. The one thing that it
could leave is a package too many: one that the target's pip would not have asked for. That takes a marker that is about
something else than the machine (the kernel's release, say) or an earlier step that does something else on another
machine; steps that ask for their machine, that are not known, and images other than Docker's official ones make the fix
unsafe, and it says so.

\`cross-install\` takes the author's RUN away: nothing of pip runs under emulation. The native stage then fails where anything is
no wheel, and nothing on the target checks what was chosen, so that it is unsafe. \`lock\` chooses only the versions natively, as
constraints for the author's RUN. It helps where pip tries many versions, and otherwise hardly: most of the time goes into
unpacking and byte-compiling (with 40 packages 66 of 69 seconds).`;
