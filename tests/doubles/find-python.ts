import { spawnSync } from "node:child_process";

/** A Python that has what a check needs, or what a person can do about it. */
export type PythonFound =
  | { readonly found: true; readonly command: string; readonly versions: string }
  | { readonly found: false; readonly words: string };

const PACKAGES: Readonly<Record<string, string>> = {
  torch: "torch (Debian: apt install python3-torch; otherwise: pip install torch)",
  pyarrow: "pyarrow (Debian 14: apt install python3-pyarrow; otherwise: pip install pyarrow)",
};

/** Looks at PYTHON, or else at python3 on the path and Debian's own, for one that can import the modules. */
export function pythonWith(modules: readonly string[]): PythonFound {
  const asked = process.env["PYTHON"];
  const tried = asked === undefined || asked === "" ? ["python3", "/usr/bin/python3"] : [asked];
  const versions = modules.map((name) => `print("${name}", ${name}.__version__)`).join("; ");
  for (const command of tried) {
    const { status, stdout } = spawnSync(
      command,
      ["-c", `import ${modules.join(", ")}; ${versions}`],
      { encoding: "utf8", timeout: 120_000 },
    );
    if (status === 0) {
      return { found: true, command, versions: stdout.trim().replaceAll("\n", ", ") };
    }
  }
  const missing = modules.map((name) => PACKAGES[name] ?? name).join(" and ");
  return {
    found: false,
    words:
      `This needs a Python 3 with ${missing}; looked at ${tried.join(" and ")}. ` +
      "Install it, or name another Python with PYTHON.",
  };
}
