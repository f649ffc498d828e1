/** An image under the name that Dockerfiles use, made from Debian's packages. */
export interface BaseImage {
  /** The release of Debian. */
  readonly suite: string;
  /** Beside what every image of Debian's has. All that the image needs to run. */
  readonly packages: readonly string[];
  /** A script in `finish/` that turns the result into what the official image is. */
  readonly finish?: string;
  /** Instructions, as in a Dockerfile, for what the official image's config says. */
  readonly config: readonly string[];
}

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The interpreter with pip and venv, and what its standard library needs. */
const PYTHON = ["python3.11", "python3-distutils", "python3.11-venv", "python3-pip-whl"];

const JAVA = ["ENV JAVA_HOME=/opt/java/openjdk", `ENV PATH=/opt/java/openjdk/bin:${PATH}`];

const PYTHON_CONFIG = [`ENV PATH=/usr/local/bin:${PATH}`, "ENV LANG=C.UTF-8", 'CMD ["python3"]'];

/** What packages without a wheel need. */
const COMPILERS = ["gcc", "g++", "git", "make", "libc6-dev", "libpython3.11-dev"];

/** To add an image, add an entry. */
export const BASE_IMAGES: Readonly<Record<string, BaseImage>> = {
  "debian:bookworm": {
    suite: "bookworm",
    packages: [],
    config: [`ENV PATH=${PATH}`, 'CMD ["bash"]'],
  },
  "debian:bookworm-slim": {
    suite: "bookworm",
    packages: [],
    config: [`ENV PATH=${PATH}`, 'CMD ["bash"]'],
  },
  "python:3.11-slim": {
    suite: "bookworm",
    packages: PYTHON,
    finish: "finish/python.sh",
    config: PYTHON_CONFIG,
  },
  "python:3.11-bookworm": {
    suite: "bookworm",
    packages: [...PYTHON, ...COMPILERS],
    finish: "finish/python.sh",
    config: PYTHON_CONFIG,
  },
  "astral/uv:0.13.9-python3.11-bookworm": {
    suite: "bookworm",
    packages: [...PYTHON, ...COMPILERS],
    finish: "finish/uv.sh",
    config: [...PYTHON_CONFIG, "ENV UV_TOOL_BIN_DIR=/usr/local/bin"],
  },
  "node:22-bookworm": {
    suite: "bookworm",
    packages: ["libstdc++6", "libatomic1"],
    finish: "finish/node.sh",
    config: [`ENV PATH=${PATH}`, "ENV NODE_VERSION=22.23.3", 'CMD ["node"]'],
  },
  "eclipse-temurin:17": {
    suite: "bookworm",
    packages: ["openjdk-17-jdk-headless"],
    finish: "finish/java.sh",
    config: JAVA,
  },
  "eclipse-temurin:17-jre": {
    suite: "bookworm",
    packages: ["openjdk-17-jre-headless"],
    finish: "finish/java.sh",
    config: JAVA,
  },
  "hugomods/hugo:0.111.3": {
    suite: "bookworm",
    packages: ["hugo"],
    config: [`ENV PATH=${PATH}`, "WORKDIR /src", 'CMD ["hugo"]'],
  },
  "golang:1.24": {
    suite: "bookworm",
    packages: ["gcc", "g++", "git", "make", "libc6-dev", "pkg-config"],
    finish: "finish/go.sh",
    config: [
      "ENV GOTOOLCHAIN=local",
      "ENV GOPATH=/go",
      `ENV PATH=/go/bin:/usr/local/go/bin:${PATH}`,
      "WORKDIR /go",
    ],
  },
};
