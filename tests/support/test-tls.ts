import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const pathOf = (name: string): string => fileURLToPath(new URL(`tls/${name}`, import.meta.url))

/** Where the key and the certificate of the tests are. They are public: nothing may rely on them. */
export const testTlsFiles = { keyFile: pathOf('test-key.pem'), certFile: pathOf('test-cert.pem') }

/** The same as text. The certificate is for localhost and 127.0.0.1, and its own authority. */
export const testTls = {
  key: readFileSync(testTlsFiles.keyFile, 'utf8'),
  cert: readFileSync(testTlsFiles.certFile, 'utf8'),
}
