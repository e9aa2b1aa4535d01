import { renderToString } from 'react-dom/server'
import { app } from './app.ts'

export const render = (url: string): string => renderToString(app(url))
