import './styles/tokens.css'
import './styles/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { openEngine } from './engine.ts'
import { remembered } from './remembered.ts'
import { textFor } from './text/text.ts'
import { App } from './views/App.tsx'

const chosen = remembered('language') ?? 'system'
const text = textFor(chosen === 'system' ? navigator.languages : [chosen, ...navigator.languages])
document.documentElement.lang = text.language
document.documentElement.dir = text.direction
document.documentElement.dataset.theme = remembered('theme') ?? 'system'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App {...openEngine(window)} desktop={window.desktop} text={text} />
  </StrictMode>,
)
