declare module 'sockjs-client/dist/sockjs.min.js' {
  const SockJS: import('./load-sockjs.ts').SockJsConstructor
  export { SockJS as default }
}
