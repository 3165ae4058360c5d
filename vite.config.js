/** Builds the investigator's UI into dist/web, whence the API serves it. It asks nothing of any other host. */
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'src/web',
  base: '/app/',
  build: { outDir: '../../dist/web', emptyOutDir: true, target: 'es2023', sourcemap: false },
  // The parser of tables without Node's buffers.
  resolve: { alias: { 'csv-parse/sync': 'csv-parse/browser/esm/sync' } },
  oxc: { jsx: { runtime: 'automatic' } },
  // While one works on it: `vite`, with the service beside it.
  server: { proxy: { '/v1': 'http://127.0.0.1:8080' } },
});
