# What this stage prepares for the target without emulation, pip need not do below.
FROM --platform=$BUILDPLATFORM python:3.11-bookworm AS wheels
WORKDIR /srv
COPY requirements.txt .
ARG TARGETARCH TARGETVARIANT
RUN mkdir /wheels && python3 - install --no-cache-dir -r requirements.txt <<'END' || rm -rf /wheels/*
import json, os, platform, runpy, shutil, site, sys, sysconfig
from importlib.metadata import distribution, distributions
from pip._vendor.packaging import _manylinux
from pip._vendor.packaging.utils import canonicalize_name

# pip shall choose what it would choose on the target.
arch, variant = os.environ["TARGETARCH"], os.environ["TARGETVARIANT"]
machines = {"amd64": "x86_64", "386": "i686", "arm64": "aarch64", "arm": f"arm{variant}l"}
machine = machines.get(arch, arch)
platform.machine = lambda: machine
sysconfig.get_platform = lambda: f"linux-{machine}"
_manylinux._have_compatible_abi = lambda *_: True

present = {canonicalize_name(each.metadata["Name"]) for each in distributions()}
sys.argv += ["--report", "/report.json"]
try:
    runpy.run_module("pip", run_name="__main__")
except SystemExit as done:
    if done.code:
        raise
site.main()  # finds the folder of --user, which may be new

# What came as a wheel is for the target; what pip built from source is for this machine.
for package in json.load(open("/report.json"))["install"]:
    name, url = package["metadata"]["name"], package["download_info"]["url"]
    if url.endswith(".whl") and canonicalize_name(name) not in present:
        for file in distribution(name).files:
            path = os.path.abspath(file.locate())
            os.makedirs(os.path.dirname(f"/wheels{path}"), exist_ok=True)
            shutil.copy2(path, f"/wheels{path}")
END

FROM python:3.11-bookworm
WORKDIR /srv
COPY requirements.txt .
COPY --from=wheels /wheels/ /
RUN pip install --no-cache-dir -r requirements.txt
COPY app app
CMD ["python", "-m", "app"]
