import { hydrateRoot } from 'react-dom/client'
import { app } from './app.ts'

const root = document.getElementById('root')!
hydrateRoot(root, app(root.dataset.url!))
