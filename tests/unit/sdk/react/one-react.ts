import Module from 'node:module'

// Aliases reach what is transformed; react-dom comes as it is, and finds whichever react the installation put beside it.
const modules = Module as unknown as { _resolveFilename: (request: string, ...rest: unknown[]) => string }
const resolve = modules._resolveFilename
modules._resolveFilename = function (request, ...rest) {
  return resolve.call(this, request === 'react' ? process.env.REACT! : request, ...rest)
}

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
