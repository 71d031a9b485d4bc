import { defineConfig } from "vite";

// The page is client/, and everything that it needs goes into dist/.
export default defineConfig({
  root: "client",
  build: { outDir: "../dist", emptyOutDir: true, chunkSizeWarningLimit: 2000 },
});
