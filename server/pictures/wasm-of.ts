import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * How a codec of a package is begun: its code is read from where the package lies, so that nothing is fetched; and what
 * it mutters about a broken file goes nowhere, since the file's own words could be in it.
 */
export function wasmOf(path: string) {
  const file = fileURLToPath(import.meta.resolve(path));
  const module = new WebAssembly.Module(new Uint8Array(readFileSync(file)));
  return {
    instantiateWasm(
      imports: WebAssembly.Imports,
      begun: (instance: WebAssembly.Instance) => void,
    ): WebAssembly.Exports {
      const instance = new WebAssembly.Instance(module, imports);
      begun(instance);
      return instance.exports;
    },
    print: () => {},
    printErr: () => {},
  };
}
