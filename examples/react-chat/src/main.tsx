import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { followPage } from './chat/page-events.ts'
import { chat } from './chat/store.ts'
import './styles/base.css'
import './styles/controls.css'
import './styles/entry.css'
import './styles/layout.css'
import './styles/messages.css'

followPage()
chat.comeBack()

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
