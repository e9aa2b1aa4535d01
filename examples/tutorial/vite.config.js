import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';
import { stompbox } from '@stompbox/broker/vite';

// https://vite.dev/config/
export default defineConfig({
  // In `vite` and `vite preview` the broker runs on the same port, the one that the source of the page names.
  plugins: [react(), stompbox()],
  server: { port: 8080, strictPort: true },
  preview: { port: 8080, strictPort: true },
  // sockjs-client: "global is not defined"
  define: { global: 'globalThis' },
});
