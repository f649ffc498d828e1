/**
 * What makes pip on the machine that builds do the target's work: a `sitecustomize.py`, which Python
 * imports when it starts if its folder is in PYTHONPATH. So the author's own words run, whichever
 * Python they are for.
 *
 * - pip evaluates markers by `platform.machine` (packaging/markers.py:default_environment) and asks for
 *   wheels by `sysconfig.get_platform` (packaging/tags.py:_linux_platforms); the level of glibc or musl
 *   is that of the same image. `_have_compatible_abi` looks into the interpreter's own file, for 32-bit
 *   platforms (packaging/_manylinux.py).
 * - It installs in place, not with --target or --root: the .pyc files would hold the name of another
 *   folder, and scripts, data and RECORD stand elsewhere.
 * - Source packages are allowed, since without them pip chooses other versions; what it built from them
 *   is for the wrong machine and stays behind. `--report` tells (pip 22.2; before, there is no report and
 *   nothing is prepared).
 * - What the image had in another version stays behind, too: a COPY cannot uninstall.
 */
export const CHOOSE = `import atexit, json, os, platform, shutil, site, sysconfig
from importlib.metadata import distribution, distributions
from pip._vendor.packaging import _manylinux
from pip._vendor.packaging.utils import canonicalize_name

# What pip starts, such as a compiler, works for this machine.
del os.environ["PYTHONPATH"]

# pip chooses what it would choose on the target.
arch, variant = os.environ["TARGETARCH"], os.environ["TARGETVARIANT"]
machines = {"amd64": "x86_64", "386": "i686", "arm64": "aarch64", "arm": f"arm{variant}l"}
machine = machines.get(arch, arch)
platform.machine = lambda: machine
sysconfig.get_platform = lambda: f"linux-{machine}"
_manylinux._have_compatible_abi = lambda *_: True

present = {canonicalize_name(each.metadata["Name"]) for each in distributions()}
report = os.environ["PIP_REPORT"] = "/tmp/report.json"`;

/** Copies what came as a wheel, when pip is done. */
const COPY_WHEELS = `# What came as a wheel is for the target; what was built from source is for this machine.
@atexit.register
def prepare():
    site.main()  # finds the folder of --user, which may be new
    for package in json.load(open(report))["install"]:
        name, url = package["metadata"]["name"], package["download_info"]["url"]
        if url.endswith(".whl") and canonicalize_name(name) not in present:
            for file in distribution(name).files:
                path = os.path.realpath(file.locate())
                os.makedirs(os.path.dirname(f"/prefilled{path}"), exist_ok=True)
                shutil.copy2(path, f"/prefilled{path}")`;

/** COPY gives folders that are there the mode and the owner of those that it brings (`/root` is 0700). */
const KEEP_FOLDERS = `
    for folder, _, _ in os.walk("/prefilled"):
        like = folder[len("/prefilled"):] or "/"
        os.chown(folder, os.stat(like).st_uid, os.stat(like).st_gid)
        shutil.copystat(like, folder)`;

/** Lays out what came as a wheel, with the folders around it. */
export const PREPARE = `${COPY_WHEELS}${KEEP_FOLDERS}`;

/** The same, where everything has to be a wheel: pip fails where something is not. */
export const INSTALL_ALL = `${COPY_WHEELS}
        else:
            print(f"{name}: no wheel for the target, or another version in the image", flush=True)
            os._exit(1)${KEEP_FOLDERS}`;

/** Writes the versions that pip has chosen as constraints. */
export const LOCK = `@atexit.register
def lock():
    with open("/prefilled/constraints.txt", "w") as constraints:
        for package in json.load(open(report))["install"]:
            if not package["is_direct"]:
                name, version = package["metadata"]["name"], package["metadata"]["version"]
                print(f"{name}=={version}", file=constraints)`;
