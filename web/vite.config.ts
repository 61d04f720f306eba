import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig, loadEnv } from 'vite';
import vuetify from 'vite-plugin-vuetify';
import { firstChunks, firstPage } from './build/first-page.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * `VITE_API_TARGET` is the origin of an api-gateway to develop against. `VITE_HMR_CLIENT_PORT` is set when
 * the dev server itself stands behind the gateway, so that hot updates connect to the port people see.
 */
export default defineConfig(({ mode }) => {
  const env = loadEnv(mode, here('.'), 'VITE_');
  const target = env['VITE_API_TARGET'];
  const hmrPort = env['VITE_HMR_CLIENT_PORT'];
  const proxied = { target: target ?? '', changeOrigin: false };
  return {
    root: here('.'),
    base: '/',
    plugins: [vue(), vuetify({ autoImport: true }), firstPage()],
    // The app uses vue-i18n's composition API alone.
    define: { __VUE_I18N_LEGACY_API__: false, __VUE_I18N_FULL_INSTALL__: false },
    resolve: {
      alias: [
        // globe.gl imports both statically for a WebGPU heatmap that is never drawn here: 170 kB gzip saved.
        { find: /^three\/webgpu$/, replacement: here('./src/features/globe/stubs/three-webgpu.ts') },
        { find: /^three\/tsl$/, replacement: here('./src/features/globe/stubs/three-tsl.ts') },
      ],
    },
    server: {
      host: '127.0.0.1',
      strictPort: env['VITE_PORT'] !== undefined,
      port: Number(env['VITE_PORT'] ?? 5173),
      allowedHosts: true as const,
      ...(hmrPort ? { hmr: { path: '/vite-hmr', clientPort: Number(hmrPort) } } : { hmr: { path: '/vite-hmr' } }),
      ...(target
        ? {
            proxy: {
              '/api': proxied,
              '/media': proxied,
              '/auth': proxied,
              '/ws': { target: target.replace(/^http/, 'ws'), ws: true },
            },
          }
        : {}),
    },
    build: {
      target: 'es2022',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1500,
      rolldownOptions: { output: { codeSplitting: { groups: firstChunks } } },
    },
  };
});
