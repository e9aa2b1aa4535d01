/** What P1 measures and the package does not export. */
export { FrameDecoder } from '../../broker/src/frame/decoder.ts'
export { encodeMessage } from '../../broker/src/frame/encoder.ts'
export { encodeUtf8 } from '../../broker/src/frame/utf8.ts'
export { webSocketFraming } from '../../broker/src/transports/websocket/websocket-framing.ts'
