import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';

// https://vite.dev/config/
export default defineConfig({
  plugins: [react()],
  // sockjs-client: "global is not defined"
  define: { global: 'globalThis' },
});
