import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  base: './',
  plugins: [react()],
  // In a workspace the SDK may find another copy of React than the page; hooks need the same.
  resolve: { dedupe: ['react', 'react-dom'] },
  server: {
    proxy: { '/ws-stomp': { target: 'http://localhost:8080', ws: true } },
  },
})
