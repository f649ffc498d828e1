# pip runs without emulation here and takes the wheels of the target. In the stage below it finds
# them installed, and does what is left.
FROM --platform=$BUILDPLATFORM python:3.11-bookworm AS wheels
RUN python3 -m venv /venv && \
    cp -a /venv /environment && rm -f /environment/lib64
ENV PATH=/venv/bin:$PATH CFLAGS=-g0
WORKDIR /srv
COPY requirements.txt .
COPY <<'END' /prefill/sitecustomize.py
import atexit, json, os, platform, shutil, site, sysconfig
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
report = os.environ["PIP_REPORT"] = "/tmp/report.json"

# What came as a wheel is for the target; what was built from source is for this machine.
@atexit.register
def prepare():
    site.main()  # finds the folder of --user, which may be new
    for package in json.load(open(report))["install"]:
        name, url = package["metadata"]["name"], package["download_info"]["url"]
        if url.endswith(".whl") and canonicalize_name(name) not in present:
            for file in distribution(name).files:
                path = os.path.realpath(file.locate())
                os.makedirs(os.path.dirname(f"/prefilled{path}"), exist_ok=True)
                shutil.copy2(path, f"/prefilled{path}")
    for folder, _, _ in os.walk("/prefilled"):
        like = folder[len("/prefilled"):] or "/"
        os.chown(folder, os.stat(like).st_uid, os.stat(like).st_gid)
        shutil.copystat(like, folder)
END
RUN mkdir /prefilled
ARG TARGETARCH TARGETVARIANT
RUN PYTHONPATH=/prefill pip install --no-cache-dir -r requirements.txt || true

# CFLAGS: debug information would hold the name of the temporary folder in which pip compiles.
FROM python:3.11-bookworm
COPY --from=wheels /environment/ /venv/
RUN python3 -m venv /venv
ENV PATH=/venv/bin:$PATH CFLAGS=-g0
WORKDIR /srv
COPY requirements.txt .
COPY --from=wheels /prefilled/ /
RUN pip install --no-cache-dir -r requirements.txt
CMD ["python3", "-c", "import markupsafe._speedups, pydantic_core"]
