// What a page downloads: minified, gzipped, with all that the entry pulls in, @stomp/stompjs included. 1 kB is 1000 bytes.
const client = 'sdk/dist/index.js'
const react = 'sdk/dist/react/index.js'
const sockjs = 'sdk/dist/sockjs/index.js'

const message =
  'A page would download more of the SDK than was promised. Find what grew since the last commit, or raise the limit together with what README.md says.'
const check = (name, limit, parts, ignore = []) => {
  return { name, limit, path: Object.keys(parts), import: parts, ignore, gzip: true, message }
}

/** No limit: only to compare. */
const beside = (name, entry, parts) => {
  return { name: `${name}, to compare`, path: `node_modules/${name}/${entry}`, import: parts, gzip: true }
}

export default [
  check('@stompbox/sdk, all of it', '12 kB', { [client]: '*' }),
  check('@stompbox/sdk, connect and createClient', '12 kB', { [client]: '{ connect, createClient }' }),
  check(
    '@stompbox/sdk/react, with the client, without react',
    '14 kB',
    { [client]: '{ createClient, defineChannels, topic, command, rpc }', [react]: '*' },
    ['react'],
  ),
  // The package sockjs-client, 17 kB, is a chunk of its own, which is loaded when it is used.
  check('@stompbox/sdk/sockjs, without sockjs-client', '3 kB', { [sockjs]: '*' }, ['sockjs-client']),
  beside('@stomp/stompjs', 'esm6/index.js', '{ Client }'),
  beside('@stomp/rx-stomp', 'esm6/index.js', '{ RxStomp }'),
]
