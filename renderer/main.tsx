import './styles/tokens.css'
import './styles/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { openEngine } from './engine.ts'
import { textFor } from './text/text.ts'
import { App } from './views/App.tsx'

const chosen = localStorage.getItem('kenning:language') ?? 'system'
const text = textFor(chosen === 'system' ? navigator.languages : [chosen, ...navigator.languages])
document.documentElement.lang = text.language
document.documentElement.dir = text.direction
document.documentElement.dataset.theme = localStorage.getItem('kenning:theme') ?? 'system'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App {...openEngine(window)} desktop={window.desktop} text={text} />
  </StrictMode>,
)
